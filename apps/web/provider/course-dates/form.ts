import { IsOptional, IsUUID, Matches, ValidateBy } from 'class-validator';
import { texts, timeOfDay } from '#delivery';
import { isId, Said } from '#platform';
import { Several } from '../../kit/form.js';
import { CivilDate, MintedId } from '../../kit/rules.js';

export class SessionForm {
  @MintedId()
  transferId: string;

  @IsUUID('all', { message: 'Choose the course' })
  offerId: string;

  @CivilDate('Choose the day of the course')
  on: string;

  @Matches(timeOfDay, { message: 'Enter when it starts, like 09:30' })
  startsAt: string;

  @Said(texts.venue)
  venue: string;

  @Matches(/^([1-9]\d{0,3}|10000)$/, { message: 'Enter the number of places, from 1 to 10,000' })
  capacity: string;
}

export const nobody = 'nobody';
const isMark = (given: unknown): boolean => given === nobody || isId(given);

export class RegisterForm {
  /** The places whose people came, or `nobody`. */
  @Several()
  @IsOptional()
  @ValidateBy(
    { name: 'register', validator: { validate: (given: unknown) => [given].flat().every(isMark) } },
    { message: 'Mark who came among those on this page' },
  )
  attended?: string | string[];
}
