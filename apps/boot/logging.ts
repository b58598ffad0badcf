import { join, resolve } from 'node:path';
import { Logger as NestLogger, LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import type { Actor, Config } from '#platform';
import { logToFile, logToOutput, serializers } from './log.js';
import type { Logging } from './serve.js';

/** JSON lines on standard output. */
export const toOutput = (config: Config): Logging => logging(logToOutput(config));

/** JSON lines in a file, for the person whose terminal is for plain sentences. */
export function toFile(config: Config): Logging & { file: string } {
  const file = join(resolve(config.DATA_DIRECTORY), 'middletier.log');
  return { file, ...logging(logToFile(config, file)) };
}

/** One line per request with its id and operator. No query string, headers or bodies: they may say who someone is. */
const logging = (logger: Logger): Logging => ({
  module: LoggerModule.forRoot({
    pinoHttp: {
      logger,
      autoLogging: { ignore: (request) => /^\/(health|assets)\//.test(request.url ?? '') },
      quietReqLogger: true,
      customAttributeKeys: { reqId: 'requestId' },
      // Whoever signs people in leaves the actor on Node's own request, which is what this middleware sees.
      customProps: (request) => ({ operatorId: (request as { actor?: Actor }).actor?.operatorId }),
      wrapSerializers: false,
      serializers: {
        ...serializers,
        req: ({ method, url, originalUrl = url }: { method: string; url: string; originalUrl?: string }) => ({
          method,
          path: originalUrl.split('?')[0],
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      },
    },
  }),
  attach(app) {
    app.useLogger(app.get(NestLogger));
    app.flushLogs();
  },
});
