import { Matches } from 'class-validator';
import { CivilDate } from '../../kit/rules.js';

export class ClockForm {
  @CivilDate('Choose the day to set the clock to')
  day: string;

  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'Enter a time of day, like 09:00' })
  time: string;
}
