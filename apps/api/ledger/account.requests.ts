import { Day, Id, Text } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';

export class PoolList {
  @Id({ optional: true, about: 'Whose pools; the key’s own party unless given.' })
  organisationId?: string;

  @Day({ optional: true, about: 'As of the end of this day, by what counts for it; now unless given.' })
  on?: string;
}

export class StatementQuery extends PageQuery {
  @Day({ optional: true, about: 'The first day that entries count for.' })
  from?: string;

  @Day({ optional: true, about: 'The last.' })
  to?: string;

  @Text({
    optional: true,
    max: 40,
    about: 'Only entries with this transfer code; the running balance counts all.',
    example: 'grant',
  })
  code?: string;
}
