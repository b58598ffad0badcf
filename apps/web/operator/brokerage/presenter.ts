import { mayEnd, type Estimate, type ProposalRow, type Ranked, type SupportRequest } from '#delivery';
import { boardStages, type BoardRequest } from '#insight';
import { longDate, quantity, refusalOf, shortDate, Temporal } from '#platform';
import { CREDIT, DAY } from '#operating-model';
import { donePage, toSummary } from '../../kit/check.js';
import { choices, options } from '../../kit/choices.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { pagesOf } from '../../kit/page-number.js';
import { stageName } from '../../kit/staff-words.js';
import { counted, listDate, nearDate } from '../../kit/words.js';
import { paths } from '../../paths.js';

/** Whether it has yet to be matched, and so has a day by which. */
const awaited = ({ stage }: Pick<BoardRequest, 'stage'>): boolean => stage === 'new' || stage === 'offered';

/** Where a request stands against the day by which it should be matched. */
export function age(
  request: Pick<BoardRequest, 'stage' | 'matchBy' | 'acknowledgeBy'>,
  today: Temporal.PlainDate,
): { state: 'late' | 'soon' | 'fine'; text: string } {
  if (!awaited(request)) return { state: 'fine', text: '' };
  const left = today.until(request.matchBy).days;
  if (left < 0) return { state: 'late', text: `Late: to match by ${shortDate(request.matchBy)}` };
  if (left <= 2)
    return {
      state: 'soon',
      text: left === 0 ? 'To match today' : `To match by ${listDate(request.matchBy)}`,
    };
  return { state: 'fine', text: `To match by ${listDate(request.matchBy)}` };
}

const tags = {
  late: { text: 'Late', classes: 'govuk-tag--red' },
  soon: { text: 'Due soon', classes: 'govuk-tag--yellow' },
  fine: null,
};

const nothing: Record<string, string> = {
  new: 'Requests that schools send appear here until you propose someone.',
  offered: 'Requests for which you proposed someone wait here for the other school’s headteacher.',
  agreed: 'When the other school agrees, the request waits here for its first visit to be booked.',
  'under-way': 'Requests with a visit booked appear here.',
  'to-evaluate': 'When every day is delivered, the request waits here for the school to say how it went.',
  closed: 'Requests that were delivered and evaluated appear here.',
};

type Listed = BoardRequest & { readonly total?: number };

/** What a broker looks for among open requests. */
export interface BoardFilter {
  readonly need?: string;
  readonly age?: 'late' | 'soon';
  /** A part of the school's name, or of whoever is proposed or agreed. */
  readonly who?: string;
}

/** As many open requests need no filter. */
const shownAtOnce = 6;

const named = ({ school, practitioner }: Listed, who = ''): boolean =>
  [school, practitioner].some((name) => name?.toLowerCase().includes(who.toLowerCase()));

/** Open requests whole, for each waits for somebody, or those that are like the filter; closed ones page by page, without any. */
export function presentBoard(
  all: readonly Listed[],
  closed: readonly Listed[],
  today: Temporal.PlainDate,
  number: number,
  filter: BoardFilter = {},
) {
  const filtered = Object.values(filter).some(Boolean);
  const open = all.filter(
    (request) =>
      (!filter.need || request.need === filter.need) &&
      (!filter.age || age(request, today).state === filter.age) &&
      named(request, filter.who),
  );
  const row = (request: Listed) => {
    const { state } = age(request, today);
    return {
      href: paths.brokerage.show(request.requestId),
      school: request.school,
      what: `${request.needLabel}, ${quantity(request.days, DAY)}`,
      asked: nearDate(request.askedOn, today),
      who: request.practitioner,
      due: awaited(request) ? `By ${nearDate(request.matchBy, today)}` : '',
      tag: tags[state],
    };
  };
  const shown = boardStages.filter((stage) => !filtered || stage !== 'closed');
  const stages = shown.map((stage) => {
    const rows = stage === 'closed' ? closed : open.filter((request) => request.stage === stage);
    return {
      stage,
      name: stageName[stage],
      count: stage === 'closed' ? (closed[0]?.total ?? closed.length) : rows.length,
      rows: rows.map(row),
      nothing: nothing[stage],
    };
  });
  return page('operator/brokerage/page.njk', 'Requests for support', {
    stages: filtered ? stages.filter(({ rows }) => rows.length) : stages,
    open: filtered
      ? `${open.length} of ${counted(all.length, 'open request')}`
      : counted(all.length, 'open request'),
    // Few are seen at a glance.
    filters: (filtered || all.length > shownAtOnce) && {
      needs: options(
        [['', 'Any need'], ...new Map(all.map((one) => [one.need, one.needLabel] as const))],
        filter.need,
      ),
      ages: options(
        [
          ['', 'Any day'],
          ['late', 'Late'],
          ['soon', 'Due soon'],
        ],
        filter.age,
      ),
      who: filter.who ?? '',
    },
    filtered,
    pages: filtered
      ? null
      : pagesOf(closed[0]?.total ?? 0, number, (page) => `${paths.brokerage.index}?page=${page}#closed`),
  });
}

export interface RequestFacts {
  readonly request: BoardRequest;
  readonly shortlist: readonly Ranked[];
  readonly estimate: Estimate;
  readonly proposals: readonly ProposalRow[];
  readonly today: Temporal.PlainDate;
}

