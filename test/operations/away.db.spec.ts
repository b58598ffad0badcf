import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, startPostgres, type OwnServer } from '#testing';
import { startInstallation, type Installation } from './installation.js';

let server: OwnServer;
let installation: Installation;
beforeAll(async () => {
  server = await startPostgres();
  installation = await startInstallation({ DATABASE_URL: server.url, DRAIN_MS: '1500' });
});
afterAll(async () => {
  await installation.end();
  await server.stop();
});

/** Every answer comes, says that it is over soon, and is written for whoever asked. */
async function saysAway(): Promise<void> {
  const page = await installation.page();
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
  expect(await page.text()).toContain('Sorry, the service is unavailable');
  const api = await installation.api();
  expect([api.status, api.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
  expect(await api.json()).toMatchObject({ code: 'api.unavailable' });
  await eventually('it is not ready, and says why', async () => {
    const ready = await installation.health('ready');
    return (
      ready.status === 503 && JSON.stringify(await ready.json()).includes('The database does not answer')
    );
  });
  expect((await installation.health('live')).status).toBe(200);
}

test.each(['fast', 'immediate'] as const)(
  'a %s restart of PostgreSQL is outlived by pages, API, sign-in and worker',
  async (how) => {
    await installation.works();
    await server.down(how);
    await saysAway();
    await server.up();
    await installation.works();
    // Twice, with no pause: connections break while they are in use.
    await Promise.all([server.restart(how), installation.page(), installation.api()]);
    await installation.works();
  },
);

test('a PostgreSQL that stands still hangs nobody, and is forgiven', async () => {
  await installation.works();
  server.stall();
  try {
    await Promise.all([saysAway(), saysAway()]);
  } finally {
    server.resume();
  }
  await installation.works();
});

test('told to stop while PostgreSQL stands still, it is not ready, still answers for a while, and ends', async () => {
  await installation.works();
  server.stall();
  try {
    const stopped = installation.stop();
    await eventually('it says that it stops', async () => {
      const ready = await installation.health('ready');
      return ready.status === 503 && JSON.stringify(await ready.json()).includes('Stopping');
    });
    expect((await installation.health('live')).status).toBe(200);
    expect(await stopped).not.toBeNull();
    await expect(installation.health('live')).rejects.toThrow();
  } finally {
    server.resume();
  }
});
