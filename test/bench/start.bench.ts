import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { share, type Measure } from './measure.js';
import type { Stage } from './stage.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const demonstration = share === 1;

/** The first page and the memory of `npm start` on a built tree (DESIGN section 14), beside a bare Fastify. */
export async function bench(stage: Stage): Promise<Measure[]> {
  const directory = join(stage.directory, 'start');
  const first = await firstPage(['scripts/start.mjs'], directory);
  await stop(first.process);
  const again = await firstPage(['scripts/start.mjs'], directory);
  const memory = await measured(again.process, directory);
  const bare = await firstPage(['--input-type=module', '--eval', bareFastify], directory);
  const bareMemory = await measured(bare.process);
  return [
    {
      work: `the first start, with${demonstration ? '' : 'out'} the demonstration`,
      floor: 'the next start',
      ratio: again.seconds / first.seconds,
      owed: '≤ 60 s',
      met: first.seconds <= 60,
      detail: `${first.seconds.toFixed(1)} s, then ${again.seconds.toFixed(1)} s`,
    },
    {
      work: 'the first page after npm start',
      floor: 'a bare Fastify process',
      ratio: bare.seconds / again.seconds,
      owed: '≤ 10 s',
      met: again.seconds <= 10,
      detail: `${again.seconds.toFixed(1)} s; floor ${bare.seconds.toFixed(2)} s`,
    },
    ...(existsSync('/proc') ? [resident(memory, bareMemory)] : []),
  ];
}

const resident = (ours: Memory, floor: Memory): Measure => ({
  work: 'resident memory after npm start',
  floor: 'a bare Fastify process',
  ratio: floor.node / (ours.node + ours.postgres),
  owed: '≤ 350 MB',
  met: ours.node + ours.postgres <= 350,
  detail: `${ours.node} MB in Node, ${ours.postgres} MB in PostgreSQL; floor ${floor.node} MB`,
});

const bareFastify = `
  import fastify from 'fastify';
  const server = fastify();
  server.get('/', () => 'ok');
  console.log('at ' + (await server.listen({ port: 0 })));`;

interface Memory {
  node: number;
  postgres: number;
}

interface Started {
  process: ChildProcess;
  seconds: number;
}

/** From the command to the answer of the first page. */
function firstPage(argv: string[], directory: string): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, argv, {
    cwd: root,
    env: { ...process.env, PORT: '0', DATA_DIRECTORY: directory, DEMONSTRATION: String(demonstration) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  return new Promise((answered, refused) => {
    const failed = (error: Error) => {
      child.kill('SIGTERM');
      refused(error);
    };
    child.once('exit', (code) => failed(new Error(`It ended with ${code}:\n${said}`)));
    child.stdout.on('data', (text: Buffer) => {
      const told = / at (http:\S+)/.test(said);
      said += text;
      const [, address] = / at (http:\S+)|^at (http:\S+)/m.exec(said)?.filter(Boolean) ?? [];
      if (told || !address) return;
      fetch(address).then(async (response) => {
        await response.text();
        if (!response.ok) return failed(new Error(`The first page answered ${response.status}`));
        answered({ process: child, seconds: (performance.now() - began) / 1000 });
      }, failed);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function measured(child: ChildProcess, directory?: string): Promise<Memory> {
  try {
    return residentMegabytes(child.pid!, directory);
  } finally {
    await stop(child);
  }
}

/** Proportional set sizes, so that memory which PostgreSQL's processes share counts once. Linux only. */
function residentMegabytes(pid: number, directory?: string): Memory {
  const server = directory
    ? Number(readFileSync(join(directory, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
    : 0;
  const family = server ? processes().filter(({ id, parent }) => id === server || parent === server) : [];
  const total = family.reduce((sum, { id }) => sum + proportional(id), 0);
  return { node: Math.round(proportional(pid) / 1024), postgres: Math.round(total / 1024) };
}

const proportional = (pid: number): number => {
  const file = `/proc/${pid}/smaps_rollup`;
  return existsSync(file) ? Number(/^Pss:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) : 0;
};

const processes = (): { id: number; parent: number }[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/stat`))
    .flatMap((name) => {
      try {
        return [
          {
            id: Number(name),
            parent: Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]),
          },
        ];
      } catch {
        return [];
      }
    });
