import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Measure } from './measure.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The first page and the memory of `npm start` on a built tree (DESIGN section 14), beside a bare Fastify. */
export async function bench(): Promise<Measure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'middletier-bench-'));
  try {
    const first = await firstPage(['scripts/start.mjs'], directory);
    await stop(first.process);
    const again = await firstPage(['scripts/start.mjs'], directory);
    const memory = residentMegabytes(again.process.pid!, directory);
    await stop(again.process);
    const bare = await firstPage(['--input-type=module', '--eval', bareFastify], directory);
    const bareMemory = residentMegabytes(bare.process.pid!);
    await stop(bare.process);
    const floor = 'a bare Fastify process';
    return [
      {
        work: 'the first start, with the demonstration',
        floor: 'the next start',
        ratio: again.seconds / first.seconds,
        owed: '≤ 60 s',
        met: first.seconds <= 60,
        detail: `${first.seconds.toFixed(1)} s, then ${again.seconds.toFixed(1)} s`,
      },
      {
        work: 'the first page after npm start',
        floor,
        ratio: bare.seconds / again.seconds,
        owed: '≤ 10 s',
        met: again.seconds <= 10,
        detail: `${again.seconds.toFixed(1)} s; floor ${bare.seconds.toFixed(2)} s`,
      },
      {
        work: 'resident memory after npm start',
        floor,
        ratio: bareMemory.node / (memory.node + memory.postgres),
        owed: '≤ 350 MB',
        met: memory.node + memory.postgres <= 350,
        detail: `${memory.node} MB in Node, ${memory.postgres} MB in PostgreSQL; floor ${bareMemory.node} MB`,
      },
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const bareFastify = `
  import fastify from 'fastify';
  const server = fastify();
  server.get('/', () => 'ok');
  console.log('at ' + (await server.listen({ port: 0 })));`;

interface Started {
  process: ChildProcess;
  seconds: number;
}

/** From the command to the answer of the first page. */
function firstPage(argv: string[], directory: string): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, argv, {
    cwd: root,
    env: { ...process.env, PORT: '0', DATA_DIRECTORY: directory },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  return new Promise((answered, failed) => {
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

/** Proportional set sizes, so that memory which PostgreSQL's processes share counts once. Linux only. */
function residentMegabytes(pid: number, directory?: string): { node: number; postgres: number } {
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
