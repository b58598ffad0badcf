import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { CsvReader, linesOfRecord } from './csv.js';

function read(pieces: readonly string[]): { line: number; fields: string[] | undefined }[] {
  const records: { line: number; fields: string[] | undefined }[] = [];
  const reader = new CsvReader((line, _raw, fields) => records.push({ line, fields }));
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return records;
}

test('reads what csv-parse reads, wherever the text is cut', () => {
  const field = fc.oneof(
    fc.string(),
    fc.constantFrom('', 'a,b', 'say "no"', 'two\nlines', 'two\r\nlines', '"', ' x '),
  );
  const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(rows, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.nat(40), (values, end, quoted, cut) => {
      const text = stringify(values, { record_delimiter: end, quoted, quoted_match: /[\r\n]/ });
      fc.pre(!/\r(?!\n)/.test(text));
      const expected = parse(text, {
        record_delimiter: end,
        relax_column_count: true,
        skip_empty_lines: true,
      }) as unknown as string[][];
      expect(read([text.slice(0, cut), text.slice(cut)]).map(({ fields }) => fields)).toEqual(expected);
    }),
  );
});

test('a record knows the line it starts on', () => {
  expect(read(['a,b\n"x\ny",1\nc,d\n']).map(({ line }) => line)).toEqual([1, 2, 4]);
});

test('a quote that never closes costs one line, not the rest of the file', () => {
  const rest = Array.from({ length: linesOfRecord + 5 }, (_, index) => `${index},x`);
  const records = read([`h,i\n1,"broken\n${rest.join('\n')}\n`]);
  expect(records[1]).toEqual({ line: 2, fields: undefined });
  expect(records.slice(2).map(({ fields }) => fields?.join())).toEqual(rest);
});

test('a quote inside a plain field makes no sense', () => {
  expect(read(['a "b" c,d\n'])[0]!.fields).toBeUndefined();
});
