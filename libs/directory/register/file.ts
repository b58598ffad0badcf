import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { Refusal } from '#platform';
import { CsvReader } from './csv.js';
import { TextReader } from './encoding.js';

/** A CSV file as the Department for Education publishes it: windows-1252 (or UTF-8), dates dd-mm-yyyy, a header. */
export interface RegisterFile {
  readonly name: string;
  /** For progress; undefined while nobody knows. */
  readonly bytes: number | undefined;
  /** From the beginning, each time: a transaction that must run again reads the file again. */
  open(): Readable;
}

/** Bytes read at once. */
const chunkBytes = 64 * 1024;

export const registerFile = (path: string): RegisterFile => ({
  name: basename(path),
  bytes: statSync(path).size,
  open: () => createReadStream(path, { highWaterMark: chunkBytes }),
});

export interface Progress {
  readonly bytes: number;
  readonly rows: number;
}
export type OnProgress = (progress: Progress) => void;

/** A row that was left out, and why. */
export interface Rejection {
  readonly line: number;
  readonly reason: string;
  readonly row: string;
}

/** Why one row cannot be read; the import leaves the row out and goes on. */
export class Malformed extends Error {}

export interface FileReading {
  readonly sha256: string;
  readonly rows: number;
  readonly rejected: readonly Rejection[];
  /** Places of text that an earlier reader took for the wrong encoding. */
  readonly garbled: number;
  /** Whether its last line is whole: it has a line break, or ends in a closed quotation mark. */
  readonly ended: boolean;
}

/**
 * Streams a file's rows as lines for COPY: `begin` is given the header and returns what makes a line of a row's fields
 * (or throws `Malformed`). `done` is called with what was read. Refuses: `directory.truncated`, `directory.encoding`, and
 * what `begin` does.
 */
export async function* copyLines(
  file: RegisterFile,
  begin: (header: readonly string[]) => (fields: readonly string[], line: number) => (string | null)[],
  done: (reading: FileReading) => void,
  onProgress?: OnProgress,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const rejected: Rejection[] = [];
  let values: ReturnType<typeof begin> | undefined;
  let width = 0;
  let lines: string[] = [];
  let rows = 0;
  let bytes = 0;
  let lastLine = 0;
  let lastByte = 0;
  let lastRow = '';
  const text = new TextReader();

  const reader = new CsvReader((line, raw, fields) => {
    lastLine = line;
    lastRow = raw;
    if (!values) {
      const header = (fields ?? []).map((name) => name.trim());
      width = header.length;
      values = begin(header);
      return;
    }
    rows++;
    try {
      if (!fields) throw new Malformed('its quotation marks do not match');
      if (fields.length !== width)
        throw new Malformed(`it has ${fields.length} fields where the header has ${width}`);
      lines.push(copyLine(values(fields, line), raw));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      rejected.push({ line, reason: error.message, row: raw });
    }
  });
  const flush = (): Buffer => {
    const ready = Buffer.from(lines.join(''));
    lines = [];
    return ready;
  };

  for await (const chunk of file.open() as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    lastByte = chunk.at(-1) ?? lastByte;
    reader.push(decoded(file, () => text.read(chunk)));
    if (lines.length) yield flush();
    onProgress?.({ bytes, rows });
  }
  const before = lastLine;
  reader.push(decoded(file, () => text.end()));
  reader.end();
  // A last line without a line break is a whole row or the sign of a download that stopped.
  if (lastLine > before && lastLine === rejected.at(-1)?.line) {
    throw new Refusal(
      'directory.truncated',
      `${file.name} stops in the middle of line ${lastLine}: the download is not complete. Nothing was imported.`,
      'invalid',
    );
  }
  if (lines.length) yield flush();
  if (!values) begin([]);
  const ended = lastByte === 0x0a || lastRow.endsWith('"');
  done({ sha256: hash.digest('hex'), rows, rejected, garbled: text.garbled, ended });
}

function decoded(file: RegisterFile, read: () => string): string {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Refusal(
      'directory.encoding',
      `${file.name} begins as UTF-8 and then is not: two files were put together, or one was damaged. Nothing was imported.`,
      'invalid',
    );
  }
}

const special = /[\\\t\r\n\0]/;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\r': '\\r', '\n': '\\n' };

/** A line of COPY's text format. */
function copyLine(values: (string | null)[], raw: string): string {
  const escaping = special.test(raw);
  if (escaping && raw.includes('\0')) throw new Malformed('it holds a zero byte');
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (value === null) values[index] = '\\N';
    else if (escaping) values[index] = value.replace(/[\\\t\r\n]/g, (mark) => escapes[mark]!);
  }
  return `${values.join('\t')}\n`;
}

/** Memory of what a text was read as: dates and codes repeat, so each is worked out once. */
export function remembered<Value>(read: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const value = known.get(text);
    if (value !== undefined) return value;
    const fresh = read(text);
    known.set(text, fresh);
    return fresh;
  };
}

/** `31-08-2021` → `2021-08-31`. */
export const civilDateOf = remembered((text: string): string => {
  const [, day, month, year] = /^(\d\d)-(\d\d)-(\d{4})$/.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (
    !year ||
    Number(year) < 1000 ||
    date.getUTCDate() !== Number(day) ||
    date.getUTCMonth() !== Number(month) - 1
  )
    throw new Malformed('is not a date (dd-mm-yyyy)');
  return `${year}-${month}-${day}`;
});

/** A URN: five or six digits. */
export function urnOf(text: string, column: string): number {
  if (!/^[1-9]\d{4,5}$/.test(text))
    throw new Malformed(`${column} “${text}” is not a number of five or six digits`);
  return Number(text);
}
