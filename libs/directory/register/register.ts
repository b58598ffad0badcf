import { Injectable } from '@nestjs/common';
import { locks, newId, Refusal, type SystemTx } from '#platform';
import { Bodies } from './bodies.js';
import { copyInto } from './copy.js';
import {
  copyLines,
  Malformed,
  type FileReading,
  type OnProgress,
  type RegisterFile,
  type Rejection,
} from './file.js';
import { change, requireKnown, requireLikely, type Accepted, type Change } from './guards.js';
import { linkColumns, linkReader } from './link-row.js';
import { registerReader, type RowReader } from './row.js';
import { RegisterImport } from './register-import.entity.js';
import {
  addRejected,
  buildSearchIndex,
  compare,
  createLinks,
  createSchools,
  dropSearchIndex,
  fillCodes,
  guarded,
  hasCodes,
  markMissing,
  moveStaged,
  nameBodies,
  schoolsHeld,
  stageLinks,
  stageSchools,
  updateLinks,
  updateSchools,
} from './register.repository.js';

/** What an import did. `missing`: schools held that the file no longer lists, marked for the first time. */
export interface ImportSummary {
  readonly rows: number;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly missing: number;
  readonly rejected: readonly Rejection[];
}

export interface ImportOptions {
  /** How many of each unlikely kind of change whoever runs the import confirms, at most: `{ closures: 120 }`. */
  readonly accept?: Accepted;
  readonly onProgress?: OnProgress;
}

/** Brings in the national register and its links as published. Both verbs need a system transaction. */
@Injectable()
export class Register {
  /**
   * Upserts schools by URN, with the LAs and trusts they name. The same file again changes nothing; a school that the
   * file lacks is marked, never deleted; a row that makes no sense is left out and reported; a column that the file
   * lacks is left as it was.
   * Refuses, with nothing written: `directory.not-a-register`, `directory.truncated`, `directory.encoding`,
   * `directory.unlikely-changes`, `directory.unknown-change`.
   */
  async import(
    tx: SystemTx,
    file: RegisterFile,
    { accept = {}, onProgress }: ImportOptions = {},
  ): Promise<ImportSummary> {
    await onlyOne(tx);
    await tx.query(stageSchools);
    const held = await schoolsHeld(tx);
    // A first register can change nothing that was right, so its rows go where they belong while the file is still read; if it is refused, the
    // transaction takes them back.
    let moved = false;
    const move = async (columns: readonly string[]) => {
      if (held || !hasCodes(columns)) return;
      if (!moved) await dropSearchIndex(tx);
      moved = true;
      await moveStaged(tx, columns);
    };
    const bodies = new Bodies();
    const { columns, reading } = await stage(
      tx,
      file,
      'school_row',
      (header) => bodies.seenBy(registerReader(header)),
      { onProgress, each: move },
    );
    if (reading.rows === reading.rejected.length) {
      const [first] = reading.rejected;
      throw new Refusal(
        'directory.not-a-register',
        `${file.name} has no row that can be read${first ? `; line ${first.line}: ${first.reason}` : ''}. Nothing was imported.`,
        'invalid',
      );
    }
    await fillCodes(tx, columns);
    requireKnown(accept, guarded(columns));
    const unread = urnsOf(reading.rejected);
    const comparison = await compare(tx, columns, held, reading.rows - reading.rejected.length, unread);
    const { fresh, spoilt, changes } = comparison;
    const accepted = requireLikely(file.name, [...fileChanges(reading, spoilt), ...changes], accept);
    const changed = held ? await updateSchools(tx, columns) : 0;
    if (moved) await buildSearchIndex(tx);
    else await createSchools(tx, columns, comparison);
    await nameBodies(tx, bodies.list());
    const missing = held ? await markMissing(tx, unread) : 0;
    return record(tx, 'register', file, reading, { created: fresh, changed, missing, accepted });
  }

