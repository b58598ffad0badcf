import { IsOptional } from 'class-validator';
import { Length, MaxLength } from '#platform';

export class DetailsForm {
  /** What was shown when it was filled in. */
  @Length(1, 100, { message: 'Open the page again' })
  seen: string;

  @Length(2, 500, { message: 'Enter the address, a line for each part' })
  address: string;

  @IsOptional()
  @MaxLength(20, { message: 'A VAT number has at most 17 characters, like GB 123 4567 89' })
  vatNumber?: string;

  @IsOptional()
  @MaxLength(80, { message: 'The name of an account has at most 80 characters' })
  accountName?: string;

  @IsOptional()
  @MaxLength(12, { message: 'A sort code has six digits, like 12-34-56' })
  sortCode?: string;

  @IsOptional()
  @MaxLength(12, { message: 'An account number has eight digits' })
  accountNumber?: string;
}
