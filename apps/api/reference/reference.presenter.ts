import type { OpenAPIObject } from '@nestjs/swagger';

export interface FieldRow {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly about: string;
}
export interface OperationEntry {
  readonly anchor: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: readonly string[];
  readonly parameters: readonly (FieldRow & { readonly where: string })[];
  readonly body: string | null;
  readonly answer: string | null;
  readonly status: string;
}
export interface Reference {
  readonly title: string;
  readonly about: string;
  readonly groups: readonly {
    readonly name: string;
    readonly anchor: string;
    readonly operations: readonly OperationEntry[];
  }[];
  readonly schemas: readonly { readonly name: string; readonly fields: readonly FieldRow[] }[];
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = Extract<NonNullable<Operation['parameters']>[number], { in: string }>;
type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];
const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
const anchor = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/** The document as a page shows it: by subject, then what each verb takes and answers, then every shape once. */
export function presentReference(document: OpenAPIObject): Reference {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) =>
      item[method]
        ? [{ tag: item[method].tags?.[0] ?? '', entry: presentOperation(method, path, item[method]) }]
        : [],
    ),
  );
  const names = [...new Set(operations.map(({ tag }) => tag))];
  return {
    title: document.info.title,
    about: document.info.description ?? '',
    groups: names.map((name) => ({
      name,
      anchor: anchor(name),
      operations: operations.filter(({ tag }) => tag === name).map(({ entry }) => entry),
    })),
    schemas: Object.entries(document.components?.schemas ?? {})
      .map(([name, schema]) => ({ name, fields: fieldsOf(schema) }))
      .sort((one, other) => one.name.localeCompare(other.name)),
  };
}

function presentOperation(method: string, path: string, operation: Operation): OperationEntry {
  const parameters = (operation.parameters ?? []).filter(
    (parameter): parameter is Parameter => 'in' in parameter,
  );
  const body =
    operation.requestBody && 'content' in operation.requestBody
      ? operation.requestBody.content['application/json']?.schema
      : undefined;
  const [status, response] = Object.entries(operation.responses).find(([code]) => code.startsWith('2'))!;
  const answer =
    response && 'content' in response ? response.content?.['application/json']?.schema : undefined;
  return {
    anchor: anchor(operation.operationId ?? path),
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? '',
    description: (operation.description ?? '').split('\n\n').filter(Boolean),
    parameters: parameters.map(({ name, in: where, required, description, schema }) => ({
      name,
      where,
      type: typeOf(schema),
      required: required ?? false,
      about: description ?? '',
    })),
    body: nameOf(body),
    answer: nameOf(answer),
    status,
  };
}

function fieldsOf(schema: Schema): FieldRow[] {
  if ('$ref' in schema) return [];
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeOf(field),
    required: schema.required?.includes(name) ?? false,
    about: 'description' in field ? (field.description ?? '') : '',
  }));
}

const nameOf = (schema: Schema | undefined): string | null =>
  schema && '$ref' in schema ? schema.$ref.split('/').at(-1)! : null;

/** `string (date)`, `Quantity`, `list of VisitAnswer`, `… or null`. */
function typeOf(schema: Schema | undefined): string {
  if (!schema) return '';
  if ('$ref' in schema) return nameOf(schema)!;
  const several = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (several) return several.map(typeOf).join(' or ');
  const types = [schema.type ?? 'object'].flat();
  const one = (type: string): string => {
    if (type === 'array') return `list of ${typeOf(schema.items)}`;
    const choices = schema.enum?.filter((value) => value !== null).join(', ');
    return type === 'null'
      ? 'null'
      : choices
        ? `one of ${choices}`
        : schema.format
          ? `${type} (${schema.format})`
          : type;
  };
  return types.map(one).join(' or ');
}
