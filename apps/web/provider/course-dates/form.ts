import { IsOptional, IsUUID, Matches } from 'class-validator';
import { texts } from '#delivery';
import { Said } from '#platform';
import { Several } from '../../kit/form.js';
import { CivilDate, MintedId } from '../../kit/rules.js';

export class SessionForm {
  @MintedId()
  transferId: string;

  @IsUUID('all', { message: 'Choose the course' })
  offerId: string;

  @CivilDate('Choose the day of the course')
  on: string;

  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'Enter when it starts, like 09:30' })
  startsAt: string;

  @Said(texts.venue)
  venue: string;

  @Matches(/^([1-9]\d{0,3}|10000)$/, { message: 'Enter the number of places, from 1 to 10,000' })
  capacity: string;
}

export class RegisterForm {
  /** The places whose people came. */
  @IsOptional()
  @Several()
  @IsUUID('all', { each: true, message: 'Tick the people who came' })
  attended?: string | string[];
}
