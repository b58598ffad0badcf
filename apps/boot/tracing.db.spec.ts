import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#platform';
import { testConfig } from '#testing';
import { serve } from './serve.js';
import { openTracing } from './tracing.js';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

/** What a collector does: it takes what is sent to it. */
const taken: { path: string; service: unknown; spans: readonly Span[] }[] = [];
const collector = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const { resourceSpans } = JSON.parse(Buffer.concat(parts).toString()) as {
      resourceSpans: { resource: { attributes: object[] }; scopeSpans: { spans: Span[] }[] }[];
    };
    for (const { resource, scopeSpans } of resourceSpans)
      taken.push({
        path: request.url!,
        service: resource.attributes[0],
        spans: scopeSpans.flatMap(({ spans }) => spans),
      });
    response.setHeader('content-type', 'application/json').end('{}');
  });
});
let address: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterAll(() => {
  collector.close();
});
const spans = () => taken.flatMap((one) => one.spans);

test('a request and the job that it caused are one trace, under the request’s id', async () => {
  const tracing = await openTracing(testConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: address }));
  const requestId = newId();
  const job = { kind: 'job', name: 'notifications.send-mail', took: 20, facts: { attempt: 1 } } as const;
  tracing!.tell({ kind: 'request', name: 'POST /purchases', requestId, took: 50, facts: {}, failed: false });
  tracing!.tell({ ...job, requestId, failed: true });
  tracing!.tell({ ...job, name: 'ledger.expire', requestId: 'repeat:expire:1', failed: false });
  await tracing!.close();
  const [request, mail, expire] = spans();
  expect(taken[0]).toMatchObject({
    path: '/v1/traces',
    service: { key: 'service.name', value: { stringValue: 'middletier' } },
  });
  expect(request).toMatchObject({ name: 'POST /purchases', traceId: requestId.replaceAll('-', '') });
  expect(request!.parentSpanId).toBeFalsy();
  expect(BigInt(request!.endTimeUnixNano) - BigInt(request!.startTimeUnixNano)).toBe(50_000_000n);
  expect(mail).toMatchObject({
    ...{ name: 'notifications.send-mail', traceId: request!.traceId, parentSpanId: request!.spanId },
    ...{ status: { code: 2 }, attributes: [{ key: 'attempt', value: { intValue: 1 } }] },
  });
  expect(expire!.parentSpanId).toBeFalsy();
  expect(expire!.traceId).not.toBe(request!.traceId);
});

test('a program tells of its requests by their routes, and of no balancer’s; without a collector it tells nobody', async () => {
  expect(await openTracing(testConfig())).toBeNull();
  taken.length = 0;
  const stops: (() => Promise<void>)[] = [];
  const config = testConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: `${address}/`, OTEL_SERVICE_NAME: 'aspire' });
  const served = await serve(config, { modules: [] }, (stop) => stops.push(stop));
  for (const path of ['/health/live', '/nothing/secret?token=1']) await fetch(served + path);
  for (const stop of stops.reverse()) await stop();
  expect(spans()).toHaveLength(1);
  expect(spans()[0]!.name).toBe('GET no such page');
  expect(JSON.stringify(taken)).not.toContain('secret');
  expect(taken[0]).toMatchObject({ path: '/v1/traces', service: { value: { stringValue: 'aspire' } } });
});

test('a collector that says nothing keeps no program from stopping', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const tracing = await openTracing(testConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }));
  tracing!.tell({
    ...{ kind: 'request', name: 'GET /home', requestId: newId() },
    ...{ took: 1, facts: {}, failed: false },
  });
  const began = performance.now();
  await tracing!.close();
  expect(performance.now() - began).toBeLessThan(8000);
  silent.closeAllConnections();
  silent.close();
}, 60_000);
