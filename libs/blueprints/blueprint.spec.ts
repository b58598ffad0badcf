import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { blueprintNames, parseBlueprint, readBlueprint } from './blueprint.js';

test('every model that comes with Middletier holds', () => {
  expect(blueprintNames()).toEqual(['aspire', 'education-kingston', 'herts-for-learning']);
  for (const name of blueprintNames()) expect(readBlueprint(name).slug).toBe(name);
});

test('what the papers do not give is marked illustrative', () => {
  expect(readBlueprint('education-kingston').plans[0]!.price).toMatchObject({
    amount: 7000,
    illustrative: false,
  });
  expect(readBlueprint('aspire').plans.every((plan) => plan.price.illustrative)).toBe(true);
});

test('each mistake is a line that says where it stands', () => {
  const broken = readFileSync('libs/blueprints/models/aspire.yaml', 'utf8')
    .replace("colour: '#4c2c92'", 'colour: purple')
    .replace('basis: by-roll', 'basis: by-postcode')
    .replace('reminder_days: 30', 'remindr_days: 30')
    .replace('title: Phonics leaders', `title: ${'P'.repeat(121)}`)
    .replace('source: A credit for £10', `source: ${'A'.repeat(301)}`);
  expect(() => parseBlueprint(broken, 'mine.yaml')).toThrow(/mine\.yaml has \d mistakes:/);
  expect(() => parseBlueprint(broken, 'mine.yaml')).toThrow(
    'at colour: must be a colour in quotes like "#4c2c92"',
  );
  expect(() => parseBlueprint(broken, 'mine.yaml')).toThrow(
    'at plans > 0 > price > basis: must be one of: flat, per-pupil, by-roll',
  );
  expect(() => parseBlueprint(broken, 'mine.yaml')).toThrow(
    'at settings > agreements: there is nothing called remindr_days here',
  );
  for (const [path, most] of [
    ['title', 120],
    ['prices > 1 > source', 300],
  ] as const)
    expect(() => parseBlueprint(broken, 'mine.yaml')).toThrow(
      new RegExp(`at offers > \\d+ > ${path}: .*${most}`),
    );
});

test('a chart of accounts without what plans are granted from is refused', () => {
  const broken = readFileSync('libs/blueprints/models/aspire.yaml', 'utf8').replace(
    /.*code: issued, name: Days granted.*\n/,
    '',
  );
  expect(() => parseBlueprint(broken, 'mine.yaml')).toThrow('at accounts: there is no account issued in DAY');
});

test('a year begins on a day that every year has', () => {
  const broken = readFileSync('libs/blueprints/models/aspire.yaml', 'utf8').replace(
    "maintained: '04-01'",
    "maintained: '02-29'",
  );
  expect(() => parseBlueprint(broken, 'mine.yaml')).toThrow(
    'at settings > agreements > year_start > maintained: must be a day that every year has',
  );
});

test('what is no YAML, and what is no model at all, says so', () => {
  const refusal = (code: string, message: string): unknown =>
    expect.objectContaining({ code, message: expect.stringContaining(message) });
  expect(() => parseBlueprint('a: [', 'mine.yaml')).toThrow(
    refusal('blueprints.invalid', 'mine.yaml is not YAML'),
  );
  expect(() => parseBlueprint('name: Mine', 'mine.yaml')).toThrow(refusal('blueprints.invalid', 'mistakes:'));
  expect(() => readBlueprint('mine')).toThrow(
    refusal(
      'blueprints.unknown',
      'There is no blueprint called mine. There are: aspire, education-kingston, herts-for-learning.',
    ),
  );
});

