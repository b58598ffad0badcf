import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicUrl, readConfig } from '#platform';
import { settle } from './settle.js';

const directory = mkdtempSync(join(tmpdir(), 'middletier-settle-'));
afterAll(() => rmSync(directory, { recursive: true }));

const linksBegin = async (given: Record<string, string>) => {
  const named = { DATA_DIRECTORY: directory, DATABASE_URL: 'postgres://localhost/middletier' };
  return publicUrl(readConfig(await settle({ ...named, ...given }, () => undefined)));
};

test('letters lead to where it listens, also on any free port', async () => {
  expect(await linksBegin({ PORT: '0' })).toMatch(/^http:\/\/localhost:[1-9]\d+$/);
  expect(await linksBegin({ PORT: '8080' })).toBe('http://localhost:8080');
  expect(await linksBegin({ PORT: '' })).toBe('http://localhost:3000');
  expect(await linksBegin({ PORT: '0', PUBLIC_URL: 'https://school.example' })).toBe(
    'https://school.example',
  );
});
