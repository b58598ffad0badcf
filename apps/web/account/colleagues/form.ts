import { IsNotEmpty } from 'class-validator';

export class LimitForm {
  @IsNotEmpty({ message: 'Enter an amount in pounds, like 500, or 0 for nothing alone' })
  amount: string;
}