  /**
   * Adds predecessor and successor links; those of schools that the register does not list are kept too.
   * Refuses, with nothing written: `directory.not-links`, `directory.truncated`, `directory.encoding`,
   * `directory.unlikely-changes`.
   */
  async importLinks(
    tx: SystemTx,
    file: RegisterFile,
    { accept = {}, onProgress }: ImportOptions = {},
  ): Promise<ImportSummary> {
    await onlyOne(tx);
    await tx.query(stageLinks);
    const { reading } = await stage(
      tx,
      file,
      'link_row',
      (header) => ({ columns: linkColumns, read: linkReader(header) }),
      { onProgress },
    );
    const accepted = requireLikely(file.name, fileChanges(reading), accept);
    const changed = await updateLinks(tx);
    const created = await createLinks(tx);
    return record(tx, 'links', file, reading, { created, changed, missing: 0, accepted });
  }
}

/** What a file shows by itself. `spoilt`: names that lost their accents since. */
const fileChanges = ({ rows, rejected, garbled, ended }: FileReading, spoilt = 0): Change[] => [
  change.rejected(rejected.length, rows, commonReason(rejected)),
  change.garbled(garbled + spoilt, rows),
  ...(ended ? [] : [change.unended(1)]),
];

/** The reason that most rows were left out for, without what stood in them. */
function commonReason(rejected: readonly Rejection[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of rejected) {
    const kind = reason.replace(/ “[^”]*”/, '').replace(/^it repeats .*/, 'it repeats an earlier line');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 'none';
}

/** The schools of rows that were left out, where the row begins with its URN as the published file's do. */
const urnsOf = (rejected: readonly Rejection[]): number[] =>
  rejected.flatMap(({ row }) => /^"?([1-9]\d{4,5})"?,/.exec(row)?.[1] ?? []).map(Number);

/** Two imports at once would each count the other's rows as its own. */
const onlyOne = (tx: SystemTx) => tx.query(`SELECT pg_advisory_xact_lock(${locks.register})`);

async function stage(
  tx: SystemTx,
  file: RegisterFile,
  table: string,
  readerOf: (header: readonly string[]) => RowReader,
  { onProgress, each }: { onProgress?: OnProgress; each?: (columns: readonly string[]) => Promise<void> },
): Promise<{ columns: readonly string[]; reading: FileReading }> {
  let columns: readonly string[] = [];
  let reading: FileReading | undefined;
  const seen = new Map<string, number>();
  const begin = (header: readonly string[]) => {
    const reader = readerOf(header);
    columns = reader.columns;
    const keys = keyPositions(columns);
    return (fields: readonly string[], line: number) => {
      const values = reader.read(fields);
      const key = keys.length === 1 ? values[keys[0]!]! : keys.map((position) => values[position]).join(' ');
      const earlier = seen.get(key);
      if (earlier !== undefined) throw new Malformed(`it repeats line ${earlier}: ${key}`);
      seen.set(key, line);
      return values;
    };
  };
  await copyInto(
    tx,
    table,
    () => columns,
    copyLines(file, begin, (read) => (reading = read), onProgress),
    each && (() => each(columns)),
  );
  return { columns, reading: reading! };
}

const keyPositions = (columns: readonly string[]): number[] =>
  ['urn', 'link_urn', 'link_type'].map((key) => columns.indexOf(key)).filter((position) => position >= 0);

async function record(
  tx: SystemTx,
  kind: 'register' | 'links',
  file: RegisterFile,
  { sha256, rows, rejected }: FileReading,
  done: { created: number; changed: number; missing: number; accepted: Accepted },
): Promise<ImportSummary> {
  const importId = newId();
  const { created, changed, missing, accepted } = done;
  const unchanged = rows - rejected.length - created - changed;
  await tx.em.insert(RegisterImport, {
    importId,
    kind,
    file: file.name,
    sha256,
    rows,
    created,
    changed,
    unchanged,
    rejected: rejected.length,
    missing,
    importedAt: tx.now,
    accepted,
  });
  await addRejected(tx, importId, rejected);
  return { rows, created, changed, unchanged, missing, rejected };
}
