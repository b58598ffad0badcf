import { Moment } from '../kit/fields.js';

export class ClockAdvance {
  @Moment({ about: 'What time it becomes in the rehearsal; never earlier than it is there.' })
  to: string;
}
