import { Refusal } from '#platform';
import { schoolId } from '../organisation.js';
import { fundingStatus, phases, slug, stateFunded, statuses } from '../school.js';
import { civilDateOf, Malformed, remembered, urnOf } from './file.js';
import { typeGroupNames, typeNames } from './types.js';

type Fields = readonly string[];
type Read = (fields: Fields) => string | null;
type Column = [name: string, read: Read];

/** What a file must carry to be a register; of a code and its name, one will do. */
const requiredColumns = [
  'URN',
  'EstablishmentName',
  'EstablishmentStatus (code)|EstablishmentStatus (name)',
  'LA (code)|LA (name)',
];

export interface RowReader {
  /** Columns of `directory.school` that the file fills, in the order of a row's values. */
  readonly columns: readonly string[];
  /** A row's values; throws `Malformed`. */
  read(fields: Fields): (string | null)[];
}

/**
 * How to read the rows under this header. Columns are found by name: they may be reordered, missing or unknown.
 * Refuses: `directory.not-a-register`.
 */
export function registerReader(header: readonly string[]): RowReader {
  const missing = requiredColumns
    .filter((either) => !either.split('|').some((name) => header.includes(name)))
    .map((either) => either.replace('|', ' or '));
  if (missing.length) {
    throw new Refusal(
      'directory.not-a-register',
      `This is not the register of schools: it has no column ${missing.join(', ')}. Nothing was imported.`,
      'invalid',
    );
  }
  const columns = columnsOf(header);
  const reads = columns.map(([, read]) => read);
  return { columns: columns.map(([name]) => name), read: (fields) => reads.map((read) => read(fields)) };
}

function columnsOf(header: readonly string[]): Column[] {
  const at = (name: string): Read | undefined => {
    const index = header.indexOf(name);
    return index < 0 ? undefined : (fields) => fields[index]!.trim() || null;
  };
  const urnText = at('URN')!;
  const urn = (fields: Fields) => urnOf(urnText(fields) ?? '', 'URN');
  const columns: Column[] = [
    ['organisation_id', (fields) => schoolId(urn(fields))],
    ['urn', (fields) => String(urn(fields))],
    [
      'status',
      required(
        'EstablishmentStatus',
        statusOf(at('EstablishmentStatus (code)'), at('EstablishmentStatus (name)')),
      ),
    ],
  ];
  const add = (column: string, read: Read | undefined) => read && columns.push([column, read]);
  const text = (column: string, name: string) => add(column, at(name));

  add('name', required('EstablishmentName', at('EstablishmentName')!));
  add('la_code', matching('LA (code)', /^\d{3}$/, at('LA (code)')));
  text('la_name', 'LA (name)');
  text('establishment_number', 'EstablishmentNumber');
  const [typeCode, typeName] = coded('TypeOfEstablishment', typeNames, at, (code) => code.padStart(2, '0'));
  add('type_code', typeCode);
  add('type_name', typeName);
  if (typeCode) {
    add('funding_status', (fields) => fundingStatus(typeCode(fields)));
    add('state_funded', (fields) => (stateFunded(fundingStatus(typeCode(fields))) ? 't' : 'f'));
  }
  const [groupCode, groupName] = coded('EstablishmentTypeGroup', typeGroupNames, at, (code) => code);
  add('type_group_code', groupCode);
  add('type_group_name', groupName);
  add('phase', phaseOf(at('PhaseOfEducation (code)'), at('PhaseOfEducation (name)')));
  add('opened_on', date('OpenDate', at('OpenDate')));
  add('closed_on', date('CloseDate', at('CloseDate')));
  text('gender', 'Gender (name)');
  text('admissions_policy', 'AdmissionsPolicy (name)');
  add('capacity', whole('SchoolCapacity', at('SchoolCapacity')));
  add('roll', whole('NumberOfPupils', at('NumberOfPupils')));
  text('trust_flag', 'TrustSchoolFlag (name)');
  text('trust_uid', 'Trusts (code)');
  text('trust_name', 'Trusts (name)');
  text('street', 'Street');
  text('locality', 'Locality');
  text('town', 'Town');
  text('county', 'County (name)');
  const postcode = at('Postcode');
  add('postcode', postcode && ((fields) => postcode(fields)?.toUpperCase() ?? null));
  text('website', 'SchoolWebsite');
  add('easting', whole('Easting', at('Easting')));
  add('northing', whole('Northing', at('Northing')));
  text('ofsted_rating', 'OfstedRating (name)');
  add('inspected_on', date('OfstedLastInsp', at('OfstedLastInsp')));
  return columns;
}

