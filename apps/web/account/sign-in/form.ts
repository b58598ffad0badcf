import { IsEmail, IsNotEmpty, IsOptional, IsString } from 'class-validator';

export class SignInForm {
  @IsEmail({}, { message: 'Enter your e-mail address, like name@example.com' })
  email: string;

  @IsNotEmpty({ message: 'Enter your password' })
  password: string;

  @IsOptional()
  @IsString()
  next?: string;

  @IsOptional()
  @IsString()
  resume?: string;
}
