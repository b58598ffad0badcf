import { Length } from '#platform';

export class LeaveOutForm {
  @Length(3, 200, { message: 'Say in a few words why it is left out' })
  reason: string;
}
