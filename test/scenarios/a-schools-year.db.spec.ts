import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateRegister, papersAuthorities, Register, registerFile, type RegisterFile } from '#directory';
import { ownDatabase, sharedData } from '#testing';
import { aSchoolsYear, kingstonsYear, type Expected } from './a-schools-year.js';
import { openScene, verify, type Scene } from './scene.js';

const grants = (days: bigint, credits: bigint, places: bigint) => ({
  days: days * 100n,
  credits: credits * 100n,
  places,
});
const operators: (Omit<Expected, 'schools'> & { schools: Record<'generated' | 'real', number> })[] = [
  {
    blueprint: 'aspire',
    schools: { generated: 150, real: 142 },
    plan: 'silver',
    course: 'phonics-leaders',
    independent: { slug: 'maths-mastery', price: 40_000n },
    grants: grants(3n, 120n, 2n),
    rail: 'invoice',
  },
  {
    blueprint: 'herts-for-learning',
    schools: { generated: 519, real: 496 },
    plan: 'hip',
    course: 'new-headteachers',
    independent: { slug: 'budget-check', price: 35_000n },
    grants: grants(4n, 60n, 3n),
    rail: 'invoice',
  },
  { ...kingstonsYear, schools: { generated: 47, real: 47 } },
];

const real = sharedData('gias/edubasealldata.csv');
const registers: [name: 'generated' | 'real', file: () => RegisterFile][] = [
  ['generated', () => generateRegister({ seed: 5, authorities: papersAuthorities }).register],
  ...(real ? [['real', () => registerFile(real)] as ['real', () => RegisterFile]] : []),
];

describe.each(registers)('on the %s register', (register, file) => {
  let scene: Scene;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const own = await ownDatabase();
    drop = own.drop;
    scene = await openScene(own.config);
    await scene.db.systemTx('a scenario imports a register', (tx) => new Register().import(tx, file()));
  }, 600_000);
  afterAll(async () => {
    await scene.close();
    await drop();
  });
  test.each(operators)(
    '$blueprint',
    (expected) => aSchoolsYear(scene, { ...expected, schools: expected.schools[register] }),
    600_000,
  );
  test('the books hold after it', async () => expect(await verify(scene)).toEqual([]));
});
