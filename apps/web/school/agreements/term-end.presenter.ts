import { mayChooseTermEnd, type AtTermEnd, type Quote } from '#agreements';
import type { AgreementRow } from '#insight';
import { longDate, pounds, refusalOf, shortDate, Temporal } from '#platform';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { theOperator } from '../../kit/words.js';
import { paths } from '../../paths.js';

type TermEnd = Pick<AgreementRow, 'state' | 'atTermEnd' | 'endsOn' | 'noticeBy' | 'next'>;

const mayChoose = (agreement: TermEnd, choice: AtTermEnd, today: Temporal.PlainDate): boolean => {
  const [endsOn, noticeBy] = [agreement.endsOn, agreement.noticeBy].map((on) => Temporal.PlainDate.from(on));
  const signed = { ...agreement, endsOn: endsOn!, noticeBy: noticeBy! };
  return !agreement.next && !refusalOf(() => mayChooseTermEnd(signed, choice, today));
};

/** Whether anything but what stands can still be chosen. */
export const canChange = (agreement: TermEnd, today: Temporal.PlainDate): boolean =>
  mayChoose(agreement, agreement.atTermEnd === 'leave' ? 'renew' : 'leave', today);

/** Declining a year does not end the agreement before it: where that renews by itself, it must be said. */
export function renewsAllTheSame(
  before: AgreementRow | null,
  today: Temporal.PlainDate,
): { text: string; href: string | null } | null {
  if (before?.state !== 'signed' || before.next || before.atTermEnd !== 'renew') return null;
  if (before.withdrawnOn || before.closed) return null;
  if (before.endsOn < today.toString()) return null;
  const change = canChange(before, today);
  return {
    text: `${before.title}, until ${shortDate(before.endsOn)}, will still renew${change ? ` unless you say otherwise by ${longDate(before.noticeBy)}` : ''}.`,
    href: change ? paths.agreements.termEnd(before.agreementId) : null,
  };
}

/** `own`: said to the school itself. */
export function termEndSentence(
  agreement: Pick<
    AgreementRow,
    | 'atTermEnd'
    | 'endsOn'
    | 'noticeBy'
    | 'title'
    | 'nextTitle'
    | 'withdrawnOn'
    | 'closed'
    | 'next'
    | 'renewed'
  >,
  today: Temporal.PlainDate,
  own: boolean,
): string {
  const { next, atTermEnd } = agreement;
  const over = agreement.endsOn < today.toString();
  const ends = `It ${over ? 'ended' : 'ends'} on ${longDate(agreement.endsOn)}`;
  if (next)
    return agreement.renewed
      ? `${ends} and was renewed as ${next.title} from ${longDate(next.startsOn)}.`
      : `${ends}. ${next.title} is signed from ${longDate(next.startsOn)}.`;
  if (atTermEnd === 'leave')
    return `${ends} and ${over ? 'was not renewed' : `does not renew, as ${own ? 'you' : 'the school'} asked`}.`;
  if (agreement.closed) return `${ends} and ${over ? 'was' : 'is'} not renewed. ${agreement.closed}`;
  if (over) return `${ends}. It has not been renewed yet${own ? `: ${theOperator} looks into it` : ''}.`;
  if (agreement.withdrawnOn)
    return `${ends} and does not renew: ${agreement.nextTitle ?? agreement.title} is not offered any more from ${longDate(agreement.withdrawnOn)}.${own ? ` ${today.toString() <= agreement.noticeBy ? `Choose another plan by ${longDate(agreement.noticeBy)}, or` : 'To go on,'} ask ${theOperator}.` : ''}`;
  if (atTermEnd === 'change')
    return `${ends} and goes on as ${agreement.nextTitle}, as ${own ? 'you' : 'the school'} asked.`;
  return today.toString() <= agreement.noticeBy
    ? `It renews for another year at the price of that year unless ${own ? 'you say' : 'the school says'} otherwise by ${longDate(agreement.noticeBy)}.`
    : `It renews for another year at the price of that year; notice had to be given by ${longDate(agreement.noticeBy)}.`;
}

/** Nothing can be chosen any more once the notice date or the term has passed: the page says so instead of asking. */
export function presentTermEnd(
  agreement: AgreementRow,
  plans: readonly Quote[],
  today: Temporal.PlainDate,
  form: FormState,
) {
  const choice = (value: string, text: string, hint: string) => ({
    value,
    text,
    hint: { text: hint },
    checked: form.values.choice === value,
  });
  const cost = (quote: Quote) =>
    `${pounds(quote.price.amount, { whole: true })} for the year from ${shortDate(quote.startsOn)}, before any VAT`;
  const own = plans.find((plan) => plan.offer.offerId === agreement.offerId);
  const leave = mayChoose(agreement, 'leave', today);
  const change = mayChoose(agreement, 'change', today);
  const choices = [
    ...(own && mayChoose(agreement, 'renew', today)
      ? [choice('renew', 'Renew it for another year', cost(own))]
      : []),
    ...plans
      .filter((plan) => change && plan !== own)
      .map((plan) => choice(plan.offer.offerId, `Change to ${plan.offer.title}`, cost(plan))),
    ...(leave
      ? [choice('leave', 'Leave', 'Days and credits of this agreement that you have not used end with it.')]
      : []),
  ];
  return page(
    'school/agreements/term-end.njk',
    `When ${agreement.title} ends`,
    {
      sentence: termEndSentence(agreement, today, true),
      action: paths.agreements.termEnd(agreement.agreementId),
      hint: leave
        ? `You may change your mind until ${longDate(agreement.noticeBy)}.`
        : `Notice had to be given by ${longDate(agreement.noticeBy)}.`,
      choices: canChange(agreement, today) ? choices : [],
    },
    { form, back: { href: paths.agreements.show(agreement.agreementId) } },
  );
}
