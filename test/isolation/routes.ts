/** What this suite reads of an OpenAPI 3.1 document. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}
export interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  /** Empty: open to everyone. */
  readonly security?: readonly unknown[];
}
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly Schema[];
}

/** The victim's ids by the column they stand in: `agreement_id` → some of its agreements. */
export type Ids = ReadonlyMap<string, readonly string[]>;

export interface Attacker {
  readonly address: string;
  readonly document: Document;
  /** An API key of somebody else; absent: nobody's. */
  readonly key?: string;
  readonly ids: Ids;
}

const verbs = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation of the document, as `GET /api/v1/…`. */
export const operationsOf = (document: Document): string[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    verbs.filter((verb) => item[verb]).map((verb) => `${verb.toUpperCase()} ${path}`),
  );

/**
 * Calls every operation with the victim's ids wherever it takes an id. A hole is an answer that carries an id of the
 * victim, or any success at what names one; without a key, any answer but 401. Answers of 500 are faults too.
 */
export async function attackRoutes(attacker: Attacker): Promise<string[]> {
  const found = new Set<string>();
  for (const [path, item] of Object.entries(attacker.document.paths)) {
    for (const verb of verbs) {
      const operation = item[verb];
      if (!operation || (!attacker.key && operation.security?.length === 0)) continue;
      for (const call of callsOf(attacker, path, verb, operation)) {
        const fault = await tryCall(attacker, verb, call);
        if (fault) found.add(`${verb.toUpperCase()} ${path}: ${fault}`);
      }
    }
  }
  return [...found];
}

interface Call {
  readonly path: string;
  readonly body?: string;
}

async function tryCall(
  { address, key, ids }: Attacker,
  verb: string,
  { path, body }: Call,
): Promise<string | undefined> {
  const response = await fetch(`${address}${path}`, {
    method: verb.toUpperCase(),
    redirect: 'manual',
    headers: {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(verb === 'get' ? {} : { 'idempotency-key': crypto.randomUUID() }),
    },
    body,
  });
  const answer = await response.text();
  if (response.status >= 500) return `answers ${response.status}`;
  if (!key) return response.status === 401 ? undefined : `answers ${response.status} without a key`;
  const sent = `${path}${body ?? ''}`;
  for (const [column, values] of ids) {
    const shown = values.some((id) => answer.includes(id) && (response.ok || !sent.includes(id)));
    if (shown) return `shows a stranger's ${column}`;
    if (response.ok && !isEmptyList(answer) && values.some((id) => sent.includes(id)))
      return `does something with a stranger's ${column}`;
  }
  return undefined;
}

/** An answer that there is nothing, which is what a stranger should hear. */
const isEmptyList = (answer: string): boolean => /^\{"items":\[\]/.test(answer);

/** One call for each id that may stand in the path, or one for each of a few bodies. */
function callsOf({ document, ids }: Attacker, path: string, verb: string, operation: Operation): Call[] {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const schema = operation.requestBody?.content['application/json']?.schema;
  const takes = verb !== 'get' && schema;
  const choices = parameters.length ? candidates(parameters.at(-1)!, ids) : [undefined];
  // Each at least twice: with all of a body, and with what it must have.
  const times = choices.length > 1 || !takes ? choices : [choices[0], choices[0]];
  const asked = (operation.parameters ?? []).filter(
    (parameter) => parameter.in === 'query' && parameter.required,
  );
  return times.map((id, index) => {
    const filled = parameters.reduce((text, name) => {
      const fitting = candidates(name, ids);
      return text.replace(`{${name}}`, id !== undefined && fitting.includes(id) ? id : (fitting[0] ?? ''));
    }, path);
    const query = asked.map(
      ({ name, schema = {} }) => `${name}=${String(sample(schema, name, document, ids, index))}`,
    );
    return {
      path: query.length ? `${filled}?${query.join('&')}` : filled,
      ...(takes ? { body: JSON.stringify(sample(schema, '', document, ids, index)) } : {}),
    };
  });
}

/** Ids of the column that a parameter's name means; all of them when it means none. */
function candidates(name: string, ids: Ids): readonly string[] {
  const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return ids.get(column) ?? [...ids.values()].flatMap((values) => values.slice(0, 1));
}

/** A body that the edge lets in, with the victim's ids where ids are asked. */
export function sample(schema: Schema, name: string, document: Document, ids: Ids, index: number): unknown {
  if (schema.$ref)
    return sample(document.components!.schemas![schema.$ref.split('/').at(-1)!]!, name, document, ids, index);
  if (schema.allOf)
    return Object.assign({}, ...schema.allOf.map((part) => sample(part, name, document, ids, index)));
  if (schema.enum) return schema.enum[0];
  if (schema.format === 'uuid' || /Id$/.test(name)) {
    const choices = candidates(name, ids);
    return choices[index % choices.length];
  }
  if (schema.example !== undefined) return schema.example;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (schema.properties) {
    // What is optional may contradict itself, so every second body goes without.
    const names = Object.keys(schema.properties).filter(
      (key) => index % 2 === 0 || !schema.required || schema.required.includes(key),
    );
    return Object.fromEntries(
      names.map((key) => [key, sample(schema.properties![key]!, key, document, ids, index)]),
    );
  }
  if (type === 'array')
    return schema.items ? [sample(schema.items, name.replace(/s$/, ''), document, ids, index)] : [];
  if (type === 'integer' || type === 'number') return 100;
  if (type === 'boolean') return true;
  if (schema.format === 'date') return /^(closes|ends|until|to)/.test(name) ? '2027-01-15' : '2027-01-14';
  if (schema.format === 'date-time') return '2027-01-14T09:00:00Z';
  return 'An example';
}
