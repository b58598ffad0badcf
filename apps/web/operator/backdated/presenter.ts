import type { Offer } from '#catalogue';
import { shortDate, type Temporal } from '#platform';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';

export function presentBackdated(
  school: { schoolId: string; name: string },
  plans: readonly Offer[],
  earliest: Temporal.PlainDate,
  form: FormState,
) {
  return page(
    'operator/backdated/new.njk',
    `Date an agreement back for ${school.name}`,
    {
      action: paths.parties.backdated(school.schoolId),
      earliest: shortDate(earliest),
      plans: plans.map((plan) => ({
        value: plan.offerId,
        text: plan.title,
        checked: form.values.plan === plan.offerId,
      })),
    },
    { form, back: { href: paths.parties.show(school.schoolId), text: school.name } },
  );
}
