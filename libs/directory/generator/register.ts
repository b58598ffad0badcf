import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import { statuses } from '../school.js';
import type { RegisterFile } from '../register/file.js';
import { groupNameOf, groupOf, typeNameOf, type Draft, type GeneratedAuthority } from './draft.js';
import { Authority } from './schools.js';

export interface RegisterSpecification {
  /** The same seed makes the same register, byte for byte. */
  readonly seed: number;
  readonly authorities: readonly GeneratedAuthority[];
}

/** The authorities of the handbook's three named operators with the papers' counts of schools (Part 2, models 1-3). */
export const papersAuthorities: readonly GeneratedAuthority[] = [
  { code: '877', name: 'Warrington', schools: 87, centre: [361_000, 388_500] },
  { code: '876', name: 'Halton', schools: 63, centre: [353_500, 383_500] },
  { code: '919', name: 'Hertfordshire', schools: 519, centre: [529_000, 213_000] },
  { code: '314', name: 'Kingston upon Thames', schools: 49, grammarSchools: 2, centre: [518_500, 167_500] },
];

/** Above every real URN and group UID, so that a generated register is never taken for the real one. */
const [firstUrn, firstUid] = [800_000, 90_000];

/**
 * A fictional register and its links in exactly the published format: windows-1252, the published column names,
 * dd-mm-yyyy. Schools, trusts and addresses are invented (no postcode area starts with X); the authorities are yours.
 */
export function generateRegister({ seed, authorities }: RegisterSpecification): {
  register: RegisterFile;
  links: RegisterFile;
} {
  const each = function* (): Generator<Authority> {
    let next = { urn: firstUrn, uid: firstUid };
    for (const [index, authority] of authorities.entries()) {
      const made = new Authority(seed, authority, `X${String.fromCharCode(65 + (index % 26))}`, next);
      next = made.next;
      yield made;
    }
  };
  return {
    register: file(`generated-register-${seed}.csv`, function* () {
      yield stringify([columns.map(([name]) => name)], { record_delimiter: '\r\n' });
      for (const authority of each()) {
        yield stringify(
          authority.drafts.map((draft) => columns.map(([, value]) => value(draft) ?? '')),
          { record_delimiter: '\r\n' },
        );
      }
    }),
    links: file(`generated-links-${seed}.csv`, function* () {
      yield stringify([['URN', 'LinkURN', 'LinkName', 'LinkType', 'LinkEstablishedDate']], {
        record_delimiter: '\r\n',
        quoted: true,
      });
      for (const { links } of each()) {
        yield stringify(
          links.map(({ urn, link, type, on }) => [urn, link.urn, link.name, type, on].map(String)),
          { record_delimiter: '\r\n', quoted: true },
        );
      }
    }),
  };
}

const file = (name: string, texts: () => Generator<string>): RegisterFile => ({
  name,
  bytes: undefined,
  open: () =>
    Readable.from(
      (function* () {
        for (const text of texts()) yield iconv.encode(text, 'win1252');
      })(),
    ),
});

const codeOf = (table: Readonly<Record<string, string>>, value: string): string =>
  Object.keys(table).find((code) => table[code] === value)!;
const published = (slug: string, names: readonly string[], table: Readonly<Record<string, string>>): string =>
  names[Number(codeOf(table, slug))]!;
const statusNames = ['', 'Open', 'Closed', 'Open, but proposed to close', 'Proposed to open'];
const phaseNames = [
  'Not applicable',
  'Nursery',
  'Primary',
  'Middle deemed primary',
  'Secondary',
  'Middle deemed secondary',
  '16 plus',
  'All-through',
];
const website = (name: string): string =>
  `https://www.${name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9 ]/g, '')
    .trim()
    .replace(/ +/g, '-')}.example`;

const columns: readonly (readonly [
  name: string,
  value: (draft: Draft) => string | number | null | undefined,
])[] = [
  ['URN', (draft) => draft.urn],
  ['LA (code)', (draft) => draft.authority.code],
  ['LA (name)', (draft) => draft.authority.name],
  ['EstablishmentNumber', (draft) => draft.number],
  ['EstablishmentName', (draft) => draft.name],
  ['TypeOfEstablishment (code)', (draft) => draft.typeCode],
  ['TypeOfEstablishment (name)', (draft) => draft.typeCode && typeNameOf(draft.typeCode)],
  ['EstablishmentTypeGroup (code)', (draft) => draft.typeCode && groupOf(draft.typeCode)],
  ['EstablishmentTypeGroup (name)', (draft) => draft.typeCode && groupNameOf(draft.typeCode)],
  ['EstablishmentStatus (code)', (draft) => codeOf(statuses, draft.status)],
  ['EstablishmentStatus (name)', (draft) => published(draft.status, statusNames, statuses)],
  ['OpenDate', (draft) => draft.opened],
  ['CloseDate', (draft) => draft.closed],
  ['PhaseOfEducation (code)', (draft) => draft.phase],
  ['PhaseOfEducation (name)', (draft) => phaseNames[draft.phase]],
  ['Gender (name)', (draft) => draft.gender],
  [
    'AdmissionsPolicy (name)',
    (draft) =>
      draft.selective
        ? 'Selective'
        : draft.phase === 4 && draft.status === 'open'
          ? 'Non-selective'
          : 'Not applicable',
  ],
  ['SchoolCapacity', (draft) => draft.capacity],
  ['NumberOfPupils', (draft) => draft.roll],
  ['TrustSchoolFlag (code)', (draft) => draft.trust && (draft.trust.multi ? '3' : '5')],
  [
    'TrustSchoolFlag (name)',
    (draft) => draft.trust && `Supported by a ${draft.trust.multi ? 'multi' : 'single'}-academy trust`,
  ],
  ['Trusts (code)', (draft) => draft.trust?.uid],
  ['Trusts (name)', (draft) => draft.trust?.name],
  ['Street', (draft) => draft.street],
  ['Locality', () => ''],
  ['Town', (draft) => draft.town],
  ['County (name)', () => ''],
  ['Postcode', (draft) => draft.postcode],
  ['SchoolWebsite', (draft) => (draft.status === 'open' ? website(draft.name) : '')],
  ['Easting', (draft) => draft.easting],
  ['Northing', (draft) => draft.northing],
  ['OfstedRating (name)', (draft) => draft.rating],
  ['OfstedLastInsp', (draft) => draft.inspected],
];
