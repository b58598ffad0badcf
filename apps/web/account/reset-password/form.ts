import { IsString } from 'class-validator';
import { Length } from '#platform';
import { passwordLength } from '#identity';

export class ResetPasswordForm {
  @IsString({ message: 'Follow the link in your e-mail again' })
  token: string;

  @Length(passwordLength.least, passwordLength.most, {
    message: `Use a password of ${passwordLength.least} to ${passwordLength.most} characters`,
  })
  newPassword: string;
}
