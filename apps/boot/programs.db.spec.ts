import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { ownDatabase, testConfig } from '#testing';

const installation = () => ({
  PATH: process.env.PATH!,
  DATABASE_URL: testConfig().DATABASE_URL!,
  SECRET: testConfig().SECRET,
  HOST: '127.0.0.1',
  PORT: '0',
});

/** Runs a program from the build; `until` says, from its output, that it may be stopped. */
function run(
  program: string,
  env: Record<string, string>,
  until = /never/,
): Promise<{ code: number | null; said: string }> {
  const path = fileURLToPath(new URL(`../${program}/main.js`, import.meta.url));
  const child = spawn(process.execPath, [path], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const hear = (text: Buffer) => {
    const before = until.test(said);
    said += text;
    if (!before && until.test(said)) child.kill('SIGTERM');
  };
  // Far beyond any start: so that a program which says nothing fails its test, not the run.
  const patience = setTimeout(() => child.kill('SIGKILL'), 180_000);
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((ended) =>
    child.once('close', (code) => {
      clearTimeout(patience);
      ended({ code, said });
    }),
  );
}

test.each(['api', 'web'])('%s starts alone from the build and stops when asked', async (program) => {
  const { code, said } = await run(program, installation(), /successfully started/);
  expect(code).toBe(0);
  for (const line of said.trim().split('\n'))
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
});

test('the worker starts alone from the build and stops when asked', async () => {
  const own = await ownDatabase();
  const { code } = await run(
    'worker',
    { ...installation(), DATABASE_URL: own.config.DATABASE_URL! },
    /successfully started/,
  );
  expect(code).toBe(0);
  await own.drop();
});

test.each(['api', 'web', 'worker'])(
  '%s tells each mistake of its configuration in a line and nothing else',
  async (program) => {
    const mistaken = { ...installation(), PORT: 'eighty', SECRET: 'short', REDIS_URL: 'localhost:6379' };
    expect(await run(program, mistaken)).toEqual({
      code: 1,
      said: [
        'The configuration has mistakes:',
        '  - PORT must not be greater than 65535',
        '  - REDIS_URL must be an address that starts with redis:// or rediss://',
        '  - SECRET must be at least 32 characters, from a random source',
        '',
      ].join('\n'),
    });
  },
);

test('a database that does not answer, or lets nobody in, is told plainly', async () => {
  const nobody = await run('api', { ...installation(), DATABASE_URL: 'postgres://127.0.0.1:1/none' });
  expect(nobody).toEqual({
    code: 1,
    said: expect.stringMatching(/^Nothing answers at the address of DATABASE_URL[^\n]*\n$/),
  });
  const stranger = await run('api', {
    ...installation(),
    SECRET: 'another secret: thirty-two characters or more',
  });
  expect(stranger).toEqual({
    code: 1,
    said: expect.stringMatching(/^The database does not let us in [^\n]*npx middletier migrate\n$/),
  });
});
