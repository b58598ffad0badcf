import {
  answeringRoles,
  leftToBook,
  mayWithdraw,
  ownProposal,
  type Estimate,
  type ProposalRow,
  type Stage,
  type SupportRequest,
} from '#delivery';
import type { VisitRow } from '#insight';
import { CREDIT, DAY, labelOf, type Word } from '#operating-model';
import { decimal, longDate, quantity, refusalOf, shortDate, type Actor, type Role } from '#platform';
import { checkPage, confirmPage, donePage, toSummary, type Row } from '../../kit/check.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { listDate, portionWord } from '../../kit/words.js';
import { paths } from '../../paths.js';

const stageTag: Record<Stage, { text: string; classes: string }> = {
  new: { text: 'With the broker', classes: 'govuk-tag--blue' },
  offered: { text: 'Someone is asked', classes: 'govuk-tag--blue' },
  agreed: { text: 'Agreed', classes: 'govuk-tag--green' },
  'under-way': { text: 'Under way', classes: 'govuk-tag--green' },
  'to-evaluate': { text: 'To evaluate', classes: 'govuk-tag--yellow' },
  closed: { text: 'Finished', classes: 'govuk-tag--grey' },
  withdrawn: { text: 'Withdrawn', classes: 'govuk-tag--grey' },
};
const next: Record<Stage, string> = {
  new: 'A broker reads it and proposes someone from another school. You will see who here.',
  offered:
    'Someone has been proposed, and your credits are kept for it. Their employer now decides whether they can come.',
  agreed: 'It is agreed, and the credits are kept. Book the first visit.',
  'under-way': 'Visits are booked or have taken place. After each, you say how it went.',
  'to-evaluate': 'Every agreed day has been delivered. Say how the visits went; then it is finished.',
  closed: 'Every day was delivered and evaluated.',
  withdrawn: 'You withdrew it.',
};

export function presentSupport(
  requests: readonly (SupportRequest & { total: number })[],
  proposals: readonly (ProposalRow & { total: number })[],
  { number, givenNumber }: { number: number; givenNumber: number },
) {
  return page(
    'school/support/list.njk',
    'Support between schools',
    {
      requests: requests.map((one) => ({
        when: listDate(one.askedOn),
        what: `${one.needLabel}, ${quantity(one.days, DAY)}`,
        href: paths.support.show(one.requestId),
        who: next[one.stage],
        state: stageTag[one.stage],
      })),
      proposals: proposals.map((one) => ({
        when: listDate(one.proposedOn),
        what: `${one.practitioner} for ${one.school}`,
        href: paths.support.proposal(one.proposalId),
        who: `${quantity(one.days, DAY)} for ${quantity(one.credits, CREDIT)}`,
        state: proposalTag[one.state],
      })),
      pages: pagesOf(requests[0]?.total ?? 0, number, pageHref(paths.support.index)),
      givenPages: pagesOf(
        proposals[0]?.total ?? 0,
        givenNumber,
        (page) => `${paths.support.index}?given=${page}`,
      ),
    },
    { back: { href: paths.home } },
  );
}
const proposalTag: Record<ProposalRow['state'], { text: string; classes: string }> = {
  proposed: { text: 'To answer', classes: 'govuk-tag--yellow' },
  consented: { text: 'Agreed', classes: 'govuk-tag--green' },
  declined: { text: 'Declined', classes: 'govuk-tag--grey' },
  ended: { text: 'Ended', classes: 'govuk-tag--grey' },
};

/** `70 credits` or `70 to 110 credits, depending on who comes`. */
function costWords({ costs }: Estimate): string {
  const [least, most] = [costs[0]?.credits, costs.at(-1)?.credits];
  if (least === undefined || most === undefined) return 'The broker tells you';
  return least === most
    ? quantity(least, CREDIT)
    : `${decimal(least, CREDIT)} to ${quantity(most, CREDIT)}, depending on who comes`;
}

/** What to do when the credits do not reach even for the least; null when they do. */
export function shortOf({ costs, available }: Estimate): string | null {
  const least = costs[0]?.credits;
  if (least === undefined || available >= least) return null;
  return `You have ${quantity(available, CREDIT)} free and this needs at least ${quantity(least, CREDIT)}. You can send the request, but nobody is asked until you have enough: ask for fewer days, earn credits by supporting another school, or ask the broker.`;
}

export function presentAsk(form: FormState, aDay: Estimate, needs: readonly Word[], closed: string | null) {
  return page(
    'school/support/new.njk',
    'Ask for support',
    {
      cost: costWords(aDay),
      have: quantity(aDay.available, CREDIT),
      short: shortOf(aDay),
      closed,
      needs: needs.map(({ code, label }) => ({
        value: code,
        text: label,
        checked: form.values.need === code,
      })),
    },
    { form, back: { href: paths.support.index } },
  );
}

const requestRows = (need: string, days: string, details: string): Row[] => [
  { key: 'Support with', value: need },
  { key: 'How long', value: days },
  { key: 'What you need', value: details },
];

export function presentAskCheck(form: FormState, days: bigint, estimate: Estimate, needs: readonly Word[]) {
  return checkPage(
    'Check your answers',
    {
      rows: [
        ...requestRows(
          labelOf(needs, String(form.values.need)),
          quantity(days, DAY),
          String(form.values.details),
        ),
        { key: 'What it costs', value: costWords(estimate) },
        { key: 'You have', value: `${quantity(estimate.available, CREDIT)} free` },
      ],
      action: paths.support.index,
      changeAction: paths.support.new,
      button: 'Send the request',
      then:
        shortOf(estimate) ??
        'A broker reads it and proposes someone from another school. Then credits of yours are kept for it, and paid as the days are delivered.',
    },
    form,
  );
}

