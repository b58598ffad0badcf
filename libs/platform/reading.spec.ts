import { expect, test } from '@jest/globals';
import { IsInt, IsOptional, IsString, validateSync } from 'class-validator';
import { As, declaredFields, PartOf, readFields, wholeNumber } from './reading.js';
import { isCivilDate, isMoment } from './temporal.js';
import { isText, tidyText } from './text.js';

class Inner {
  @IsInt() value: number;
}
class Outer {
  @IsString() name: string;
  @IsInt() @As(wholeNumber) count = 7;
  @IsOptional() @PartOf(() => Inner) part?: Inner;
}
class Further extends Outer {
  @IsString() more: string;
}

test('declared fields only, inherited ones too; what else was sent is named and not copied', () => {
  expect([...declaredFields(Further)].sort()).toEqual(['count', 'more', 'name', 'part']);
  const sent = JSON.parse(
    '{"name":"a","more":"b","__proto__":{"bad":1},"constructor":null,"part":{"value":1,"constructor":{"prototype":null}}}',
  ) as object;
  const { data, unknown } = readFields(Further, sent as Record<string, unknown>);
  expect(unknown).toEqual(['part.constructor', '__proto__', 'constructor']);
  expect(data).toEqual(Object.assign(new Further(), { name: 'a', more: 'b', part: { value: 1 } }));
  expect(data.constructor).toBe(Further);
  expect(validateSync(data)).toEqual([]);
});

test('null is left out; a number may come as text; what is no part is never let in', () => {
  expect(readFields(Outer, { name: null, count: '12', part: [{ value: 1 }] }).data).toEqual(
    Object.assign(new Outer(), { count: 12, part: null }),
  );
  expect(readFields(Outer, { count: '1e9' }).data.count).toBe('1e9');
  expect(readFields(Outer, {}).data.count).toBe(7);
});

test('80,000 fields beside the declared ones cost next to nothing', () => {
  const sent = Object.fromEntries(Array.from({ length: 80_000 }, (_, at) => [`field${at}`, 'x']));
  const before = process.cpuUsage();
  readFields(Outer, sent);
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000); // microseconds
});

test.each([
  '2027-02-29',
  '2027-13-01',
  '0000-01-01',
  '9999-12-31',
  '1999-12-31',
  '2027-1-1',
  '',
  '+002027-01-01',
])('%s is no date', (text) => expect(isCivilDate(text)).toBe(false));

test('dates and instants that are taken', () => {
  expect(isCivilDate('2028-02-29')).toBe(true);
  expect([undefined, null, 20270101, ['2027-01-01']].some(isCivilDate)).toBe(false);
  expect(isMoment('2027-09-01T09:00:00Z')).toBe(true);
  expect(['2027-09-01', '2027-02-30T09:00:00Z', '9999-01-01T00:00:00Z'].some(isMoment)).toBe(false);
});

test('texts keep tabs and line ends, and nothing that could not be printed', () => {
  expect([isText('a\tb\nc é 🙂'), isText('a\0b'), isText('\ud800')]).toEqual([true, false, false]);
  expect(tidyText(' a\r\nb\u000bc\0\ud800 ')).toBe('a\nb\nc\ufffd');
});
