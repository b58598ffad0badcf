import { Id, Text } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';

export class ProposalList extends PageQuery {
  @Id({ optional: true })
  requestId?: string;

  @Id({ optional: true, about: 'Those made to this school.' })
  schoolId?: string;

  @Id({ optional: true, about: 'Those of this party’s people.' })
  homeId?: string;
}

export class ProposalDeclining {
  @Text({ optional: true, min: 3, max: 500, about: 'Why; the broker is told.' })
  reason?: string;
}
