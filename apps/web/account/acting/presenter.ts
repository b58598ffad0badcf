import { roleName, type Visitor } from '#identity';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';

/** Everyone the person may act for; the operator is named when there are several. */
export function presentActing({ choices, acting }: Visitor, form: FormState) {
  const several = new Set(choices.map((choice) => choice.operatorId)).size > 1;
  const items = choices.map(({ appointmentId, organisationName, role, operatorName }) => ({
    value: appointmentId,
    text: organisationName,
    hint: { text: several ? `${roleName(role)}, with ${operatorName}` : roleName(role) },
    checked: form.values.appointmentId === appointmentId,
  }));
  const back = acting ? { href: paths.home } : undefined;
  return page(
    'account/acting/page.njk',
    items.length ? 'Whom do you act for?' : 'You act for nobody yet',
    { items },
    { form, back },
  );
}
