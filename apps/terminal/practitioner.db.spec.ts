import { Command } from 'commander';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Practitioners } from '#delivery';
import { schoolId } from '#directory';
import { Parties } from '#identity';
import { Vocabularies } from '#operating-model';
import { jobActor, newId, type Database } from '#platform';
import { testConfig, testDatabase, testOperator } from '#testing';
import { practitionerCommands } from './practitioner.commands.js';

const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
const urns = [999_001, 999_002, 999_003];
let db: Database;
let operatorId: string;
beforeAll(async () => {
  db = await testDatabase();
  const operator = await testOperator(db, '2026-09-01T09:00:00Z');
  operatorId = operator.operatorId;
  await db.tx(operator.staff, (tx) =>
    new Parties().addMany(tx, [
      { organisationId: newId(), host: true },
      ...urns.map((urn) => ({ organisationId: schoolId(urn), buyer: true })),
    ]),
  );
});
afterAll(() => db.onApplicationShutdown());

async function practitioner(...words: string[]): Promise<string[]> {
  said.mockClear();
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  practitionerCommands(program, (work) => work(db, testConfig()));
  await program.parseAsync(['practitioner', ...words], { from: 'user' });
  return said.mock.calls.map(([line]) => String(line));
}
const words = [
  '--name',
  'Ann Lee',
  '--designation',
  'SIP',
  '--issuer',
  'Everyshire',
  '--since',
  '2026-01-05',
];

test('whoever runs the installation adds someone, and makes them the named contact of schools', async () => {
  const slug = `test-${operatorId}`;
  const [id] = await practitioner('add', slug, 'host', ...words, '--phases', 'primary', '--needs', 'hr');
  expect(await practitioner('link', slug, id!, ...urns.slice(0, 2).map(String))).toEqual([
    'Ann Lee is the named contact of 2 schools.',
  ]);
  const link = (urn: number) =>
    db.tx(jobActor(operatorId, 'test'), (tx) =>
      new Practitioners(new Vocabularies()).linkOf(tx, schoolId(urn)),
    );
  expect(await link(urns[0]!)).toMatchObject({
    practitionerId: id,
    name: 'Ann Lee',
    designations: ['SIP'],
    phases: ['primary'],
    needs: ['hr'],
  });
  expect(await link(urns[1]!)).toMatchObject({ practitionerId: id });
});

test('a named contact and a designation end with their last day', async () => {
  const slug = `test-${operatorId}`;
  const [id] = await practitioner('add', slug, 'host', ...words);
  const school = String(urns[2]);
  await practitioner('link', slug, id!, school);
  await practitioner('end-link', slug, '2026-09-01', school);
  await practitioner('end-designation', slug, id!, 'SIP', '2026-09-01');
  await expect(practitioner('end-link', slug, '2026-09-02', school)).rejects.toMatchObject({
    code: 'platform.not-found',
  });
  for (const whose of ['x', id!])
    await expect(practitioner('end-designation', slug, whose, 'SIP', '2026-09-02')).rejects.toMatchObject({
      code: 'platform.not-found',
    });
});

test('what is written wrongly is refused in a sentence', async () => {
  const slug = `test-${operatorId}`;
  const add = (...more: string[]) => practitioner('add', slug, 'host', ...words, ...more);
  await expect(add('--since', '5 January')).rejects.toMatchObject({ code: 'platform.date' });
  await expect(add('--phases', 'primary,youth')).rejects.toThrow('Give some of not-applicable,nursery');
  for (const word of [
    ['--needs', 'hr,sport'],
    ['--designation', 'head'],
  ])
    await expect(add(...word)).rejects.toMatchObject({ code: 'operating-model.no-such-word' });
  await expect(practitioner('add', slug, '123456', ...words)).rejects.toMatchObject({
    code: 'platform.not-found',
  });
  for (const nobody of ['x', newId()])
    await expect(practitioner('link', slug, nobody, String(urns[0]))).rejects.toMatchObject({
      code: 'platform.not-found',
    });
});
