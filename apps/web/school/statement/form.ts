import { IsOptional, ValidateIf } from 'class-validator';
import { CivilDate } from '../../kit/rules.js';

export class StatementFilter {
  @IsOptional()
  @ValidateIf((filter: StatementFilter) => filter.from !== '')
  @CivilDate('Enter the first day, like 1/4/2027')
  from?: string;

  @IsOptional()
  @ValidateIf((filter: StatementFilter) => filter.to !== '')
  @CivilDate('Enter the last day, like 31/3/2028')
  to?: string;

  @IsOptional()
  after?: string;
}
