import { parse } from 'node:querystring';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '#platform';
import { isApi } from './routes.js';

/** How large what is sent may be, beside its bytes. */
export interface Limits {
  readonly fields: number;
  readonly depth: number;
  readonly list: number;
  readonly text: number;
}

/** A body that cannot be taken, with the status that says why. */
class BodyRefused extends Error {
  constructor(
    readonly statusCode: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The two kinds of body that we take: forms for pages, JSON for the API. Each is measured as text, in one pass, before
 * anything is built of it, so that a body costs no more than its length.
 */
export function readBodies(app: NestFastifyApplication, config: Config): void {
  const limits: Limits = {
    fields: config.INPUT_FIELD_LIMIT,
    depth: config.INPUT_DEPTH_LIMIT,
    list: config.INPUT_LIST_LIMIT,
    text: config.INPUT_TEXT_LIMIT,
  };
  const server = app.getHttpAdapter().getInstance();
  const take = (type: string, ofApi: boolean, read: (text: string, limits: Limits) => unknown) =>
    server.addContentTypeParser(type, { parseAs: 'string' }, (request, body, done) => {
      try {
        if (isApi(request) !== ofApi) throw new BodyRefused(415, `This address takes no ${type}`);
        done(null, read(body as string, limits));
      } catch (error) {
        done(error as Error, undefined);
      }
    });
  server.removeAllContentTypeParsers();
  take('application/json', true, readJson);
  take('application/x-www-form-urlencoded', false, readUrlEncoded);
}

export function readUrlEncoded(text: string, limits: Limits): Record<string, unknown> {
  let pairs = 1;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) pairs++;
  if (pairs > limits.fields + limits.list) throw new BodyRefused(413, 'Too many fields');
  const fields = parse(text, '&', '=', { maxKeys: 0 });
  const values = Object.values(fields);
  if (values.length > limits.fields) throw new BodyRefused(413, 'Too many fields');
  for (const value of values) {
    if (Array.isArray(value) && value.length > limits.list) throw new BodyRefused(413, 'Too long a list');
    for (const one of [value].flat())
      if (one && one.length > limits.text) throw new BodyRefused(413, 'Too long a text');
  }
  return fields;
}

export function readJson(text: string, limits: Limits): unknown {
  if (!text) return undefined;
  measureJson(text, limits);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new BodyRefused(400, 'No JSON');
  }
}

/** Throws when JSON, valid or not, is deeper, longer or of more fields than is taken. */
function measureJson(text: string, limits: Limits): void {
  const members: number[] = [];
  let fields = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"': {
        const start = at;
        for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
        if (at - start > limits.text) throw new BodyRefused(413, 'Too long a text');
        break;
      }
      case '{':
      case '[':
        if (members.push(1) > limits.depth) throw new BodyRefused(413, 'Too deep');
        break;
      case '}':
      case ']':
        members.pop();
        break;
      case ':':
        if (++fields > limits.fields) throw new BodyRefused(413, 'Too many fields');
        break;
      case ',':
        if (++members[members.length - 1]! > limits.list) throw new BodyRefused(413, 'Too long a list');
    }
  }
}
