import { Code, Day, Id } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';

export class PractitionerList extends PageQuery {
  @Code({ optional: true, about: 'Only those who hold this designation today.' })
  designation?: string;

  @Id({ optional: true, about: 'Only those of this party.' })
  homeId?: string;
}

export class FreeDaysQuery {
  @Id({ optional: true, about: 'Whose term days; the key’s own party unless given.' })
  schoolId?: string;

  @Day()
  from: string;

  @Day({ about: 'At most 100 days after `from`.' })
  to: string;
}
