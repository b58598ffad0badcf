import type { Agreement, Deciding, Quote } from '#agreements';
import { roleName } from '#identity';
import type { AgreementRow } from '#insight';
import { DAY, type Rung } from '#operating-model';
import { committingRoles, longDate, pounds, shortDate, Temporal, type Actor, type Role } from '#platform';
import { checkPage, donePage, toSummary, type Row } from '../../kit/check.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { granted, theOperator } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { canChange, renewsAllTheSame, termEndSentence } from './term-end.presenter.js';

export const stateTag: Record<Agreement['state'], { text: string; classes: string }> = {
  'awaiting-approval': { text: 'Waits for approval', classes: 'govuk-tag--yellow' },
  signed: { text: 'Signed', classes: 'govuk-tag--green' },
  declined: { text: 'Declined', classes: 'govuk-tag--grey' },
  superseded: { text: 'No longer needed', classes: 'govuk-tag--grey' },
};

/** To whoever comes to decide what is decided already; by whom stands below. */
export const decidedAlready: Partial<Record<Agreement['state'], string>> = {
  signed: 'It was approved already, so nothing has changed.',
  declined: 'It was declined already, so nothing has changed.',
  superseded: 'Another agreement was signed for these days, so nothing has changed.',
};

export function presentAgreements(agreements: readonly (AgreementRow & { total: number })[], number: number) {
  return page(
    'school/agreements/list.njk',
    'Agreements',
    {
      agreements: agreements.map((one) => ({
        title: one.title,
        href: paths.agreements.show(one.agreementId),
        term: `${shortDate(one.startsOn)} to ${shortDate(one.endsOn)}`,
        price: pounds(one.price, { whole: true }),
        state: stateTag[one.state],
        provider: one.provider,
      })),
      pages: pagesOf(agreements[0]?.total ?? 0, number, pageHref(paths.agreements.index)),
    },
    { back: { href: paths.home } },
  );
}

export function presentNew(quote: Quote, form: FormState) {
  return page(
    'school/agreements/new.njk',
    `${quote.offer.title}: your agreement`,
    {
      rows: toSummary(priceRows(quote)),
      offerId: quote.offer.offerId,
      endsOn: longDate(quote.endsOn),
    },
    { form, back: { href: paths.catalogue.offer(quote.offer.offerId) } },
  );
}

const includes = (quote: Pick<Quote, 'grants'>): string =>
  quote.grants.map(granted).join(', ') || 'Nothing beyond the service itself';

const priceRows = (quote: Quote): Row[] => [
  { key: 'Price', value: `${pounds(quote.price.amount, { whole: true })}, before any VAT` },
  { key: 'How it is worked out', value: quote.price.because },
  { key: 'It includes', value: includes(quote) },
];

const notice = (noticeBy: Agreement['noticeBy'] | string, endsOn: Agreement['endsOn'] | string): string =>
  `It renews for another year unless you say by ${shortDate(noticeBy)} that you change or leave; it ends on ${shortDate(endsOn)}.`;

export interface WaitsFor extends Deciding {
  /** Of those who may approve it and have an account here. */
  readonly names: readonly string[];
  /** The last who approves at all. */
  readonly last: Pick<Rung, 'role' | 'set_by'>;
}
/** Who has to approve what waits: somebody else than whoever reads it, where they prepared it. */
export const whoApproves = ({ called, above, prepared }: Deciding): string =>
  prepared
    ? `You prepared it, so ${above.role ? `your ${above.called}` : `another ${called}`} has to approve it`
    : `Your ${called} has to approve it`;
/** Of what is decided by nobody (`role` is null). */
export const nobodyApproves = ({ called }: Deciding): string =>
  `It is above what anyone may approve alone here: your ${called} says how much that is`;
const elseApproves = (decision: Deciding): string =>
  `${whoApproves(decision)}.${decision.above.role ? '' : ` Where there is no other yet, ask ${theOperator} to add one, under Organisations.`}`;

const your = (...roles: readonly Role[]): string =>
  `your ${roles.map((role) => roleName(role).toLowerCase()).join(' or your ')}`;

