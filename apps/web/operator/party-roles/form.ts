import { IsNotEmpty } from 'class-validator';
import { CivilDate } from '../../kit/rules.js';

export class RoleForm {
  @IsNotEmpty({ message: 'Choose a role' })
  role: string;
}

export class RoleEndForm {
  @CivilDate('Enter the last day')
  lastDay: string;
}
