import { IsEmail, IsIn, IsUUID } from 'class-validator';
import { texts } from '#identity';
import { roles, Said, type Role } from '#platform';

export class AppointForm {
  @Said(texts.name)
  name: string;

  @IsEmail({}, { message: 'Enter their e-mail address, like name@example.com' })
  email: string;

  @IsIn(roles, { message: 'Choose what they do there' })
  role: Role;
}

export class KeyForm {
  @Said(texts.keyName)
  keyName: string;

  @IsIn(['read', 'write'], { message: 'Choose what the key may do' })
  scope: 'read' | 'write';

  /** Minted with the form: sent twice, it issues one key. */
  @IsUUID('all')
  apiKeyId: string;
}
