import { texts } from '#delivery';
import { Id, Text } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';

export class ProposalList extends PageQuery {
  @Id({ optional: true })
  requestId?: string;

  @Id({ optional: true, about: 'Those for this school’s requests.' })
  schoolId?: string;

  @Id({ optional: true, about: 'Those of this party’s people.' })
  homeId?: string;
}

export class ProposalEnding {
  @Text({ rule: texts.ended, about: 'Why; both schools are told.' })
  reason: string;
}

export class ProposalDeclining {
  @Text({ rule: texts.declined, optional: true, about: 'Why; the broker is told.' })
  reason?: string;
}