const required =
  (name: string, read: Read): Read =>
  (fields) => {
    const value = read(fields);
    if (value === null) throw new Malformed(`${name} is empty`);
    return value;
  };

const matching = (name: string, pattern: RegExp, read: Read | undefined): Read | undefined =>
  read &&
  ((fields) => {
    const value = read(fields);
    if (value !== null && !pattern.test(value))
      throw new Malformed(`${name} “${value}” is not what it should be`);
    return value;
  });

const date = (name: string, read: Read | undefined): Read | undefined =>
  read &&
  ((fields) => {
    const value = read(fields);
    if (value === null) return null;
    try {
      return civilDateOf(value);
    } catch (error) {
      throw error instanceof Malformed ? new Malformed(`${name} “${value}” ${error.message}`) : error;
    }
  });

/** A count; pupils registered at two schools are halves in the register, rounded up here. */
const whole = (name: string, read: Read | undefined): Read | undefined =>
  read &&
  ((fields) => {
    const value = read(fields);
    if (value === null) return null;
    if (!/^\d{1,7}(\.\d+)?$/.test(value)) throw new Malformed(`${name} “${value}” is not a number`);
    return value.includes('.') ? String(Math.round(Number(value))) : value;
  });

/** The readers of a code and its name, each from the other when the file carries only one; unknown names are malformed. */
function coded(
  name: string,
  names: Readonly<Record<string, string>>,
  at: (column: string) => Read | undefined,
  normal: (code: string) => string,
): [Read?, Read?] {
  const [code, label] = [at(`${name} (code)`), at(`${name} (name)`)];
  if (!code && !label) return [];
  const codeOf = remembered((text: string): string => {
    const found = Object.keys(names).find((key) => names[key]!.toLowerCase() === text.toLowerCase());
    if (!found) throw new Malformed(`${name} (name) “${text}” is not known`);
    return found;
  });
  const codes: Read = code
    ? (fields) => {
        const value = code(fields);
        return value && normal(value);
      }
    : (fields) => {
        const value = label!(fields);
        return value && codeOf(value);
      };
  return [
    codes,
    label ??
      ((fields) => {
        const value = codes(fields);
        return value && (names[value] ?? null);
      }),
  ];
}

function statusOf(code: Read | undefined, name: Read | undefined): Read {
  const known = new Set<string>(Object.values(statuses));
  return (fields) => {
    const given = code?.(fields);
    if (given && Object.hasOwn(statuses, given)) return statuses[given as unknown as keyof typeof statuses];
    const named = name?.(fields);
    if (named && known.has(slug(named))) return slug(named);
    if (given || named) throw new Malformed(`EstablishmentStatus “${given ?? named}” is not known`);
    return null;
  };
}

/** A phase that nobody knows yet is no phase: the school still counts. */
function phaseOf(code: Read | undefined, name: Read | undefined): Read | undefined {
  if (!code && !name) return undefined;
  const known = new Set<string>(Object.values(phases));
  return (fields) => {
    const given = code?.(fields);
    if (given && given in phases) return phases[given as unknown as keyof typeof phases];
    const named = name?.(fields);
    return named && known.has(slug(named)) ? slug(named) : null;
  };
}
