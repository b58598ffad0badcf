import { IsIn, IsOptional, IsString } from 'class-validator';
import { MaxLength } from '#platform';
import { needs, type Need } from '#catalogue';
import { Several } from '../../kit/form.js';

export const payments = ['free', 'entitlement', 'credits', 'money', 'fund'] as const;

export class CatalogueSearch {
  @IsOptional()
  @IsString()
  @MaxLength(100, { message: 'Search for fewer words' })
  q?: string;

  @IsOptional()
  @IsIn([...needs, ''], { message: 'Choose a need from the list' })
  need?: Need | '';

  @IsOptional()
  @IsIn([...payments, ''], { message: 'Choose a way to pay from the list' })
  pay?: (typeof payments)[number] | '';
}

export class ComparedPlans {
  @IsOptional()
  @Several()
  plan?: string | string[];
}
