import { expect, test } from '@jest/globals';
import type { ProposalRow } from '#delivery';
import { Temporal } from '#platform';
import { blankForm } from '../../kit/form.js';
import { age, presentBoard, presentRequest, type BoardFilter } from './presenter.js';

const day = Temporal.PlainDate.from;
const request = {
  requestId: '019a0000-0000-7000-8000-000000000001',
  operatorId: '019a0000-0000-7000-8000-000000000001',
  schoolId: '019a0000-0000-7000-8000-000000000002',
  school: 'Greenway Primary School',
  phase: 'Primary',
  need: 'leadership',
  needLabel: 'Leadership',
  details: 'A new deputy',
  days: 150n,
  askedBy: null,
  withdrawnOn: null,
  daysLeft: 150n,
  booked: 0n,
  delivered: 0n,
  stage: 'new' as const,
  askedOn: '2026-03-03',
  practitioner: null,
  acknowledgeBy: day('2026-03-04'),
  matchBy: day('2026-03-17'),
};

test.each([
  ['2026-03-03', 'fine', 'To match by Tue 17 March 2026'],
  ['2026-03-15', 'soon', 'To match by Tue 17 March 2026'],
  ['2026-03-17', 'soon', 'To match today'],
  ['2026-03-18', 'late', 'Late: to match by 17 March 2026'],
])('on %s a request to match by 17 March is %s', (today, state, text) =>
  expect(age(request, day(today))).toEqual({ state, text }),
);

test('once agreed a request has no target any more', () => {
  expect(age({ ...request, stage: 'agreed' }, day('2027-01-01'))).toEqual({ state: 'fine', text: '' });
});

test('the board has every stage, and an empty one says what will appear', () => {
  const { model } = presentBoard([request], [], day('2026-03-18'), 1);
  expect(model.stages.map(({ name, count }) => [name, count])).toEqual([
    ['New', 1],
    ['Offered', 0],
    ['Agreed', 0],
    ['Under way', 0],
    ['To evaluate', 0],
    ['Closed', 0],
  ]);
  expect(model.stages[0]!.rows[0]).toMatchObject({
    school: 'Greenway Primary School',
    what: 'Leadership, 1.5 days',
    asked: 'Tue 3 Mar',
    due: 'By Tue 17 Mar',
    tag: { text: 'Late' },
  });
  expect(model.stages.every((stage) => stage.rows.length || stage.nothing)).toBe(true);
});

test('open requests are narrowed by need, age and who; the choice is of what is there, and closed ones are then left out', () => {
  const of = (requestId: string, over: Partial<typeof request>) => ({ ...request, requestId, ...over });
  const all = [
    of('1', {}),
    of('2', { need: 'phonics', needLabel: 'Phonics', matchBy: day('2026-03-19') }),
    of('3', { school: 'Elm Road', stage: 'offered' as never, practitioner: 'Helen Yates' as never }),
  ];
  const ids = (filter: BoardFilter) =>
    presentBoard(all, [request], day('2026-03-18'), 1, filter).model.stages.map(({ rows }) =>
      rows.map(({ href }) => href.at(-1)),
    );
  expect(ids({})).toHaveLength(6);
  expect(ids({ need: 'phonics' })).toEqual([['2']]);
  expect(ids({ age: 'late' })).toEqual([['1'], ['3']]);
  expect(ids({ age: 'soon' })).toEqual([['2']]);
  expect(ids({ who: 'yates' })).toEqual([['3']]);
  expect(ids({ who: 'GREENWAY', need: 'leadership' })).toEqual([['1']]);
  expect(ids({ who: 'nobody' })).toEqual([]);
  const { model } = presentBoard(all, [], day('2026-03-18'), 1, { need: 'phonics' });
  expect(model.open).toBe('1 of 3 open requests');
  expect(model.filters && model.filters.needs.map(({ text, selected }) => [text, selected])).toEqual([
    ['Any need', false],
    ['Leadership', false],
    ['Phonics', true],
  ]);
  // A few are seen at a glance.
  expect(presentBoard(all, [], day('2026-03-18'), 1).model.filters).toBe(false);
});

test('a day far from today says its year', () => {
  const asked = (today: string) => presentBoard([request], [], day(today), 1).model.stages[0]!.rows[0]!.asked;
  expect([asked('2026-08-30'), asked('2026-08-31')]).toEqual(['Tue 3 Mar', 'Tue 3 Mar 2026']);
});

