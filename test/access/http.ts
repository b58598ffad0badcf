import { Agent, request } from 'node:http';
import type { Cost } from './counting.js';

export interface Answer {
  readonly status: number;
  readonly location: string;
  readonly cookies: readonly string[];
  readonly body: string;
  readonly cost: Cost;
}
export interface Sent {
  readonly method?: string;
  readonly cookie?: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly type?: 'form' | 'json';
  readonly body?: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** One request with its address as it is written: nothing tidies it, and no redirect is followed. */
export function send(address: string, path: string, sent: Sent = {}): Promise<Answer> {
  const { method = 'GET', cookie, key, type = 'form', body = '' } = sent;
  const changes = !['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        host: new URL(address).hostname,
        port: new URL(address).port,
        path,
        method,
        headers: {
          ...(cookie && { cookie }),
          ...(key && { authorization: `Bearer ${key}` }),
          ...(changes && {
            'content-type': type === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
            'content-length': String(Buffer.byteLength(body)),
          }),
          ...sent.headers,
        },
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (part: string) => (text += part));
        incoming.once('error', reject).once('end', () =>
          resolve({
            status: incoming.statusCode!,
            location: incoming.headers.location ?? '',
            cookies: incoming.headers['set-cookie'] ?? [],
            body: text,
            cost: {
              statements: Number(incoming.headers['x-statements'] ?? 0),
              rows: Number(incoming.headers['x-rows'] ?? 0),
              read: Number(incoming.headers['x-read'] ?? 0),
            },
          }),
        );
      },
    );
    outgoing
      .once('error', (error) => reject(new Error(`${method} ${path}: ${error.message}`)))
      .end(changes ? body : undefined);
  });
}

/** A browser of a person: its cookies, and the token of its forms. */
export interface Browser {
  readonly cookie: string;
  readonly token: string;
}

/** Someone new at the sign-in page, who then steps in as a person of the demonstration when told whom. */
export async function browse(address: string, appointmentId?: string): Promise<Browser> {
  const jar = new Map<string, string>();
  const keep = ({ cookies }: Answer) => {
    for (const line of cookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      jar.set(name!, value!);
    }
  };
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const token = ({ body }: Answer) => /name="_csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const page = await send(address, '/sign-in');
  keep(page);
  if (!appointmentId) return { cookie: cookie(), token: token(page) };
  const body = new URLSearchParams({ appointmentId, _csrf: token(page) }).toString();
  const entered = await send(address, '/sign-in/step-in', { method: 'POST', cookie: cookie(), body });
  if (entered.location !== '/home') throw new Error(`Nobody stepped in: ${entered.status} ${entered.body}`);
  keep(entered);
  return { cookie: cookie(), token: token(await send(address, '/cookies', { cookie: cookie() })) };
}
