import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { startEmbedded } from '#platform';

/** A PostgreSQL that can be stopped, killed and stalled, always at the same address. */
export async function startPostgres() {
  const directory = mkdtempSync(join(tmpdir(), 'middletier-crash-'));
  const start = () => startEmbedded(directory, ['max_connections=200', 'fsync=off']);
  let server = await start();
  const door = await openDoor(() => Number(new URL(server.url).port));
  const url = new URL(server.url);
  url.port = String(door.port);
  const postmaster = () =>
    Number(readFileSync(join(directory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const everyProcess = () => {
    const pid = postmaster();
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
    return [pid, ...children.trim().split(/\s+/).map(Number)];
  };
  const signal = (pids: number[], name: NodeJS.Signals) => {
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch {
        // It ended meanwhile.
      }
    }
  };
  const started = async () => {
    server = await start();
  };
  return {
    url: url.href,
    /** As `systemctl restart`. */
    restart: async () => {
      await server.stop();
      await started();
    },
    /** As a machine that loses its power. */
    kill: async () => {
      signal(everyProcess(), 'SIGKILL');
      await sleep(200);
      await started();
    },
    stall: async (ms: number) => {
      const pids = everyProcess();
      signal(pids, 'SIGSTOP');
      await sleep(ms);
      signal(pids, 'SIGCONT');
    },
    stop: async () => {
      await door.close();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Passes connections on to wherever the server is now. */
async function openDoor(target: () => number) {
  const sockets = new Set<Socket>();
  const server = createServer((outside) => {
    const inside = connect(target(), '127.0.0.1');
    for (const [one, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A mail server that counts what it took, by Message-ID. */
export async function startMail() {
  const received = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        const id = /^Message-ID: <([^@>]+)/im.exec(text)?.[1] ?? 'none';
        received.set(id, (received.get(id) ?? 0) + 1);
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    stop: () => new Promise<void>((closed) => server.close(() => closed())),
  };
}
