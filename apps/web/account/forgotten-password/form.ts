import { IsEmail } from 'class-validator';

export class ForgottenPasswordForm {
  @IsEmail({}, { message: 'Enter your e-mail address, like name@example.com' })
  email: string;
}
