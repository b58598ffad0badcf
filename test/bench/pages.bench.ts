import pg from 'pg';
import type { Role } from '#platform';
import type { Measure } from './measure.js';
import type { Stage } from './stage.js';
import { beside, cookieOf, startWeb, type Pages } from './web.js';

/**
 * What knowing who is there costs, and what a home costs beside a page that asks the database nothing. The web program as it
 * ships, with its log, on a server with the demonstration's story at 500 schools.
 */
export async function bench(stage: Stage): Promise<Measure[]> {
  const config = await stage.storyDatabase('pages');
  const { address, stop } = await startWeb(config);
  try {
    return await measures(address, config.DATABASE_URL!);
  } finally {
    await stop();
  }
}

async function measures(address: string, url: string): Promise<Measure[]> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
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
    return [
      await beside(address, open, known, 0.8),
      await beside(address, known, school, 0.45),
      await beside(address, known, broker, 0.3),
    ];
  } finally {
    await owner.end();
  }
}
