import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs `middletier …` from the build, as a person would, with nothing in its environment but this. */
export function middletier(
  env: Readonly<Record<string, string>>,
  ...words: string[]
): Promise<{ code: number | null; said: string }> {
  const path = fileURLToPath(new URL('../../apps/terminal/main.js', import.meta.url));
  const child = spawn(process.execPath, [path, ...words], {
    env: { PATH: process.env.PATH!, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (said += text));
  return new Promise((ended) => child.once('close', (code) => ended({ code, said })));
}
