import { expect, test } from '@jest/globals';
import { theOperator } from '../../kit/words.js';
import { presentKey, type KeyAsked } from './presenter.js';

const asked = (over: Record<string, unknown> = {}) =>
  ({
    actor: { role: 'headteacher', personId: 'ann' },
    key: {
      ...{ apiKeyId: 'k', organisationName: 'Oakfield', name: 'Finance system', scopes: ['read', 'write'] },
      ...{ issuedBy: 'robert', issuer: 'Robert Lane', issuedAt: new Date('2027-01-04T09:00:00Z') },
      lapsesOn: '2027-04-04',
    },
    party: { buyer: true },
    settings: {
      approvals: {
        ...{ window_days: 30, school: { keys_as: 'business-manager' } },
        authority: { keys_as: 'budget-holder' },
      },
      ledger: { giving: 'allowed' },
    },
    limits: new Map([['business-manager', { pence: 50_000n }]]),
    ...over,
  }) as unknown as KeyAsked;
const may = (over: Record<string, unknown>) => presentKey(asked(over)).model.may;

test('whoever answers for a key reads what it may do, up to which limit, by whom it was made and until when it waits', () => {
  const { model } = presentKey(asked());
  expect(model.rows.map(({ value }) => value.text)).toEqual([
    ...['Finance system', 'Oakfield', `4 January 2027, by Robert Lane for ${theOperator}`, '4 April 2027'],
  ]);
  expect(model.may).toEqual([
    'order plans, courses and services, up to £500.00 in 30 days together with your business manager',
    'book visits and course places, and call them off',
    'ask for support from other schools, and say how visits went',
    'give your credits to other schools',
    'choose whether an agreement goes on or ends',
  ]);
  expect([model.changes, model.givesWord]).toEqual([true, true]);
  const read = presentKey(asked({ key: { ...asked().key, scopes: ['read'] } })).model;
  expect([read.changes, read.may]).toEqual([false, []]);
});

test('how much it may order is said as it is, and what a school may not give is not said of it', () => {
  const first = (limits: [string, bigint | null][], keys_as = 'business-manager') =>
    may({
      limits: new Map(limits.map(([role, pence]) => [role, { pence }])),
      settings: {
        approvals: { window_days: 30, school: { keys_as }, authority: {} },
        ledger: { giving: 'refused' },
      },
    });
  const waits = 'prepare plans, which somebody here approves';
  expect(first([['business-manager', null]])[0]).toMatch(/, without a limit, as your business manager may$/);
  expect(first([['business-manager', 0n]])[0]).toBe(waits);
  expect(first([], '')[0]).toBe(waits);
  expect(first([], 'headteacher')[0]).toMatch(/, as much as you may alone$/);
  expect(first([]).join()).not.toContain('credits');
});

test('of another body it is said what such a one does here', () => {
  expect(
    may({ party: { commissioner: true }, limits: new Map([['budget-holder', { pence: 100n }]]) }),
  ).toEqual([
    ...['open funds', 'earmark money for schools, up to £1.00 in 30 days together with your budget holder'],
  ]);
  expect(may({ party: { commissioner: true }, limits: new Map([['budget-holder', { pence: 0n }]]) })).toEqual(
    ['open funds'],
  );
  expect(may({ party: { provider: true } })).toEqual([
    'set course dates, report visits and say what was delivered',
  ]);
});

test('who issued it, and who does not lead here, sees who answers and no buttons', () => {
  const of = (actor: Record<string, string>, party = { buyer: true }) => {
    const { givesWord, otherwise } = presentKey(asked({ actor, party })).model;
    return [givesWord, otherwise];
  };
  expect(of({ role: 'chair', personId: 'robert' })).toEqual([
    false,
    `You made this key for ${theOperator}, so someone else who leads here answers for it.`,
  ]);
  expect(of({ role: 'manager', personId: 'mo' })).toEqual([
    false,
    'The headteacher or the chair of governors answers for it.',
  ]);
  expect(of({ role: 'manager', personId: 'mo' }, { buyer: false })[0]).toBe(true);
});