export function presentRequest(
  { request, shortlist, estimate, proposals, today }: RequestFacts,
  form: FormState,
) {
  const { state, text } = age(request, today);
  return page(
    'operator/brokerage/request.njk',
    request.school,
    {
      action: paths.brokerage.proposals(request.requestId),
      stage: stageName[request.stage],
      tag: tags[state],
      rows: toSummary([
        { key: 'Need', value: request.needLabel },
        {
          key: 'Days',
          value:
            request.daysLeft === request.days
              ? quantity(request.days, DAY)
              : `${quantity(request.daysLeft, DAY)} of ${quantity(request.days, DAY)}: the others were delivered by support that has ended`,
        },
        { key: 'Asked', value: longDate(request.askedOn) },
        {
          key: 'Costs',
          value:
            estimate.costs
              .map((one) => `${quantity(one.credits, CREDIT)} by ${one.designation}`)
              .join(', ') || 'No rates are set',
        },
        { key: 'The school has', value: `${quantity(estimate.available, CREDIT)} free` },
        ...(text ? [{ key: 'Target', value: text }] : []),
      ]),
      details: request.details,
      mayPropose: request.stage === 'new',
      candidates: choices(
        'practitioner',
        shortlist.map((one, index) => ({
          ...candidateItem(one, index, form.values.practitioner, declinedOn(proposals, one)),
          disabled: one.candidate.own || beyond(one, estimate),
        })),
      ),
      stuck: stuck(shortlist, estimate),
      unanswered: proposals
        .filter((proposal) => proposal.state === 'proposed')
        .map((proposal) => paths.brokerage.unanswered(request.requestId, proposal.proposalId))[0],
      ...ending(request, proposals),
      history: proposals.map((proposal) => historyRow(proposal)),
    },
    { form, back: { href: paths.brokerage.index, text: 'All requests' } },
  );
}

/** Where agreed support is ended; or what has to be done before it is. */
function ending({ requestId, booked, delivered }: BoardRequest, proposals: readonly ProposalRow[]) {
  const agreed = proposals.find(({ state }) => state === 'consented');
  const refused = agreed && refusalOf(() => mayEnd({ ...agreed, booked, delivered }));
  return {
    endAction: refused === null ? paths.brokerage.ending(requestId, agreed!.proposalId) : undefined,
    endsAfter: refused?.code === 'delivery.visits-booked' ? refused.message : undefined,
  };
}

/** Whether the asking school cannot pay for them: shown, and not to be chosen. */
const beyond = ({ cost }: Ranked, { available }: Estimate): boolean => cost !== null && cost > available;

/** Why there is nobody to choose. */
function stuck(shortlist: readonly Ranked[], estimate: Estimate): string | null {
  if (!shortlist.length) return null;
  const free = shortlist.filter(({ candidate }) => !candidate.own);
  if (!free.length)
    return 'You act at one of the two schools yourself: this request is for a colleague of yours.';
  if (!free.every((one) => beyond(one, estimate))) return null;
  return 'The school has fewer credits free than anyone here costs. Agree with it on fewer days, or on credits from you or another school.';
}

/** When their headteacher declined for this very request, the latest day. */
const declinedOn = (proposals: readonly ProposalRow[], { candidate }: Ranked): string | null =>
  proposals
    .filter((one) => one.state === 'declined' && one.practitionerId === candidate.practitionerId)
    .map((one) => one.decidedOn ?? one.proposedOn)
    .sort()
    .at(-1) ?? null;

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

function candidateItem(
  { candidate, designation, designationLabel, cost, why, whyNot }: Ranked,
  index: number,
  chosen: unknown,
  declined: string | null,
) {
  const value = `${candidate.practitionerId} ${designation}`;
  const against = [...(declined ? [`declined for this request on ${shortDate(declined)}`] : []), ...whyNot];
  const reasons = [
    why.length ? `For: ${why.join('; ')}.` : '',
    against.length ? `Against: ${against.join('; ')}.` : '',
  ].filter(Boolean);
  return {
    value,
    name: candidate.name,
    designation: designationLabel,
    home: [candidate.homeName, cost === null ? null : quantity(cost, CREDIT)].filter(Boolean).join(', '),
    why: why.map(capital),
    whyNot: against.map(capital),
    reasons,
    best: index === 0 && !declined,
    checked: value === chosen,
  };
}

const states: Record<ProposalRow['state'], string> = {
  proposed: 'Waiting for their answer',
  consented: 'Agreed',
  declined: 'Declined',
  ended: 'Agreed',
};

const historyRow = (proposal: ProposalRow) => ({
  who: `${proposal.practitioner}, ${proposal.designation}`,
  proposed: shortDate(proposal.proposedOn),
  answer: [
    `${states[proposal.state]}${proposal.decidedOn ? ` on ${shortDate(proposal.decidedOn)}` : ''}${proposal.endedOn ? `, ended on ${shortDate(proposal.endedOn)}` : ''}`,
    proposal.declinedBecause ?? proposal.endedBecause,
  ]
    .filter(Boolean)
    .join(': '),
  reason: proposal.reason,
  credits: quantity(proposal.credits, CREDIT),
});

export function presentProposed(request: SupportRequest, proposal: ProposalRow) {
  return donePage(`${proposal.practitioner} is proposed`, {
    text: `For ${request.school}: ${quantity(proposal.days, DAY)}, ${quantity(proposal.credits, CREDIT)}.`,
    next: [
      `${proposal.homeKind === 'school' ? 'The headteacher' : 'The manager'} of ${proposal.home} is asked to agree. ${request.school} sees who it may be.`,
      `The credits are kept for it. When they agree, ${request.school} can book the days. If they decline, the credits are free again and the request comes back to you as new.`,
    ],
    actions: [
      { text: 'Go to the next request', href: paths.brokerage.index },
      { text: 'See this request', href: paths.brokerage.show(request.requestId) },
    ],
  });
}
