import { IsIn, IsOptional } from 'class-validator';
import { MaxLength, sentenceOf } from '#platform';
import { officeMailboxes, texts, type OfficeMailbox } from '#identity';

export class LetterForm {
  @IsIn(officeMailboxes, { message: 'Choose the mailbox of their office' })
  mailbox: OfficeMailbox;
}

export class ConfirmForm {
  @IsOptional()
  @MaxLength(texts.evidence.length[1], { message: sentenceOf(texts.evidence) })
  evidence?: string;
}
