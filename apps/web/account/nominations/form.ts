import { IsIn, IsOptional } from 'class-validator';
import { Length } from '#platform';
import { officeMailboxes, type OfficeMailbox } from '#identity';

export class LetterForm {
  @IsIn(officeMailboxes, { message: 'Choose the mailbox of their office' })
  mailbox: OfficeMailbox;
}

export class ConfirmForm {
  @IsOptional()
  @Length(0, 1000, { message: 'Say it in at most 1,000 characters' })
  evidence?: string;
}
