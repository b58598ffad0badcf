import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Audit } from '#identity';
import { BillingDetails, versionOf, type Change } from '#invoicing';
import { newId, type Actor } from '#platform';
import { openStage, type Stage } from '../stage.js';

const details = new BillingDetails();
const bank = { name: 'Aspire', sortCode: '010203', number: '12345678' };
const address = ['Guildhall 2', 'High Street', 'Warrington', 'WA1 1EU'];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

const host = () => stage.created.hostId;
const authority = () => stage.created.laIds[0]!;
const find = (organisationId: string) =>
  stage.db.tx(stage.created.staff, (tx) => details.find(tx, organisationId));
const set = (
  organisationId: string,
  change: Partial<Change>,
  actor: Actor = stage.staffAs('finance'),
): Promise<void> =>
  stage.db.tx(actor, (tx) => details.set(tx, organisationId, { address, supplier: null, ...change }));
const trail = async (organisationId: string) =>
  (
    await stage.db.tx(stage.created.staff, (tx) =>
      new Audit().of(tx, { type: 'billing-details', id: organisationId }),
    )
  ).map(({ verb, details: said }) => ({ verb, ...said }));

test('a new operator’s sellers and paying authorities have the model’s examples, its schools the register’s address', async () => {
  const { asking } = stage;
  expect(await find(host())).toEqual({
    organisationId: host(),
    name: 'Aspire (Warrington, Halton and Serco)',
    address: ['Example House', '1 Example Street', 'Warrington', 'WA1 0XX'],
    examples: ['address', 'vatNumber', 'bank'],
    supplier: {
      vatNumber: 'GB 000 0000 00',
      bank: { name: 'Aspire', sortCode: '000000', number: '00000001' },
    },
  });
  expect(await find(authority())).toMatchObject({
    name: 'Warrington',
    examples: ['address'],
    supplier: null,
  });
  expect(await find(asking.organisationId)).toEqual({
    organisationId: asking.organisationId,
    name: asking.name,
    address: [asking.street, asking.locality, asking.town, asking.county, asking.postcode].filter(Boolean),
    examples: [],
    supplier: null,
  });
  const list = await stage.db.tx(stage.created.staff, (tx) => details.list(tx));
  expect(list.map(({ name }) => name)).toEqual([
    'Aspire (Warrington, Halton and Serco)',
    'Halton',
    'Mersey Learning Partners',
    'Warrington',
  ]);
  const some = await stage.db.tx(stage.created.staff, (tx) => details.of(tx, [host(), newId()]));
  expect([...some]).toEqual([[host(), await find(host())]]);
  await expect(find(newId())).rejects.toMatchObject({ code: 'platform.not-found' });
  expect(await trail(host())).toEqual([
    { verb: 'invoicing.add-supplier', prefix: 'ASP', vatNumber: 'GB 000 0000 00' },
    { verb: 'invoicing.set-details', illustrative: true },
  ]);
});

test('each part of a seller’s details stays an example until another is set, one after the other or together', async () => {
  const list = await stage.db.tx(stage.created.staff, (tx) => details.list(tx));
  const { organisationId, supplier, examples } = list.find(
    ({ name }) => name === 'Mersey Learning Partners',
  )!;
  const vatNumber = 'GB123456789';
  expect(examples).toEqual(['address', 'vatNumber', 'bank']);
  for (const [change, left] of [
    // Whoever saves an address says that it is the right one, also of what is shown.
    [{ supplier: null }, ['vatNumber', 'bank']],
    [{ supplier }, ['vatNumber', 'bank']],
    [{ supplier: { ...supplier!, vatNumber } }, ['bank']],
    [{ address: ['Moved'] }, ['bank']],
    [{ supplier: { vatNumber, bank } }, []],
    // What is typed is nobody's example, whatever digits it has.
    [{ supplier }, []],
  ] as const) {
    await set(organisationId, change);
    expect(await find(organisationId)).toMatchObject({ examples: left });
  }
});

test('what came with the model and is no example is none: its own VAT number, an account that nobody has', async () => {
  const { db, created, neighbour, other } = stage;
  const declared = (supplierId: string, vatNumber: string | null, illustrative: boolean) =>
    db.tx(created.staff, async (tx) => {
      const rest = { legalType: 'company', laCode: null, bank: null } as const;
      await details.supplier(tx, {
        supplierId,
        vatNumber,
        illustrative,
        ...rest,
        prefix: 'OWN' + (illustrative ? 'A' : 'B'),
      });
      await details.address(tx, supplierId, address, illustrative);
      return (await details.find(tx, supplierId)).examples;
    });
  expect(await declared(neighbour.organisationId, 'GB 000 0000 09', false)).toEqual([]);
  expect(await declared(other.organisationId, null, true)).toEqual(['address']);
});

