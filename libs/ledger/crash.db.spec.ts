import { expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountId, Books, Ledger, type Command } from '#ledger';
import { Database, migrate, newId, readConfig, startEmbedded } from '#platform';
import { eventually, testOperator } from '#testing';

const secret = 'tests only: thirty-two characters or more';
const ledger = new Ledger();

test('PostgreSQL killed in mid-load: every acknowledged transfer is there after a restart, none twice', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'middletier-crash-'));
  const first = await startEmbedded(directory); // with fsync, as an installation has it
  try {
    await migrate(readConfig({ DATABASE_URL: first.url, SECRET: secret }));
    const open = (url: string) =>
      Database.connect(readConfig({ DATABASE_URL: url, SECRET: secret }), { pool: 8 });
    const before = await open(first.url);
    const { staff, operatorId } = await testOperator(before);
    const accounts = Array.from({ length: 4 }, (_, n) => ({
      owner: null,
      unit: 'GBP' as const,
      code: `account-${n}`,
      floor: n === 0 ? null : 0n,
    }));
    const ids = accounts.map((account) => accountId(operatorId, account));
    await before.tx(staff, (tx) => ledger.open(tx, accounts));

    const asked: Command[] = [];
    const acknowledged = new Set<string>();
    let alive = true;
    const client = async () => {
      while (alive) {
        const command: Command = {
          kind: 'post',
          id: newId(),
          debit: ids[0]!,
          credit: ids[1 + (asked.length % 3)]!,
          amount: 1n,
          code: 'load',
          reference: { type: 'load', id: '1' },
        };
        asked.push(command);
        await before
          .tx(staff, (tx) => ledger.apply(tx, [command]))
          .then(
            () => acknowledged.add(command.id),
            () => undefined,
          );
      }
    };
    const clients = Array.from({ length: 8 }, client);
    await eventually('200 transfers acknowledged', async () => acknowledged.size >= 200);
    process.kill(
      Number(readFileSync(join(directory, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]),
      'SIGKILL',
    );
    alive = false;
    await Promise.all(clients);
    await before.onApplicationShutdown();

    const second = await startEmbedded(directory);
    const after = await open(second.url);
    try {
      const there = async () =>
        new Set(
          (
            await after.tx(staff, (tx) =>
              tx.query<{ id: string }>('SELECT transfer_id AS id FROM ledger.transfer'),
            )
          ).map(({ id }) => id),
        );
      const survived = await there();
      expect([...acknowledged].filter((id) => !survived.has(id))).toEqual([]);
      // Whoever was not answered asks again, with the same id.
      for (const command of asked) await after.tx(staff, (tx) => ledger.apply(tx, [command]));
      expect((await there()).size).toBe(asked.length);
      expect((await after.tx(staff, (tx) => ledger.balances(tx, ids))).get(ids[0]!)?.posted).toBe(
        -BigInt(asked.length),
      );
      expect((await after.tx(staff, (tx) => new Books().verify(tx))).findings).toEqual([]);
    } finally {
      await after.onApplicationShutdown();
      await second.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}, 600_000);
