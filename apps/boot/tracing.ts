import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Actor, Config } from '#platform';
import type { OnStop } from './main.js';

/** A request that was answered, or a job that was run. */
export interface Done {
  readonly kind: 'request' | 'job';
  /** `GET /courses/:sessionId`, without ids; `notifications.send-mail`. */
  readonly name: string;
  /** Of the request; of a job, of the request that caused it. */
  readonly requestId: string;
  /** Milliseconds that it took, until now. */
  readonly took: number;
  readonly facts: Readonly<Record<string, string | number | undefined>>;
  readonly failed: boolean;
}

/** What requests and jobs took, told to the installation's OpenTelemetry collector. */
export interface Tracing {
  tell(done: Done): void;
  /** Sends what is not sent yet, if the collector takes it in two seconds. */
  close(): Promise<void>;
}

/**
 * A request's id is its trace's: the log, the trail, the outbox and a job's payload carry it already, so what a request caused stands
 * under it, in whichever process it ran. Undefined for an id that is no UUID, as of a job that nobody asked for.
 */
const traceOf = (requestId: string): { traceId: string; spanId: string } | undefined => {
  const traceId = requestId.replaceAll('-', '');
  return /^[0-9a-f]{32}$/.test(traceId) ? { traceId, spanId: traceId.slice(16) } : undefined;
};

/** Null, and nothing is loaded, where the installation names no collector. */
export async function openTracing(config: Config): Promise<Tracing | null> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_SERVICE_NAME: service } = config;
  if (!collector) return null;
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const random = new sdk.RandomIdGenerator();
  let own: ReturnType<typeof traceOf>;
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${collector.replace(/\/$/, '')}/v1/traces` }),
      }),
    ],
    idGenerator: {
      generateTraceId: () => own?.traceId ?? random.generateTraceId(),
      generateSpanId: () => own?.spanId ?? random.generateSpanId(),
    },
  });
  const tracer = provider.getTracer('middletier');
  return {
    tell({ kind, name, requestId, took, facts, failed }) {
      const trace = traceOf(requestId);
      const request = kind === 'request';
      const under =
        trace && !request
          ? api.trace.setSpanContext(api.ROOT_CONTEXT, { ...trace, traceFlags: api.TraceFlags.SAMPLED })
          : api.ROOT_CONTEXT;
      const ended = Date.now();
      own = request ? trace : undefined;
      const span = tracer.startSpan(
        name,
        {
          kind: request ? api.SpanKind.SERVER : api.SpanKind.CONSUMER,
          startTime: ended - took,
          attributes: facts,
        },
        under,
      );
      own = undefined;
      if (failed) span.setStatus({ code: api.SpanStatusCode.ERROR });
      span.end(ended);
    },
    async close() {
      const sent = provider.shutdown().catch(() => undefined);
      await Promise.race([sent, sleep(2000, undefined, { ref: false })]);
    },
  };
}

/** Tells of every request but those of balancers and of files. */
export async function traceRequests(
  app: NestFastifyApplication,
  config: Config,
  onStop: OnStop,
): Promise<void> {
  const tracing = await openTracing(config);
  if (!tracing) return;
  onStop(() => tracing.close());
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onResponse', (request, reply, done) => {
    const path = request.routeOptions.url ?? 'no such page';
    if (!/^\/(health|assets)\//.test(path))
      tracing.tell({
        kind: 'request',
        name: `${request.method} ${path}`,
        requestId: request.id,
        took: reply.elapsedTime,
        facts: {
          'http.request.method': request.method,
          'http.route': path,
          'http.response.status_code': reply.statusCode,
          'middletier.operator_id': (request.raw as { actor?: Actor }).actor?.operatorId,
        },
        failed: reply.statusCode >= 500,
      });
    done();
  });
}
