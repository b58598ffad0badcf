import type pg from 'pg';
import type { DataSource, EntityMetadata } from 'typeorm';
import ts from 'typescript';
import { kindOf, readProgram } from './statements.js';

interface TableColumn {
  readonly name: string;
  /** As `bigint` or `text[]`. */
  readonly type: string;
  readonly nullable: boolean;
  /** Whether a row that does not name it has a value nevertheless. */
  readonly given: boolean;
  readonly key: boolean;
}

/** What an entity says and its table does not, as sentences. */
export async function entityFaults(client: pg.Client, source: DataSource): Promise<string[]> {
  const faults: string[] = [];
  for (const entity of source.entityMetadatas) {
    const { rows } = await client.query<TableColumn>(
      `SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, NOT a.attnotnull AS nullable,
              a.atthasdef OR a.attidentity <> '' AS given, coalesce(a.attnum = ANY (i.indkey), false) AS key
         FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
        WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
      [entity.tablePath],
    );
    const table = new Map(rows.map((column) => [column.name, column]));
    const fault = (sentence: string) => faults.push(`${entity.name}: ${sentence}`);
    if (!rows.length) fault(`there is no table ${entity.tablePath}`);
    for (const column of entity.columns) {
      const { databaseName: name, isNullable, isArray, isPrimary } = column;
      const type = source.driver.normalizeType(column) + (isArray ? '[]' : '');
      const real = table.get(name);
      table.delete(name);
      if (!real) fault(`${name} is no column`);
      else if (real.type !== type) fault(`${name} is ${real.type}, not ${type}`);
      else if (real.nullable !== isNullable) fault(`${name} ${real.nullable ? 'may' : 'must not'} be null`);
      else if (real.key !== isPrimary) fault(`${name} is ${real.key ? 'in' : 'not in'} the primary key`);
    }
    for (const { name, nullable, given } of table.values())
      if (!nullable && !given) fault(`${name} is missing, and no row is without it`);
  }
  return faults;
}

/** With `dateColumn` and `instantColumn`. */
const transformedTo: Readonly<Record<string, string>> = {
  date: 'PlainDate',
  'timestamp with time zone': 'Instant',
};
/** What node-postgres makes of a column, by its type in the entity; of others text. */
const comesAs: Readonly<Record<string, string>> = {
  smallint: 'number',
  integer: 'number',
  bigint: 'bigint',
  boolean: 'boolean',
  'timestamp with time zone': 'Date',
  bytea: 'Buffer',
  jsonb: 'any',
};

/** Where a class says otherwise than its columns what it holds, or whether that may be null. */
export function classFaults(source: DataSource, program: ts.Program = readProgram()): string[] {
  const checker = program.getTypeChecker();
  const entities = new Map(source.entityMetadatas.map((entity) => [entity.name, entity]));
  const faults: string[] = [];
  for (const file of program.getSourceFiles().filter(({ fileName }) => /\.entity\.ts$/.test(fileName)))
    ts.forEachChild(file, (node) => {
      const entity = ts.isClassDeclaration(node) && entities.get(node.name!.text);
      if (entity) faults.push(...classFaultsOf(entity, node, source, checker));
    });
  return faults;
}

function classFaultsOf(
  entity: EntityMetadata,
  node: ts.ClassDeclaration,
  source: DataSource,
  checker: ts.TypeChecker,
): string[] {
  const row = checker.getTypeAtLocation(node);
  return entity.columns.flatMap((column) => {
    const type = checker.getTypeOfSymbol(checker.getPropertyOfType(row, column.propertyName)!);
    const bare = checker.getNonNullableType(type);
    const at = `${entity.name}.${column.propertyName}`;
    const name = source.driver.normalizeType(column);
    const of = column.transformer ? (transformedTo[name] ?? comesAs[name]) : comesAs[name];
    const kind = column.isArray ? 'array' : (of ?? 'string');
    const taken = kindOf(bare, checker);
    const unsaid = (type.flags & ts.TypeFlags.Unknown) !== 0;
    if (!unsaid && (bare !== type) !== column.isNullable)
      return [`${at} ${column.isNullable ? 'may' : 'must not'} be null`];
    return kind !== taken && kind !== 'any' ? [`${at} is ${kind}, and is taken for ${taken}`] : [];
  });
}
