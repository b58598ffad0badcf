import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { declaredFields, isRecord, readFields } from '#platform';
import { invalid, type FieldError } from '../../boot/problem.js';

/** How many fields that nobody declared are named in an answer. */
const namedAtMost = 20;

/** Reads the body or the query of a request into its class: declared fields only, each mistake named with its path. */
export class Reading implements PipeTransform {
  transform(given: unknown, { type, metatype }: ArgumentMetadata): unknown {
    const read = metatype as (new () => object) | undefined;
    if ((type !== 'body' && type !== 'query') || !read || !declaredFields(read).size) return given;
    if (given !== undefined && given !== null && !isRecord(given))
      throw invalid({ path: '', messages: ['The body must be an object'] });
    const { data, unknown } = readFields(read, given ?? {});
    const mistakes = [
      ...unknown.slice(0, namedAtMost).map((path) => ({
        path: path.slice(0, 100),
        messages: [`There is no field called ${path.slice(0, 100)}`],
      })),
      ...validateSync(data).flatMap((mistake) => fieldErrors(mistake)),
    ];
    if (mistakes.length) throw invalid(...mistakes);
    return data;
  }
}

function fieldErrors(mistake: ValidationError, above = ''): FieldError[] {
  const path = `${above}${mistake.property}`;
  const own = Object.values(mistake.constraints ?? {});
  return [
    ...(own.length ? [{ path, messages: own }] : []),
    ...(mistake.children ?? []).flatMap((child) => fieldErrors(child, `${path}.`)),
  ];
}
