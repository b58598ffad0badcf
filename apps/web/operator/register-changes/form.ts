import { Length } from '#platform';

export class LeaveOutForm {
  @Length(3, 200, { message: 'Say why it is left out, in 3 to 200 characters' })
  reason: string;
}
