import { IsIn } from 'class-validator';

export class ResolutionForm {
  @IsIn(['try-again', 'let-it-end'], { message: 'Choose what becomes of the agreement' })
  how: 'try-again' | 'let-it-end';
}
