import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import { eventually, testConfig } from '#testing';
import { loggedError, logToFile } from './log.js';

const directory = mkdtempSync(join(tmpdir(), 'middletier-log-'));
afterAll(() => rmSync(directory, { recursive: true }));

const typed = 'Jane Doe told us about her pupil';
const databaseError = Object.assign(new pg.DatabaseError(`invalid input: "${typed}"`, 1, 'error'), {
  code: '22P02',
  severity: 'ERROR',
  detail: `Failing row contains (${typed}).`,
  where: typed,
  table: 'visit',
});

test('of a failed statement the log says what and where, and nothing that anyone typed', () => {
  const wrapped = new QueryFailedError('INSERT …', [typed], databaseError);
  for (const error of [databaseError, wrapped, new Error('It failed', { cause: databaseError })]) {
    const logged = JSON.stringify(loggedError(error));
    expect(logged).not.toContain('Jane');
    expect(logged).toContain('22P02');
    expect(logged).toContain('log.spec');
  }
  expect(loggedError(wrapped)).toMatchObject({ sqlState: '22P02', table: 'visit' });
  expect(loggedError(new TypeError('x is undefined'))).toMatchObject({
    type: 'TypeError',
    message: 'x is undefined',
  });
});

test('the file of the log is its owner’s alone, also when it was there before', async () => {
  const before = join(directory, 'before.log');
  writeFileSync(before, '', { mode: 0o644 });
  logToFile(testConfig(), before);
  expect(statSync(before).mode & 0o777).toBe(0o600);
  const fresh = join(directory, 'fresh.log');
  logToFile(testConfig(), fresh);
  await eventually('the file is there', () => Promise.resolve(existsSync(fresh)));
  expect(statSync(fresh).mode & 0o777).toBe(0o600);
});