test('an operator has words of its own, and what it offers is said in them', () => {
  const aspire = readFileSync('libs/blueprints/models/aspire.yaml', 'utf8');
  const own = `${aspire}
vocabularies:
  needs: [{ code: leadership, label: Leading }, { code: music, label: Music }]
  service_types: [{ code: advice, label: Advice, taxed_as: consultancy }]
`;
  expect(() => parseBlueprint(own, 'mine.yaml')).toThrow(
    'at plans > 0 > service_type: must be one of: advice',
  );
  expect(() => parseBlueprint(own, 'mine.yaml')).toThrow(
    /at offers > \d+ > need: must be one of: leadership, music/,
  );
  expect(() => parseBlueprint(aspire.replace('LLE: 4500', 'XLE: 4500'), 'mine.yaml')).toThrow(
    'at settings > credits > per_day > XLE: must be one of: NLE, LLE, SLE, SIP, adviser, clerk',
  );
  const said = own
    .replaceAll(/need: (teaching|governance|finance|hr)/g, 'need: music')
    .replaceAll(/service_type: [a-z-]+/g, 'service_type: advice')
    .replaceAll(/^( +)(tier: .*)$/gm, '$1$2\n$1service_type: advice');
  expect(() => parseBlueprint(said, 'mine.yaml')).toThrow(
    'at settings > credits > support_is: must be one of: advice',
  );
  const whole = said.replace(/^( +)(earned_months: .*)$/m, '$1$2\n$1support_is: advice');
  expect(parseBlueprint(whole, 'mine.yaml').vocabularies).toMatchObject({
    needs: [{ code: 'leadership' }, { code: 'music' }],
    designations: [{ code: 'NLE' }, {}, {}, {}, {}, {}],
    service_types: [{ code: 'advice', taxed_as: 'consultancy' }],
  });
});

test('an operator counts in units of its own, and only in those', () => {
  const aspire = readFileSync('libs/blueprints/models/aspire.yaml', 'utf8');
  const inHours = aspire
    .replace('grants: { days: 3, credits: 120,', 'grants: { other: { HOUR: 6 }, days: 3, credits: 120,')
    .replace('accepts: [free, credits, money]', 'accepts: [HOUR, free, credits, money]')
    .replace('{ unit: CREDIT, basis: flat, amount: 9.5,', '{ unit: HOUR, basis: flat, amount: 1.5,')
    .replace('accounts:', 'accounts:\n  - { unit: MILE, code: issued, name: Miles }');
  for (const mistake of [
    'at accounts > 0 > unit: must be one of: GBP, DAY, CREDIT, PLACE',
    'at plans > 1 > grants > other > HOUR: must be one of: none',
    /at offers > \d+ > accepts: must be one of: none/,
    /at offers > \d+ > prices: must be one of: GBP, DAY, CREDIT, PLACE/,
  ])
    expect(() => parseBlueprint(inHours, 'mine.yaml')).toThrow(mistake);
  const units = `
vocabularies:
  units:
    - { code: DAY, label: Days, one: day, many: days, places: 2 }
    - { code: CREDIT, label: Credits, one: credit, many: credits, places: 2 }
    - { code: PLACE, label: Places, one: place, many: places, places: 0 }
    - { code: HOUR, label: Coaching hours, one: hour, many: hours, places: 2 }
    - { code: MILE, label: Miles, one: mile, many: miles, places: 0 }
`;
  expect(parseBlueprint(inHours + units, 'mine.yaml').plans[1]!.grants.other).toEqual({ HOUR: 6 });
});

test('what is bought once is paid with no free place, so a model names none for it', () => {
  const aspire = readFileSync('libs/blueprints/models/aspire.yaml', 'utf8');
  expect(() => parseBlueprint(aspire.replace('[money, fund]', '[money, free]'), 'mine.yaml')).toThrow(
    'at offers > 0 > accepts: A service is paid with money, from a fund, with credits or a unit of the operator’s own.',
  );
});

test('a plan keeps what it grants for kinds of service of the operator’s, and no days', () => {
  const aspire = readFileSync('libs/blueprints/models/aspire.yaml', 'utf8');
  const keeping = (restricted: string) =>
    aspire.replace(
      'grants: { days: 3, credits: 120,',
      `grants: { restricted: [${restricted}], days: 3, credits: 120,`,
    );
  const said = (restricted: string) => () => parseBlueprint(keeping(restricted), 'mine.yaml');
  expect(said('{ to: [training], free_places: 2 }')().plans.map(({ grants }) => grants.restricted)).toEqual([
    [],
    [{ to: ['training'], free_places: 2 }],
    [],
  ]);
  expect(said('{ to: [training, trains], credits: 9, other: { HOUR: 6 } }')).toThrow(
    /at plans > 1 > grants > restricted > 0 > other > HOUR: must be one of: none\n.*at plans > 1 > grants > restricted > 0 > to: must be one of: consultancy, training,/,
  );
  expect(said('{ to: [], credits: 9 }')).toThrow('at plans > 1 > grants > restricted > 0 > to');
  expect(said('{ to: [training], days: 1 }')).toThrow(
    'at plans > 1 > grants > restricted > 0: there is nothing called days here',
  );
});