test('a proposal that nobody answers can be taken as declined while it waits, and no longer', () => {
  const proposal = {
    proposalId: '019a0000-0000-7000-8000-000000000003',
    operatorId: request.operatorId,
    requestId: request.requestId,
    schoolId: request.schoolId,
    homeId: '019a0000-0000-7000-8000-000000000004',
    practitionerId: '019a0000-0000-7000-8000-000000000005',
    practitioner: 'Helen Yates',
    designation: 'LLE',
    designationLabel: 'Local Leader of Education (LLE)',
    days: 150n,
    credits: 6750n,
    need: 'leadership',
    needLabel: 'Leadership',
    details: 'A new deputy',
    school: 'Elm Road',
    home: 'Oak Lane',
    homeKind: 'school',
    reason: 'Knows this well',
    proposedOn: '2026-03-04',
    proposedBy: null,
    decidedOn: null,
    decidedBy: null,
    declinedBecause: null,
    endedOn: null,
    endedBecause: null,
  };
  const unanswered = (...states: ProposalRow['state'][]) =>
    presentRequest(
      {
        request,
        shortlist: [],
        estimate: { costs: [], available: 0n },
        proposals: states.map((state) => ({ ...proposal, state })),
        today: day('2026-03-05'),
      },
      blankForm(),
    ).model.unanswered;
  expect(unanswered('proposed', 'declined')).toBe(
    `/brokerage/${request.requestId}/proposals/${proposal.proposalId}/unanswered`,
  );
  expect(unanswered('consented', 'declined')).toBeUndefined();
  expect(unanswered()).toBeUndefined();
});

test('agreed support can be ended until all of its days are delivered; who has visits booked reads what comes first', () => {
  const days = 200n;
  const ends = (booked: bigint, delivered: bigint, state: ProposalRow['state'] = 'consented') => {
    const { endAction, endsAfter } = presentRequest(
      {
        ...{ request: { ...request, booked, delivered }, shortlist: [] },
        estimate: { costs: [], available: 0n },
        proposals: [{ proposalId: 'p', state, days, proposedOn: '2026-03-04', credits: 0n } as ProposalRow],
        today: day('2026-03-05'),
      },
      blankForm(),
    ).model;
    return [endAction !== undefined, endsAfter !== undefined];
  };
  for (const done of [0n, 100n]) expect(ends(done, done)).toEqual([true, false]);
  expect(ends(200n, 100n)).toEqual([false, true]);
  expect(ends(200n, 200n)).toEqual([false, false]);
  for (const state of ['proposed', 'declined', 'ended'] as const)
    expect(ends(0n, 0n, state)).toEqual([false, false]);
});

test('what became of a proposal is one sentence', () => {
  const one = { practitioner: 'Helen Yates', designation: 'LLE', proposedOn: '2026-03-04', credits: 0n };
  const answer = (over: object) => shown(0n, [], [{ ...one, ...over }]).history[0]!.answer;
  expect(
    answer({ state: 'ended', decidedOn: '2026-03-05', endedOn: '2026-03-09', endedBecause: 'She is ill.' }),
  ).toBe('Agreed on 5 March 2026, ended on 9 March 2026: She is ill.');
  expect(answer({ state: 'declined', decidedOn: '2026-03-05', declinedBecause: 'Away.' })).toBe(
    'Declined on 5 March 2026: Away.',
  );
  expect(answer({ state: 'proposed' })).toBe('Waiting for their answer');
});

const ranked = (practitionerId: string, cost: bigint) => ({
  candidate: { practitionerId, name: practitionerId, homeName: 'Elm Road' },
  designation: 'LLE',
  designationLabel: 'Local Leader of Education (LLE)',
  cost,
  why: ['4 km away'],
  whyNot: [],
});
const shown = (available: bigint, shortlist: unknown[], proposals: unknown[] = []) =>
  presentRequest(
    {
      request,
      shortlist: shortlist as never,
      estimate: { costs: [], available },
      proposals: proposals as never,
      today: day('2026-03-05'),
    },
    blankForm(),
  ).model;

test('whom the school cannot pay for is shown and not to be chosen; an error leads to whom it can', () => {
  const { candidates, stuck } = shown(4500n, [ranked('dear', 4501n), ranked('fair', 4500n)]);
  expect(candidates.map(({ id, disabled }) => [id, disabled])).toEqual([
    ['practitioner-1', true],
    ['practitioner', false],
  ]);
  expect(stuck).toBeNull();
  expect(shown(0n, [ranked('dear', 1n)]).stuck).toContain('fewer credits free than anyone here costs');
  expect(shown(0n, []).stuck).toBeNull();
});

test('who declined for this request is said to have, where somebody is chosen again', () => {
  const declined = (practitionerId: string, decidedOn: string) => ({
    practitionerId,
    decidedOn,
    state: 'declined',
    practitioner: '',
    designation: 'LLE',
    proposedOn: '2026-03-03',
    credits: 0n,
  });
  const { candidates } = shown(
    9000n,
    [ranked('Ann', 1n), ranked('Bea', 1n)],
    [declined('Ann', '2026-03-05'), declined('Ann', '2026-03-04')],
  );
  expect(candidates.map(({ reasons }) => reasons.at(-1))).toEqual([
    'Against: declined for this request on 5 March 2026.',
    'For: 4 km away.',
  ]);
});