/** Who has to approve what waits, and what to do where nobody here can. */
function approver(waits: WaitsFor): string {
  const { role, called, names, last } = waits;
  if (waits.prepared && !names.length) return elseApproves(waits);
  if (names.length) return `${names.join(' or ')}, your ${called}, has to approve it.`;
  if (role)
    return `Your ${called} has to approve it, and has no account here yet: ask ${theOperator} to add them, under Organisations.`;
  return last.set_by.length
    ? `It is above what anyone may approve alone here, which ${your(...last.set_by)} sets for ${your(last.role)} under People. Where they have no account here yet, ask ${theOperator} to add them, under Organisations.`
    : `It is above what anyone may approve alone here. ${theOperator} sets how much that is.`;
}

export function presentCheck(quote: Quote, form: FormState, waits: WaitsFor | null) {
  const rows: Row[] = [
    { key: 'Plan', value: quote.offer.title },
    { key: 'From', value: longDate(quote.startsOn) },
    { key: 'Until', value: longDate(quote.endsOn) },
    ...priceRows(quote),
    { key: 'Who pays', value: 'Your school, from its own budget' },
    { key: 'Purchase order', value: String(form.values.purchaseOrder || 'None') },
    { key: 'Notice', value: notice(quote.noticeBy, quote.endsOn) },
  ];
  return checkPage(
    'Check your answers',
    {
      rows,
      action: paths.agreements.index,
      changeAction: paths.agreements.new,
      button: waits ? 'Send it for approval' : 'Sign the agreement',
      then: waits
        ? `The price is kept as it is from now on, and nothing is owed before it is approved. ${approver(waits)}`
        : 'When you sign, your school owes the price, and the days and credits are yours from the first day.',
    },
    form,
  );
}

export function presentPrepared(agreement: AgreementRow, waits: WaitsFor | null, today: Temporal.PlainDate) {
  const rows: Row[] = [
    { key: 'Term', value: `${shortDate(agreement.startsOn)} to ${shortDate(agreement.endsOn)}` },
    { key: 'Price', value: `${pounds(agreement.price, { whole: true })}, before any VAT` },
    { key: 'It includes', value: includes(agreement) },
  ];
  if (!waits) {
    const [begun, billed] = [agreement.startsOn, agreement.billsOn].map((day) => day <= today.toString());
    return donePage(`${agreement.title} is signed`, {
      text: begun
        ? 'The days and credits it includes are yours.'
        : `The days and credits it includes are yours for days from ${shortDate(agreement.startsOn)}.`,
      rows,
      next: [
        `The invoice, or the journal if your authority recharges you, follows ${billed ? 'within minutes' : `on ${shortDate(agreement.billsOn)}`} and is kept under Invoices.`,
      ],
      actions: [
        ...(agreement.grants.some(({ unit }) => unit.code === DAY.code)
          ? [{ text: 'Book a day with your School Improvement Partner', href: paths.visits.new }]
          : []),
        { text: 'See the agreement', href: paths.agreements.show(agreement.agreementId) },
        { text: 'See your invoices', href: paths.documents.index },
      ],
    });
  }
  return donePage(`${agreement.title} is prepared`, {
    text: 'It is not signed yet.',
    rows,
    next: [
      waits.names.length
        ? `${waits.names.join(' or ')} sees it under “Needs you” on their home page, and approves or declines it there.`
        : approver(waits),
    ],
    actions: [
      { text: 'See the agreement', href: paths.agreements.show(agreement.agreementId) },
      { text: 'Go to your home page', href: paths.home },
    ],
  });
}

export interface AgreementFacts {
  readonly agreement: AgreementRow;
  /** The school's agreement before this one. */
  readonly before: AgreementRow | null;
  readonly documents: readonly { documentId: string; number: string; gross: bigint }[];
  readonly today: Temporal.PlainDate;
  readonly actor: Actor;
  /** Of one that waits: who decides it, and what this person may do. */
  readonly decision: Deciding | null;
  /** Of one that waits: the last day for notice, were it signed today. */
  readonly noticeBy: Temporal.PlainDate | null;
}

