import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate, readConfig, startEmbedded, type Role } from '#platform';
import { testSecret } from '#testing';
import type { Measure } from './measure.js';
import { beside, cookieOf, startWeb, tellStory, type Pages } from './web.js';

/** So many schools belong to the operator, and so many of each authority have signed. */
const schools = { 877: 300, 876: 200 };
const signed = { 877: 180, 876: 120 };

/**
 * What knowing who is there costs, and what a home costs beside a page that asks the database nothing. The web program as it
 * ships, with its log, on a server with the demonstration's story at 500 schools.
 */
export async function bench(): Promise<Measure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'middletier-bench-pages-'));
  const server = await startEmbedded(directory, ['max_connections=100']);
  try {
    const config = readConfig({ DATABASE_URL: server.url, SECRET: testSecret });
    await migrate(config);
    await tellStory(config, { schools, signed });
    const { address, stop } = await startWeb(config);
    try {
      return await measures(address, server.url);
    } finally {
      await stop();
    }
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measures(address: string, url: string): Promise<Measure[]> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query('VACUUM ANALYZE');
  const page = async (name: string, path: string, role?: Role): Promise<Pages> => ({
    name,
    paths: [path],
    cookie: await cookieOf(owner, address, role),
  });
  const open = await page('a static page without session', '/accessibility');
  const known = await page('a static page, signed in', '/accessibility', 'headteacher');
  const school = await page('a school’s home', '/home', 'headteacher');
  const broker = await page('the broker’s home with 500 schools', '/home', 'broker');
  await owner.end();
  return [
    await beside(address, open, known, 0.8),
    await beside(address, known, school, 0.45),
    await beside(address, known, broker, 0.3),
  ];
}
