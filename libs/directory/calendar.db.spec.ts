import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Calendar, Directory, generateBankHolidays } from '#directory';
import { Database, Temporal } from '#platform';
import { ownDatabase } from '#testing';

const calendar = new Calendar();
const date = (text: string) => Temporal.PlainDate.from(text);
let db: Database;
let drop: () => Promise<void>;
let la: string;

beforeAll(async () => {
  const own = await ownDatabase();
  drop = own.drop;
  db = await Database.connect(own.config);
  la = await system(
    async (tx) => (await new Directory().add(tx, { kind: 'la', key: '900', name: 'Test LA' })).organisationId,
  );
});
afterAll(async () => {
  await db.onApplicationShutdown();
  await drop();
});
const system = <Result>(fn: Parameters<typeof db.systemTx<Result>>[1]) => db.systemTx('test', fn);

const autumn = { name: 'Autumn 1', academicYear: 2026, startsOn: '2026-09-02', endsOn: '2026-10-23' };
const autumn2 = { name: 'Autumn 2', academicYear: 2026, startsOn: '2026-11-02', endsOn: '2026-12-18' };

test('working days are counted over weekends and bank holidays, forward and back', () =>
  system(async (tx) => {
    expect(await calendar.isWorkingDay(tx, date('2026-12-25'))).toBe(false);
    expect((await calendar.addWorkingDays(tx, date('2026-12-23'), 3)).toString()).toBe('2026-12-30');
    expect((await calendar.addWorkingDays(tx, date('2026-12-30'), -3)).toString()).toBe('2026-12-23');
    expect((await calendar.addWorkingDays(tx, date('2026-04-02'), 1)).toString()).toBe('2026-04-07');
  }));

test('an imported file decides the years it covers; a holiday it drops is withdrawn, and the same file changes nothing', () =>
  system(async (tx) => {
    const file = generateBankHolidays(2032, 2033);
    expect(await calendar.importBankHolidays(tx, file)).toEqual({
      created: 16,
      changed: 0,
      withdrawn: 0,
      unchanged: 0,
    });
    expect(await calendar.importBankHolidays(tx, file)).toEqual({
      created: 0,
      changed: 0,
      withdrawn: 0,
      unchanged: 16,
    });
    const events = file['england-and-wales']!.events;
    const moved = events.map((event) =>
      event.date === '2032-05-03' ? { ...event, date: '2032-05-07' } : event,
    );
    expect(
      await calendar.importBankHolidays(tx, {
        'england-and-wales': { division: 'england-and-wales', events: moved },
      }),
    ).toEqual({ created: 1, changed: 0, withdrawn: 1, unchanged: 15 });
    expect(await calendar.isWorkingDay(tx, date('2032-05-03'))).toBe(true);
    expect(await calendar.isWorkingDay(tx, date('2032-05-07'))).toBe(false);
    const impossible = { date: '2032-02-30', title: 'No day' };
    for (const wrong of [{ scotland: {} }, { 'england-and-wales': { events: [impossible] } }])
      await expect(calendar.importBankHolidays(tx, wrong)).rejects.toMatchObject({
        code: 'directory.not-bank-holidays',
      });
  }));

test('a term day is a working day within a term, and the next one is found across a holiday', () =>
  system(async (tx) => {
    await calendar.setTerms(tx, la, [autumn, autumn2]);
    expect(await calendar.isTermDay(tx, la, date('2026-10-23'))).toBe(true);
    expect(await calendar.isTermDay(tx, la, date('2026-10-24'))).toBe(false);
    expect(await calendar.isTermDay(tx, la, date('2026-10-26'))).toBe(false);
    expect((await calendar.nextTermDay(tx, la, date('2026-10-24'))).toString()).toBe('2026-11-02');
    await expect(calendar.nextTermDay(tx, la, date('2026-12-19'))).rejects.toMatchObject({
      code: 'directory.no-terms',
    });
    await expect(calendar.isTermDay(tx, la, date('2029-10-23'))).rejects.toMatchObject({
      code: 'directory.no-terms',
    });
  }));

test('terms set again replace that year’s, and terms that overlap are refused', () =>
  system(async (tx) => {
    await calendar.setTerms(tx, la, [{ ...autumn, startsOn: '2026-09-03' }]);
    expect((await calendar.terms(tx, la, 2026)).map((term) => term.startsOn)).toEqual(['2026-09-03']);
    await expect(
      calendar.setTerms(tx, la, [autumn, { ...autumn2, startsOn: '2026-10-20' }]),
    ).rejects.toMatchObject({ code: 'directory.terms-overlap' });
    for (const name of ['A', 'x'.repeat(61)])
      await expect(calendar.setTerms(tx, la, [{ ...autumn, name }])).rejects.toMatchObject({
        code: 'directory.term-name',
      });
  }));
