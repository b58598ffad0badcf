/** A field takes every so many of what is below, the next field the next ones; all of them in a deep run: FUZZ_SHARE=1. */
const share = Number(process.env.FUZZ_SHARE ?? 8);
let turn = 0;

/** This field's share of the hostile answers. */
export const shareOf = <Answer>(answers: readonly Answer[]): Answer[] => {
  turn++;
  return answers.filter((_, at) => (at + turn) % share === 0);
};

/** One answer to one field that nobody means well by. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  'null',
  '\0',
  'a\0b',
  '\ud800',
  '\u202e\ufeff',
  'é'.repeat(3000),
  'x'.repeat(19_999),
  'x'.repeat(100_001),
  `a${' '.repeat(99_000)}b`,
  '-1',
  '0',
  '0.0000001',
  '1e309',
  '99999999999999999999999999',
  '9007199254740993',
  '١٢٣',
  'NaN',
  '0x10',
  '2027-02-30',
  '2027-13-01',
  '0000-01-01',
  '-000001-01-01',
  '9999-12-31',
  '+275760-09-14',
  '2027-01-01T00:00:00Z',
  '24:00',
  '__proto__',
  'constructor',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  "'; DROP TABLE x; --",
  '%',
  '%_%',
  '\\',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '../../etc/passwd',
  'a@b',
  `${'a.'.repeat(200)}@${'b.'.repeat(200)}`,
  '('.repeat(500),
];

/** The same where JSON can say more than text. */
export const hostileValues: readonly unknown[] = [
  ...hostileTexts,
  null,
  true,
  0,
  -1,
  0.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
  [],
  {},
  [[]],
  [null],
  [{}],
  { constructor: null },
  { toString: 1, valueOf: 1 },
  { value: { value: 1 }, unit: ['GBP'] },
  { value: 1e21, unit: 'GBP' },
  JSON.parse('{"__proto__":{"a":1},"value":1,"unit":"GBP"}'),
  Array.from({ length: 10_001 }, () => 'x'),
  Array.from({ length: 5000 }, () => '00000000-0000-0000-0000-000000000000'),
];

const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

/** Whole bodies that are no request of anybody's, as JSON or nearly so. */
export const hostileJson: readonly (string | Buffer)[] = [
  '',
  ' ',
  'null',
  '[]',
  '"text"',
  '1e999',
  '{',
  '{"a":',
  '{"a":1}{"a":1}',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"hasOwnProperty":1,"toString":2,"then":3}',
  nested('[', ']', 400_000),
  nested('{"a":', '}', 100_000),
  `{"a":${nested('[', ']', 7)}}`,
  `{${Array.from({ length: 80_000 }, (_, at) => `"f${at}":1`).join()}}`,
  `{"a":[${'1,'.repeat(500_000)}1]}`,
  `{"a":"${'x'.repeat(1_000_000)}"}`,
  `{"a":"${'\\u0000'.repeat(100_000)}"}`,
  `"${'\\'.repeat(900_000)}`,
  '{"a":"\ufffe"}',
  Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xe2, 0x82, 0x22, 0x7d]),
  Buffer.from([0xff, 0xfe, 0x7b, 0x00]),
  Buffer.alloc(1_000_000),
];

/** And as forms. */
export const hostileForms: readonly (string | Buffer)[] = [
  '',
  '&'.repeat(500_000),
  '='.repeat(500_000),
  '%'.repeat(500_000),
  '%25'.repeat(300_000),
  '+'.repeat(1_000_000),
  Array.from({ length: 80_000 }, (_, at) => `f${at}=x`).join('&'),
  Array.from({ length: 80_000 }, () => 'on=x').join('&'),
  '__proto__=1&constructor=2&toString=3&hasOwnProperty=4&then=5&length=6',
  '__proto__[a]=1&a[b][c]=2&a[]=3&a.b=4',
  `a=${'x'.repeat(1_000_000)}`,
  `change=${'1&change='.repeat(5000)}`,
  'a=%E2%82&b=%&c=%zz&d=%ED%A0%80&e=%00&%00=f&\ud800=g',
  Buffer.from([0x61, 0x3d, 0xe2, 0x82, 0x26, 0x62, 0x3d, 0xff]),
  Buffer.alloc(1_000_000),
];

export const hostileTypes: readonly string[] = [
  '',
  'text/plain',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded; charset=utf-7',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/json/json',
  ';;;',
  'x'.repeat(5000),
];

/** In place of an id in an address. */
export const hostileParts: readonly string[] = [
  'x',
  '%00',
  '%ff',
  '%E2%82',
  '%',
  '..%2f..%2f',
  '__proto__',
  'constructor',
  '%F0%9F%99%82',
  '00000000-0000-0000-0000-000000000000',
  'a'.repeat(101),
  'a'.repeat(8000),
  '%61'.repeat(2000),
  ';',
  '%3f%23',
];

export const hostileCookies: readonly string[] = [
  '=',
  ';;;;',
  'middletier.session_token=%',
  'middletier.session_token=a.b.c',
  `middletier.session_token=${'x'.repeat(8000)}`,
  'middletier.session_token=%00%ff.%E2%82',
  'middletier.flash=%E2%82.x; middletier.form=%',
  'middletier.form=__proto__; __proto__=1; constructor=2',
  Array.from({ length: 2000 }, (_, at) => `a${at}=1`).join('; '),
];
