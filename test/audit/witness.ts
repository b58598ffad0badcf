import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import type { Tx } from '#platform';
import { hasOperator, readTables } from '../isolation/catalogue.js';

/** Tables whose rows are no change by somebody: how the house keeps its promises, and the trail itself. */
export const silent: Readonly<Record<string, string>> = {
  'platform.audit': 'the trail',
  'platform.audit_batch': 'its seals',
  'platform.outbox': 'a promise to tell, made with what is told',
  'platform.processed_message': 'which promises were kept',
  'identity.asked_once': 'which requests came twice',
  'notifications.message': 'a letter about what was done',
  'ledger.account': 'opened for the transfer that follows',
  'ledger.stripe': 'totals of transfers',
  'ledger.lot': 'totals of transfers',
  'ledger.lot_entry': 'parts of transfers',
  'ledger.hold': 'what is left of transfers',
  'ledger.batch': 'seals of transfers',
  'ledger.verification': 'what a proof found',
  'platform.failure': 'what has not happened yet',
};

/** Facades whose callers say what was done and why: they move what they are told to, or are the trail. */
const toldByTheirCallers = /^(Ledger|Audit|Mail|Idempotency)\./;

/** Notes every change of a row, and every row of the trail, with the transaction that made it. */
export async function watchTables(owner: pg.ClientBase): Promise<void> {
  await owner.query(`
    CREATE SCHEMA witness;
    GRANT USAGE ON SCHEMA witness TO PUBLIC;
    CREATE TABLE witness.seen (xid xid8 NOT NULL DEFAULT pg_current_xact_id(), "table" text NOT NULL, verb text);
    CREATE INDEX ON witness.seen (xid);
    GRANT SELECT ON witness.seen TO PUBLIC;
    CREATE FUNCTION witness.changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
    BEGIN INSERT INTO witness.seen ("table", verb) VALUES (TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, TG_ARGV[0]); RETURN NULL; END $$;
    CREATE FUNCTION witness.told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
    BEGIN INSERT INTO witness.seen ("table", verb) VALUES ('platform.audit', NEW.verb); RETURN NULL; END $$;
    CREATE TRIGGER witness AFTER INSERT ON platform.audit FOR EACH ROW EXECUTE FUNCTION witness.told();`);
  for (const table of await readTables(owner)) {
    if ((!hasOperator(table) && table.name !== 'platform.operator') || silent[table.name]) continue;
    await owner.query(
      `CREATE TRIGGER witness AFTER INSERT OR UPDATE OR DELETE ON ${table.name} FOR EACH ROW EXECUTE FUNCTION witness.changed()`,
    );
  }
}

/** A call of a verb that changed something, and what of that the trail tells. */
export interface Change {
  readonly verb: string;
  readonly tables: readonly string[];
  readonly told: readonly string[];
}

type Facade = new (...parts: never[]) => object;
type Method = (tx: Tx, ...rest: unknown[]) => Promise<unknown>;

/** The public verbs of facades that take a transaction, by name. */
export function verbsOf(
  facades: readonly Facade[],
): Map<string, { prototype: Record<string, Method>; name: string }> {
  const verbs = new Map<string, { prototype: Record<string, Method>; name: string }>();
  for (const { name: facade, prototype } of facades) {
    for (const [name, { value: method }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof method === 'function' && /^(async )?\w+\(tx\b/.test(method.toString()))
        verbs.set(`${facade}.${name}`, { prototype: prototype as Record<string, Method>, name });
    }
  }
  return verbs;
}

/** Watches every verb: answers, as they happen, those that changed something, called from outside any other. */
export function watchVerbs(verbs: ReturnType<typeof verbsOf>): { changes: Change[]; seen: Set<string> } {
  const inside = new WeakSet<object>();
  const changes: Change[] = [];
  const called = new Set<string>();
  for (const [verb, { prototype, name }] of verbs) {
    const original = prototype[name]!;
    prototype[name] = async function (this: object, tx: Tx, ...rest: unknown[]) {
      const outermost = Boolean(tx.operatorId) && !inside.has(tx) && !toldByTheirCallers.test(verb);
      const before = await seen(tx);
      if (outermost) inside.add(tx);
      try {
        const result = await original.call(this, tx, ...rest);
        const after = (await seen(tx)).slice(before.length);
        const tables = after.filter((one) => one.table !== 'platform.audit').map((one) => one.table);
        called.add(verb);
        if (outermost && tables.length)
          changes.push({
            verb,
            tables: [...new Set(tables)],
            told: after.filter((one) => one.table === 'platform.audit').map((one) => one.verb!),
          });
        return result;
      } finally {
        if (outermost) inside.delete(tx);
      }
    };
  }
  return { changes, seen: called };
}

const seen = (tx: Pick<Tx, 'query'>) =>
  tx.query<{ table: string; verb: string | null }>(
    'SELECT "table", verb FROM witness.seen WHERE xid = pg_current_xact_id_if_assigned() ORDER BY ctid',
  );

/** What stands in a `*.repository.ts` and writes, by name. */
const repositoryWriters = readdirSync('libs', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.repository.ts'))
  .flatMap((file) => readFileSync(`libs/${file}`, 'utf8').split(/^export /m))
  .filter((part) =>
    /\b(INSERT INTO|UPDATE|DELETE FROM) (?!auth\.)\w+\.\w+|\.em\.(insert|update|upsert)\(/.test(part),
  )
  .flatMap((part) => /^(?:async function|const) (\w+)/.exec(part)?.[1] ?? []);
const writes = new RegExp(
  [
    String.raw`\b(INSERT INTO|UPDATE|DELETE FROM) (?!auth\.)\w+\.\w+|\.em\.(insert|update|upsert)\(`,
    String.raw`ledger\.(apply|post|hold|settle|release|reverse)\(`,
    String.raw`\b((insert|add|write|set|take)[A-Z]\w*|${repositoryWriters.join('|')})\(tx`,
  ].join('|'),
);

/** The verbs whose own words change something, or call a private one of theirs that does: who must be seen doing so. */
export function writersOf(verbs: ReturnType<typeof verbsOf>): string[] {
  const writing = (facade: string, name: string, path: readonly string[]): boolean => {
    const verb = verbs.get(`${facade}.${name}`);
    if (!verb || path.includes(name)) return false;
    const source = verb.prototype[name]!.toString();
    return (
      writes.test(source) ||
      [...source.matchAll(/\bthis\.(\w+)\(tx/g)].some(([, inner]) => writing(facade, inner!, [...path, name]))
    );
  };
  return [...verbs.keys()].filter((verb) => {
    if (toldByTheirCallers.test(verb)) return false;
    const [facade, name] = verb.split('.') as [string, string];
    return writing(facade, name, []);
  });
}