test('finance sets what the next invoices say of a seller, however the VAT number is typed; the trail says what changed', async () => {
  const [shown] = [(await trail(host())).length];
  for (const [typed, kept] of [
    ['gb123456789', 'GB 123 4567 89'],
    [' GB 123 4567 89 001', 'GB 123 4567 89 001'],
  ] as const) {
    await set(host(), { supplier: { vatNumber: typed, bank } });
    expect(await find(host())).toMatchObject({
      address,
      examples: [],
      supplier: { vatNumber: kept, bank },
    });
  }
  await set(
    host(),
    { address: ['Moved'], supplier: { vatNumber: null, bank } },
    stage.staffAs('administrator'),
  );
  await set(host(), { address: ['Moved'], supplier: { vatNumber: '  ', bank: null } });
  await set(host(), { address: ['Moved'], supplier: { vatNumber: null, bank: null } });
  expect(await find(host())).toMatchObject({ address: ['Moved'], supplier: { vatNumber: null, bank: null } });
  // The address alone: what a seller has besides stays.
  await set(host(), { supplier: { vatNumber: 'GB123456789', bank } });
  await set(host(), { address: ['Moved again'] });
  expect(await find(host())).toMatchObject({
    address: ['Moved again'],
    supplier: { vatNumber: 'GB 123 4567 89', bank },
  });
  const said = (vatNumber: string | null, addressChanged: boolean, bankChanged: boolean) => ({
    verb: 'invoicing.set-details',
    vatNumber,
    addressChanged,
    bankChanged,
  });
  expect((await trail(host())).slice(shown)).toEqual([
    said('GB 123 4567 89', true, true),
    said('GB 123 4567 89 001', false, false),
    said(null, true, false),
    said(null, false, true),
    said(null, false, false),
    said('GB 123 4567 89', true, true),
    said('GB 123 4567 89', true, false),
  ]);
});

test('of two who change the same details the second is told, one after the other or at once', async () => {
  const changed = { code: 'platform.changed-meanwhile' };
  const supplier = { vatNumber: null, bank };
  const seen = versionOf(await find(host()));
  const shown = (await trail(host())).length;
  const both = await Promise.allSettled(
    ['01', '02'].map((end) =>
      set(host(), { seen, supplier: { ...supplier, bank: { ...bank, number: `123456${end}` } } }),
    ),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))).toMatchObject([changed]);
  const kept = await find(host());
  await expect(set(host(), { seen, address: ['Elsewhere'] })).rejects.toMatchObject(changed);
  expect(await find(host())).toEqual(kept);
  expect(await trail(host())).toHaveLength(shown + 1);
  await set(host(), { seen: versionOf(kept), supplier });
});

test('who only buys has an address and nothing else', async () => {
  await set(authority(), { address });
  expect(await find(authority())).toMatchObject({ address, examples: [], supplier: null });
  expect((await trail(authority())).at(-1)).toEqual({
    verb: 'invoicing.set-details',
    vatNumber: null,
    addressChanged: true,
    bankChanged: false,
  });
  await expect(set(authority(), { supplier: { vatNumber: null, bank: null } })).rejects.toMatchObject({
    code: 'invoicing.no-supplier',
    message: 'Warrington sells nothing here.',
  });
});

test('only finance and administrators set them, and only of a party of the operator', async () => {
  const { as, staffAs } = stage;
  for (const actor of [staffAs('broker'), as(host(), 'manager'), as(host(), 'finance')])
    await expect(set(host(), {}, actor)).rejects.toMatchObject({ code: 'platform.forbidden' });
  await expect(set(newId(), {})).rejects.toMatchObject({ code: 'platform.not-found' });
});

const lines = 'An address has one to six lines.';
const line = 'Give each line of the address, in 1 to 80 characters.';
const noControl = 'without control characters, on one line.';
test.each<[string, string[], string]>([
  ['no line', [], lines],
  ['an empty line', ['Guildhall 2', ''], line],
  ['a line of blanks', [' ', 'Guildhall 2'], line],
  ['seven lines', ['1', '2', '3', '4', '5', '6', '7'], lines],
  ['a line of 81 characters', ['x'.repeat(81)], line],
  ['a line with a control character', ['Guildhall\u0007'], `Give each line of the address, ${noControl}`],
])('an address of %s is refused, and the sentence says why', async (_, lines, message) => {
  const before = await find(host());
  await expect(set(host(), { address: lines })).rejects.toMatchObject({ code: 'invoicing.address', message });
  expect(await find(host())).toEqual(before);
});

test.each(['GB12345678', 'GB1234567890', 'GB12345678901', 'GB1234567890123', 'FR123456789', 'xGB123456789'])(
  'the VAT number %s is refused',
  async (vatNumber) => {
    await expect(set(host(), { supplier: { vatNumber, bank: null } })).rejects.toMatchObject({
      code: 'invoicing.vat-number',
    });
  },
);

const bankName = 'Give the name of the bank account, in 2 to 80 characters.';
const digits =
  'A bank account has a name, a sort code of six digits and a number of eight. Give all three, or none.';
test.each<[string, Partial<typeof bank>, string]>([
  ['a name of one letter', { name: 'A' }, bankName],
  ['a name of 81 letters', { name: 'A'.repeat(81) }, bankName],
  ['a name on two lines', { name: 'A\nB' }, `Give the name of the bank account, ${noControl}`],
  ['a sort code of five digits', { sortCode: '01020' }, digits],
  ['a sort code of seven digits', { sortCode: '0102030' }, digits],
  ['a sort code with a dash', { sortCode: '01-203' }, digits],
  ['a number of seven digits', { number: '1234567' }, digits],
  ['a number of nine digits', { number: '123456789' }, digits],
  ['a number with a letter', { number: '1234567x' }, digits],
])('a bank account with %s is refused, and the sentence says why', async (_, wrong, message) => {
  const before = await find(host());
  await expect(
    set(host(), { supplier: { vatNumber: null, bank: { ...bank, ...wrong } } }),
  ).rejects.toMatchObject({
    code: 'invoicing.bank-account',
    message,
  });
  expect(await find(host())).toEqual(before);
});

test('an address of six lines of 80 characters, and names of two and of 80 letters, are the most and the least', async () => {
  const lines = Array.from({ length: 6 }, () => 'x'.repeat(80));
  for (const name of ['Ox', 'A'.repeat(80)]) {
    await set(host(), { address: lines, supplier: { vatNumber: null, bank: { ...bank, name } } });
    expect(await find(host())).toMatchObject({ address: lines, supplier: { bank: { name } } });
  }
});
