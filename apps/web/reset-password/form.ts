import { IsString, Length } from 'class-validator';

export class ResetPasswordForm {
  @IsString({ message: 'Follow the link in your e-mail again' })
  token: string;

  @Length(10, 128, { message: 'Use a password of 10 to 128 characters' })
  newPassword: string;
}
