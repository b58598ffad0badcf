import { IsEmail, IsIn, IsUUID } from 'class-validator';
import { Length, roles, type Role } from '#platform';

export class AppointForm {
  @Length(2, 120, { message: 'Enter the person’s full name' })
  name: string;

  @IsEmail({}, { message: 'Enter their e-mail address, like name@example.com' })
  email: string;

  @IsIn(roles, { message: 'Choose what they do there' })
  role: Role;
}

export class KeyForm {
  @Length(2, 80, { message: 'Say what the key is for, like Finance system' })
  keyName: string;

  @IsIn(['read', 'write'], { message: 'Choose what the key may do' })
  scope: 'read' | 'write';

  /** Minted with the form: sent twice, it issues one key. */
  @IsUUID('all')
  apiKeyId: string;
}
