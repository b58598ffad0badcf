import type { School } from '#directory';
import { quantity } from '#platform';
import { CREDIT } from '#operating-model';
import { checkPage } from '../../kit/check.js';
import type { FormState } from '../../kit/form.js';
import type { Nearest } from '../../kit/nearest.js';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';

/** Credits to another school of the same authority, found by its name. `chosen`: the one that somebody chose already, whatever they search now. */
export function presentGift(
  chosen: readonly School[],
  { shown, more }: Nearest<School>,
  left: bigint,
  form: FormState,
) {
  return page(
    'school/gifts/new.njk',
    'Give credits to another school',
    {
      left: quantity(left, CREDIT),
      searched: Boolean(form.values.q),
      most: more ? shown.length : null,
      schools: [...chosen, ...shown].map((school) => ({
        value: school.organisationId,
        text: school.name,
        hint: { text: [school.town, school.postcode].filter(Boolean).join(', ') },
        checked: form.values.to === school.organisationId,
      })),
    },
    { form, back: { href: paths.statement.show('credits') } },
  );
}

export function presentGiftCheck(to: School, amount: bigint, left: bigint, form: FormState) {
  return checkPage(
    'Check your answers',
    {
      rows: [
        { key: 'To', value: to.name },
        { key: 'You give', value: quantity(amount, CREDIT) },
        { key: 'What for', value: String(form.values.message) },
        { key: 'You keep', value: quantity(left - amount, CREDIT) },
      ],
      action: paths.gifts.index,
      changeAction: paths.gifts.new,
      button: 'Give the credits',
      then: 'The credits are theirs at once, with the last day they have now. You cannot take them back.',
    },
    form,
  );
}