const decisionRows = ({ agreement, before, actor }: AgreementFacts): Row[] => [
  { key: 'Term', value: `${shortDate(agreement.startsOn)} to ${shortDate(agreement.endsOn)}` },
  { key: 'Price', value: `${pounds(agreement.price, { whole: true })}, before any VAT` },
  {
    // The sentence is kept as the school read it: 'you have 213 pupils'.
    key: actor.organisationIds.includes(agreement.schoolId)
      ? 'How it is worked out'
      : 'What the school was told of the price',
    value: agreement.priceBecause,
  },
  { key: 'It includes', value: includes(agreement) },
  ...(before
    ? [
        {
          key: 'Previous agreement',
          value: `${before.title}, ${pounds(before.price, { whole: true })}, until ${shortDate(before.endsOn)}`,
        },
      ]
    : []),
  { key: 'Provider', value: agreement.provider },
  { key: 'Who pays', value: `${agreement.school}, from its own budget` },
  { key: 'Purchase order', value: agreement.purchaseOrder ?? 'None' },
  ...(agreement.backdatedBecause ? [{ key: 'Dated back because', value: agreement.backdatedBecause }] : []),
  ...(agreement.preparedBy ? [{ key: 'Prepared by', value: agreement.preparedBy }] : []),
];

export function presentApproval(facts: AgreementFacts, form: FormState) {
  const { agreement, decision } = facts;
  return page(
    'school/agreements/approval.njk',
    `${decision?.approves ? 'Approve' : 'Decline'} ${agreement.title}?`,
    {
      approves: decision?.approves ?? false,
      waitsFor: decision && waitsFor(decision),
      rows: toSummary([
        ...decisionRows(facts),
        {
          key: 'Notice',
          value:
            agreement.endsOn < facts.today.toString()
              ? `It ended on ${shortDate(agreement.endsOn)}, and does not renew by itself.`
              : notice(facts.noticeBy!, agreement.endsOn),
        },
      ]),
      renews: renewsAllTheSame(facts.before, facts.today)?.text,
      action: paths.agreements.approval(agreement.agreementId),
    },
    { form, back: { href: paths.home } },
  );
}

function waitsFor(decision: Deciding): string {
  const { role, called, prepared } = decision;
  if (!role) return `${nobodyApproves(decision)}.`;
  return prepared ? elseApproves(decision) : `It waits for your ${called} to approve it.`;
}

export function presentAgreement(facts: AgreementFacts) {
  const { agreement, actor } = facts;
  const own = actor.organisationIds.includes(agreement.schoolId);
  return page(
    'school/agreements/show.njk',
    own ? agreement.title : `${agreement.title}, ${agreement.school}`,
    {
      state: stateTag[agreement.state],
      waitsFor: own && facts.decision ? waitsFor(facts.decision) : null,
      rows: toSummary([
        ...decisionRows(facts),
        ...(agreement.decidedBy
          ? [
              {
                key: agreement.state === 'declined' ? 'Declined by' : 'Approved by',
                value: agreement.decidedBy,
              },
            ]
          : []),
        ...(agreement.declinedBecause ? [{ key: 'Declined because', value: agreement.declinedBecause }] : []),
      ]),
      billed: billedWhen(agreement),
      againHref:
        own && agreement.state === 'declined' && (committingRoles as readonly string[]).includes(actor.role)
          ? paths.catalogue.index
          : null,
      renews: own && agreement.state === 'declined' ? renewsAllTheSame(facts.before, facts.today) : null,
      instead: agreement.instead && {
        text: agreement.instead.title,
        href: paths.agreements.show(agreement.instead.agreementId),
      },
      termEnd: agreement.state === 'signed' ? termEndSentence(agreement, facts.today, own) : null,
      next: agreement.next && {
        text: `${agreement.next.title}, from ${shortDate(agreement.next.startsOn)}`,
        href: paths.agreements.show(agreement.next.agreementId),
      },
      termEndHref:
        own && canChange(agreement, facts.today) ? paths.agreements.termEnd(agreement.agreementId) : null,
      decide:
        own && facts.decision?.declines
          ? {
              text: facts.decision.approves ? 'Approve or decline' : 'Decline',
              href: paths.agreements.approval(agreement.agreementId),
            }
          : null,
      documents: facts.documents.map((one) => ({
        text: `${one.number}, ${pounds(one.gross)}`,
        href: paths.documents.show(one.documentId),
      })),
    },
    { back: { href: paths.agreements.index } },
  );
}

function billedWhen({ state, billsOn }: AgreementRow): string {
  if (state === 'declined' || state === 'superseded') return 'Nothing is billed for it.';
  return `The invoice or journal of this agreement will appear here ${state === 'signed' ? `from ${shortDate(billsOn)}` : 'when it is signed'}.`;
}