export interface RequestFacts {
  readonly request: SupportRequest;
  readonly proposals: readonly ProposalRow[];
  readonly visits: readonly VisitRow[];
}

export function presentRequest({ request, proposals, visits }: RequestFacts) {
  const live = proposals.find((one) => one.state === 'proposed' || one.state === 'consented');
  const ended = proposals.filter((one) => one.state === 'ended');
  const mayBook = live && !refusalOf(() => leftToBook({ ...live, booked: request.booked }));
  return page(
    'school/support/show.njk',
    `Support with ${request.needLabel.toLowerCase()}`,
    {
      state: stageTag[request.stage],
      next: next[request.stage],
      rows: toSummary([
        ...requestRows(request.needLabel, quantity(request.days, DAY), request.details),
        { key: 'Asked on', value: longDate(request.askedOn) },
        ...ended.map((one) => ({
          key: `Ended on ${shortDate(one.endedOn!)}`,
          value: `${one.practitioner}, ${one.home}: ${one.endedBecause}`,
        })),
      ]),
      withdrawHref: !refusalOf(() => mayWithdraw(request))
        ? paths.support.withdrawal(request.requestId)
        : null,
      who: live
        ? toSummary([
            {
              key: 'Who',
              value: `${live.practitioner}, ${live.designationLabel}`,
            },
            { key: 'From', value: live.home },
            { key: 'Why this person', value: live.reason },
            {
              key: request.stage === 'offered' || request.stage === 'agreed' ? 'Kept for it' : 'Paid with',
              value: `${quantity(live.credits, CREDIT)}${request.stage === 'under-way' ? ', as the days are delivered' : ''}`,
            },
          ])
        : [],
      visits: visits.map((one) => ({
        when: listDate(one.visitOn),
        what: one.purpose,
        who: `${portionWord(one.portion)}${one.state === 'cancelled' ? ', called off' : ''}`,
        href: paths.visits.show(one.visitId),
      })),
      bookHref: mayBook ? paths.visits.newFor(live.proposalId) : null,
    },
    { back: { href: paths.support.index } },
  );
}

export function presentWithdrawal(request: SupportRequest, form: FormState) {
  return confirmPage(
    'Withdraw this request?',
    {
      rows: requestRows(request.needLabel, quantity(request.days, DAY), request.details),
      then: 'The broker looks for nobody then. You can ask again at any time.',
      action: paths.support.withdrawal(request.requestId),
      button: 'Withdraw it',
      keep: 'Keep the request',
      keepHref: paths.support.show(request.requestId),
    },
    { form },
  );
}

const proposalRows = (proposal: ProposalRow): Row[] => [
  { key: 'School that asks', value: proposal.school },
  {
    key: 'Who is asked for',
    value: `${proposal.practitioner}, ${proposal.designationLabel}`,
  },
  { key: 'For how long', value: quantity(proposal.days, DAY) },
  { key: 'Support with', value: proposal.needLabel },
  { key: 'What they need', value: proposal.details },
  { key: 'Why this person', value: proposal.reason },
  ...(proposal.homeKind === 'school'
    ? [
        {
          key: 'Your school earns',
          value: `${quantity(proposal.credits, CREDIT)}, as the days are delivered`,
        },
      ]
    : []),
  { key: 'Asked on', value: longDate(proposal.proposedOn) },
];

export function presentProposal(proposal: ProposalRow, actor: Actor, form: FormState) {
  const asked = proposal.state === 'proposed' && actor.organisationIds.includes(proposal.homeId);
  const own = ownProposal(proposal, actor);
  const answers = answeringRoles(proposal.homeKind).includes(actor.role as Role) && !own;
  return page(
    'school/support/proposal.njk',
    `${proposal.school} asks for ${proposal.practitioner}`,
    {
      rows: toSummary([
        ...proposalRows(proposal),
        ...(proposal.decidedOn
          ? [
              {
                key: proposal.state === 'declined' ? 'Declined on' : 'Agreed on',
                value: shortDate(proposal.decidedOn),
              },
            ]
          : []),
        ...(proposal.declinedBecause ? [{ key: 'Declined because', value: proposal.declinedBecause }] : []),
        ...(proposal.endedBecause ? [{ key: 'Ended because', value: proposal.endedBecause }] : []),
      ]),
      state: proposalTag[proposal.state],
      answerAction: asked && answers ? paths.support.proposal(proposal.proposalId) : null,
      waits: !asked
        ? null
        : own
          ? 'You proposed this yourself, so a colleague of yours here answers it. As a broker you can take it back.'
          : 'Your headteacher answers this.',
    },
    { form, back: { href: [paths.support.index, paths.home] } },
  );
}

export function presentConsented(proposal: ProposalRow) {
  return donePage('You have agreed', {
    text: `${proposal.practitioner} will support ${proposal.school}.`,
    next: [
      `${proposal.school} now books the visits. ${quantity(proposal.credits, CREDIT)} of theirs are kept${proposal.homeKind === 'school' ? ', and come to your school' : ' for it, and paid'} as the days are delivered.`,
    ],
    actions: [
      { text: 'See your credits', href: paths.statement.show('credits') },
      { text: 'Go to your home page', href: paths.home },
    ],
  });
}
