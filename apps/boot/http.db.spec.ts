import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Body, Controller, Get, Ip, Module, Post } from '@nestjs/common';
import { afterEach, expect, test } from '@jest/globals';
import { Public } from '#identity';
import { newId, type Config } from '#platform';
import { testConfig } from '#testing';
import { ApiModule, configureApi, configureApiAlone } from '../api/api.module.js';
import { assetsPath } from '../web/kit/renderer.js';
import { configureWeb, WebModule } from '../web/web.module.js';
import { serve } from './serve.js';

@Public()
@Controller()
class Probe {
  @Get('address')
  address(@Ip() address: string) {
    return { address };
  }
  @Post('sent')
  sent(@Body() body: unknown) {
    return { body };
  }
  @Get('never')
  never() {
    return new Promise(() => undefined);
  }
}
@Module({ controllers: [Probe] })
class ProbeModule {}

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
});
const start = async (settings: Partial<Config>) =>
  new URL(
    await serve(
      Object.assign(testConfig(), settings),
      { modules: [ProbeModule], configure: [configureApiAlone] },
      (stop) => stops.push(stop),
    ),
  );

/** Sends a text to the server byte by byte, and says how the connection ended. */
function dribble({ hostname, port }: URL, text: string): Promise<string> {
  return new Promise((ended) => {
    const socket = connect(Number(port), hostname);
    let heard = '';
    let at = 0;
    const tap = setInterval(() => socket.write(text[at++ % text.length]!), 20);
    socket.on('data', (data: Buffer) => (heard += data));
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearInterval(tap);
      ended(heard);
    });
  });
}

