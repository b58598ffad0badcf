import { Id } from '../kit/fields.js';
import { PageQuery } from '../kit/page.js';

export class DocumentList extends PageQuery {
  @Id({ optional: true, about: 'Those that this organisation pays.' })
  customerId?: string;

  @Id({ optional: true, about: 'Those of this seller.' })
  supplierId?: string;

  @Id({ optional: true, about: 'Those about this school, whoever pays.' })
  schoolId?: string;
}
