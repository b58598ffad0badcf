import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { tidyText } from '#platform';

/** What an address names is one text, tidied: of a value that is repeated, the first. A list is read by a form. */
export class OneText implements PipeTransform {
  transform(given: unknown, { type, data }: ArgumentMetadata): unknown {
    if ((type !== 'query' && type !== 'param') || data === undefined) return given;
    const one: unknown = Array.isArray(given) ? given[0] : given;
    return typeof one === 'string' ? tidyText(one) : one;
  }
}