test('whoever sends headers or a body too slowly is cut off, and so is one who stands still', async () => {
  const address = await start({
    HTTP_HEADERS_TIMEOUT_MS: 300,
    HTTP_REQUEST_TIMEOUT_MS: 600,
    HTTP_IDLE_TIMEOUT_MS: 1500,
    HTTP_KEEP_ALIVE_MS: 300,
  });
  const headers = dribble(
    address,
    'GET /address HTTP/1.1\r\nx-slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  );
  expect(await headers).toMatch(/^HTTP\/1.1 408 /);

  const still = connect(Number(address.port), address.hostname);
  still.write('POST /address HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n');
  await new Promise((closed) =>
    still
      .once('close', closed)
      .on('error', () => undefined)
      .resume(),
  );

  const idle = connect(Number(address.port), address.hostname);
  idle.write('GET /address HTTP/1.1\r\nhost: x\r\n\r\n');
  await new Promise((closed) => idle.once('close', closed).resume());
});

test('a body that comes a byte at a time is its sender’s fault, however soon an answer is owed', async () => {
  const address = await start({ HTTP_ANSWER_TIMEOUT_MS: 300 });
  const head = 'POST /sent HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n';
  const socket = connect(Number(address.port), address.hostname);
  let heard = '';
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('data', (data: Buffer) => (heard += data)).on('error', () => undefined);
  socket.write(`${head}content-length: 1000\r\n\r\na=`);
  const tap = setInterval(() => socket.write('x'), 20);
  socket.once('data', () => socket.end());
  await closed;
  clearInterval(tap);
  expect(heard).toMatch(/^HTTP\/1.1 408 [\s\S]*api\.too-slow/);
});

test('an answer that takes too long is 503, and says when to ask again', async () => {
  const answer = await fetch(new URL('/never', await start({ HTTP_ANSWER_TIMEOUT_MS: 300 })));
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
});

test('beside the pages too, what leads nowhere under the API is a problem, and a slash too many loses no query', async () => {
  const both = { modules: [ApiModule, WebModule], configure: [configureApi, configureWeb] };
  const address = await serve(testConfig(), both, (stop) => stops.push(stop));
  const ask = async (path: string) => {
    const { status, headers } = await fetch(new URL(path, address), { redirect: 'manual' });
    return [status, headers.get('location') ?? headers.get('content-type')!.split(';')[0]];
  };
  expect(await ask('/api/v1/visits/?limit=1')).toEqual([404, 'application/problem+json']);
  expect(await ask('/api?x')).toEqual([404, 'application/problem+json']);
  expect(await ask('/apiary')).toEqual([404, 'text/html']);
  // Nor what no address is: half a character, a part as long as a header may be.
  for (const nothing of ['%ff', '%zz', '100%', 'x'.repeat(8_000)]) {
    expect(await ask(`/nothing/${nothing}?a=%ff`)).toEqual([404, 'text/html']);
    expect(await ask(`/api/v1/visits/${nothing}`)).toEqual([401, 'application/problem+json']);
  }
  expect(await ask('/api/v1/operator/?a=1?b')).toEqual([308, '/api/v1/operator?a=1?b']);
  // Nor what stands for the server itself: it is counted as any other.
  for (const path of ['*', '*?a=%ff']) {
    const [{ statusCode, headers }] = (await once(get(address, { path }), 'response')) as [IncomingMessage];
    expect([statusCode, headers]).toEqual([
      404,
      expect.objectContaining({ 'x-ratelimit-limit': expect.any(String) }),
    ]);
  }
});

test('whatever does not say how long it is good for is kept by nobody', async () => {
  const address = await start({});
  for (const path of ['/address', '/nothing', '/health/ready'])
    expect((await fetch(new URL(path, address))).headers.get('cache-control')).toBe('no-store');
});

test('what nobody counts costs no page: a colour that is none is a word, and a file that is none is counted', async () => {
  const both = { modules: [ApiModule, WebModule], configure: [configureApi, configureWeb] };
  const config = Object.assign(testConfig(), { RATE_LIMIT_PER_MINUTE: 10, TRUST_PROXY: 'loopback' });
  const headers = { 'x-forwarded-for': `2001:db8:${newId().slice(-4)}::1` };
  const address = await serve(config, both, (stop) => stops.push(stop));
  const ask = async (path: string) => {
    const answer = await fetch(new URL(path, address), { headers });
    return [answer.status, answer.headers.get('content-type')!.split(';')[0]];
  };
  for (let asked = 0; asked < 12; asked++) {
    expect(await ask(`/theme/red-${asked}.css`)).toEqual([404, 'text/plain']);
    expect(await ask(`${assetsPath}/application.css`)).toEqual([200, 'text/css']);
  }
  expect(await ask('/theme/12436d.css')).toEqual([200, 'text/css']);
  const lost = [];
  for (let asked = 0; asked < 25; asked++) lost.push((await ask(`${assetsPath}/nothing-${asked}.js`))[0]);
  expect(lost).toContain(429);
});

test('an address told by a proxy is taken from a trusted one only', async () => {
  const told = async (settings: Partial<Config>) =>
    (await (
      await fetch(new URL('/address', await start(settings)), {
        headers: { 'x-forwarded-for': '203.0.113.7' },
      })
    ).json()) as { address: string };
  expect(await told({})).toEqual({ address: '127.0.0.1' });
  expect(await told({ TRUST_PROXY: '192.0.2.0/24' })).toEqual({ address: '127.0.0.1' });
  expect(await told({ TRUST_PROXY: 'loopback' })).toEqual({ address: '203.0.113.7' });
});

test('TRUST_PROXY is a list of addresses and networks', () => {
  for (const right of ['10.0.0.0/8', '::1, 192.0.2.1', 'loopback,uniquelocal', 'fd00::/8'])
    expect(testConfig({ TRUST_PROXY: right }).TRUST_PROXY).toBe(right);
  for (const wrong of ['true', '1', '10.0.0.0/33', '10.0.0.0/8/8', 'proxy.example', ','])
    expect(() => testConfig({ TRUST_PROXY: wrong })).toThrow('TRUST_PROXY must be addresses or networks');
});
