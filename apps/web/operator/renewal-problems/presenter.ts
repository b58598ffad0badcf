import { ownPart } from '#identity';
import type { AgreementRow, RenewalProblem } from '#insight';
import { longDate, pounds, shortDate } from '#platform';
import { toSummary } from '../../kit/check.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { pageHref, pageOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';

export function presentProblems(problems: readonly RenewalProblem[], number: number) {
  const { rows, pages } = pageOf(problems, number, pageHref(paths.renewalProblems.index));
  return page(
    'operator/renewal-problems/list.njk',
    'Agreements that could not renew',
    {
      problems: rows.map((one) => ({
        title: { text: `${one.school}: ${one.title}` },
        hint: { text: `Ended ${shortDate(one.endsOn)}. ${one.problem}` },
        href: paths.renewalProblems.show(one.agreementId),
        status: { tag: { text: 'To decide', classes: 'govuk-tag--red' } },
      })),
      pages,
    },
    { back: { href: paths.home } },
  );
}

/** `own`: whoever looks acts at the school, so that it is not theirs to decide. */
export function presentProblem(agreement: AgreementRow, problem: string, own: boolean, form: FormState) {
  const choice = (value: string, text: string, hint: string) => ({
    value,
    text,
    hint: { text: hint },
    checked: form.values.how === value,
  });
  return page(
    'operator/renewal-problems/show.njk',
    `${agreement.school}: ${agreement.title} could not renew`,
    {
      problem,
      rows: toSummary([
        { key: 'Term', value: `${shortDate(agreement.startsOn)} to ${shortDate(agreement.endsOn)}` },
        { key: 'Price', value: `${pounds(agreement.price, { whole: true })}, before any VAT` },
        {
          key: 'The school chose',
          value: agreement.nextTitle ? `To change to ${agreement.nextTitle}` : 'To renew',
        },
      ]),
      agreementHref: paths.agreements.show(agreement.agreementId),
      why: own ? ownPart().message : null,
      action: own ? null : paths.renewalProblems.show(agreement.agreementId),
      choices: [
        choice(
          'try-again',
          'Try again now',
          'When what stood in the way is put right: the register read again, a price or plan published.',
        ),
        choice(
          'let-it-end',
          'Let it end',
          `It stays ended on ${longDate(agreement.endsOn)}. The school can still choose a plan for itself.`,
        ),
      ],
    },
    { form, back: { href: paths.renewalProblems.index } },
  );
}
