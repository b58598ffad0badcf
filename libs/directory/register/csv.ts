/**
 * Is given each record: the line that it starts on (the header's is 1), its text, and its fields; undefined when its
 * quotation marks make no sense.
 */
export type OnRecord = (line: number, raw: string, fields: string[] | undefined) => void;

/** A quoted field may run over this many lines; past that, its quote was never meant to open. */
export const linesOfRecord = 20;

/**
 * Cuts text into records as it arrives. Written for one file of 10 MB that must cost less than PostgreSQL's own COPY
 * of it: lines without a quote are split where the engine is fastest (docs/adr/0010-register.md).
 */
export class CsvReader {
  private rest = '';
  private line = 1;

  constructor(private readonly onRecord: OnRecord) {}

  /** Hands over the records that the text so far completes. */
  push(text: string): void {
    this.take(this.rest + text, false);
  }

  /** Hands over what was left when the text ended: a last line without a line break, or the pieces of a record cut short. */
  end(): void {
    this.take(this.rest, true);
  }

  private take(text: string, ended: boolean): void {
    let start = 0;
    while (start < text.length) {
      let end = lineEnd(text, start, ended);
      if (end < 0) break;
      let raw = strip(text.slice(start, end));
      let fields: string[] | undefined;
      let lines = 1;
      if (!raw.includes('"')) fields = raw.split(',');
      else {
        const closed = closedEnd(text, start, end, ended);
        if (closed === undefined) break;
        fields = closed.end < 0 ? undefined : splitQuoted(strip(text.slice(start, closed.end)));
        if (fields) {
          end = closed.end;
          lines = closed.lines;
          raw = strip(text.slice(start, end));
        }
      }
      if (raw) this.onRecord(this.line, raw, fields);
      this.line += lines;
      start = end + 1;
    }
    this.rest = text.slice(start);
  }
}

function lineEnd(text: string, from: number, ended: boolean): number {
  const end = text.indexOf('\n', from);
  return end < 0 && ended ? text.length : end;
}

const strip = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** Where the record that starts at `start` ends, its quotes closed: -1 if nowhere near, undefined if more text must come. */
function closedEnd(
  text: string,
  start: number,
  firstEnd: number,
  ended: boolean,
): { end: number; lines: number } | undefined {
  let quotes = 0;
  let from = start;
  let end = firstEnd;
  for (let lines = 1; lines <= linesOfRecord; lines++) {
    for (let at = text.indexOf('"', from); at >= 0 && at < end; at = text.indexOf('"', at + 1)) quotes++;
    if (quotes % 2 === 0) return { end, lines };
    if (end >= text.length) return { end: -1, lines };
    from = end + 1;
    end = lineEnd(text, from, ended);
    if (end < 0) return undefined;
  }
  return { end: -1, lines: 1 };
}

function splitQuoted(record: string): string[] | undefined {
  const fields: string[] = [];
  for (let at = 0; ; at++) {
    if (record[at] === '"') {
      let close = record.indexOf('"', at + 1);
      while (close >= 0 && record[close + 1] === '"') close = record.indexOf('"', close + 2);
      if (close < 0) return undefined;
      fields.push(record.slice(at + 1, close).replaceAll('""', '"'));
      at = close + 1;
    } else {
      const comma = record.indexOf(',', at);
      const end = comma < 0 ? record.length : comma;
      const field = record.slice(at, end);
      if (field.includes('"')) return undefined;
      fields.push(field);
      at = end;
    }
    if (at >= record.length) return fields;
    if (record[at] !== ',') return undefined;
  }
}
