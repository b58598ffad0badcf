import { Day, Id } from '../kit/fields.js';

export class PlanComparison {
  @Id({ optional: true, about: 'For which school; the key’s own party unless given.' })
  schoolId?: string;

  @Day({ optional: true, about: 'The day the agreement would start; today unless given.' })
  startsOn?: string;
}
