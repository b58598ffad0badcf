import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSupport, type SupportStage } from './delivery/support.js';
import { writings } from './writings.js';

let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
}, 240_000);
afterAll(() => stage?.close());

/** Those that no table checks. */
const unchecked = {
  'delivery.session.venue': { least: 2, most: 200 },
  'delivery.designation.issuer': { least: 2, most: 120 },
  'catalogue.price.source': { least: 3, most: 300 },
  'identity.person.name': { least: 2, most: 120 },
  'identity.person.email': { least: 3, most: 254 },
  'identity.api_key.name': { least: 2, most: 80 },
};
/** Those that nobody writes. */
const unwritten = [
  'identity.api_key.last_four',
  'platform.program_key.inner_key',
  'platform.program_key.outer_key',
];
/** The API takes no such header. */
const header = 'identity.asked_once.idempotency_key';

/** What one of these texts has, at least and at most, by the table's own check. */
async function bounds(): Promise<Record<string, { least: number; most: number }>> {
  const checks = await stage.db.systemTx('a test reads what the tables check', (tx) =>
    tx.query<{ of: string; said: string }>(
      `SELECT conrelid::regclass::text AS of, pg_get_constraintdef(oid) AS said FROM pg_constraint
        WHERE contype = 'c' AND pg_get_constraintdef(oid) ~ '\\ylength\\(' ORDER BY 1, 2`,
    ),
  );
  const found: Record<string, { least: number; most: number }> = { ...unchecked };
  for (const { of, said } of checks)
    for (const [, column, sign, count] of said.matchAll(/\blength\((\w+)\) (>=|<=|>|=) (\d+)/g)) {
      const one = (found[`${of}.${column}`] ??= { least: 0, most: Infinity });
      if (sign === '=' || sign === '<=') one.most = Number(count);
      if (sign !== '<=') one.least = Number(count) + (sign === '>' ? 1 : 0);
    }
  return found;
}

test('a text that its table would not keep or that cannot be printed, is refused by the verb that writes it, in a sentence', async () => {
  const [checked, all, otherwise] = [await bounds(), await writings(stage), [] as string[]];
  expect(
    Object.keys(checked)
      .filter((column) => !all[column])
      .sort(),
  ).toEqual([header, ...unwritten].sort());
  for (const [column, [code, by, verb]] of Object.entries(all)) {
    const { least, most } = checked[column]!;
    for (const count of [least - 1, most + 1].filter((count) => count >= 0 && count < Infinity)) {
      // Of a character that JavaScript counts twice.
      const [refused] = await stage.says([by], () => verb('😀'.repeat(count)));
      if (refused !== code) otherwise.push(`${column} of ${count} characters: ${refused}`);
    }
    const [withBell] = await stage.says([by], () => verb(`\u0007${'😀'.repeat(Math.max(1, least))}`));
    if (withBell !== code) otherwise.push(`${column} with a bell: ${withBell}`);
  }
  expect(otherwise).toEqual([]);
});
