import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import type { Type } from '@nestjs/common';
import { isId, Length } from '#platform';
import { ApiFailure } from '../../boot/problem.js';
import { Whole } from './fields.js';

/** How a list is asked for. */
export class PageQuery {
  @Whole({
    optional: true,
    min: 1,
    about:
      'The most entries of a page. 50 unless given; a larger number than the installation allows is cut to it.',
  })
  limit?: number;

  @ApiProperty({
    type: String,
    required: false,
    description: 'The `next` of the page before. Opaque: do not take it apart.',
  })
  @IsOptional()
  @IsString()
  @Length(1, 500)
  cursor?: string;
}

/** One page; `next` is null on the last. */
export interface Paged<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

const pages = new Map<Type, Type>();

/** The class of a page of these answers, for the document. */
export function PageOf(item: Type): Type {
  const known = pages.get(item);
  if (known) return known;
  class Page {
    @ApiProperty({ type: () => item, isArray: true }) items: unknown[];
    @ApiProperty({
      type: String,
      nullable: true,
      description: 'Give it as `cursor` for the next page; null on the last.',
    })
    next: string | null;
  }
  Object.defineProperty(Page, 'name', { value: `${item.name}Page` });
  pages.set(item, Page);
  return Page;
}

const encode = (text: string): string => Buffer.from(text).toString('base64url');
/** What a cursor stands for. Anything else than a cursor of ours is a bad request. */
export const openCursor = (cursor: string | undefined): string | undefined =>
  cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
export const toCursor = (text: string | null): string | null => text && encode(text);

/** Where a page starts and how long it is. */
export interface Slice {
  readonly after: string | undefined;
  readonly limit: number;
}

export function sliceOf(query: PageQuery, most: number): Slice {
  const after = openCursor(query.cursor);
  if (after !== undefined && !isId(after)) throw badCursor();
  return { after, limit: Math.min(query.limit ?? 50, most) };
}

export const badCursor = (): ApiFailure =>
  new ApiFailure(400, {
    code: 'api.bad-cursor',
    detail: 'Give `cursor` as the `next` of the page before.',
    errors: [{ path: 'cursor', messages: ['cursor is not one that was handed out'] }],
  });

/** A page of a list that its context reads in slices: one more is asked for, to see whether there are more. */
export async function pageBy<Row, Item>(
  slice: Slice,
  idOf: (row: Row) => string,
  read: (slice: { after?: string; limit: number }) => Promise<readonly Row[]>,
  show: (row: Row) => Item,
): Promise<Paged<Item>> {
  const rows = await read({ ...(slice.after && { after: slice.after }), limit: slice.limit + 1 });
  const shown = rows.slice(0, slice.limit);
  return { items: shown.map(show), next: rows.length > slice.limit ? encode(idOf(shown.at(-1)!)) : null };
}

/** A page of a list that is read whole because it is short by nature: an authority’s funds. */
export const pageOfAll = <Row, Item>(
  slice: Slice,
  idOf: (row: Row) => string,
  rows: readonly Row[],
  show: (row: Row) => Item,
): Promise<Paged<Item>> =>
  pageBy(
    slice,
    idOf,
    ({ after, limit }) => {
      const start = after === undefined ? 0 : rows.findIndex((row) => idOf(row) === after) + 1;
      return Promise.resolve(after !== undefined && start === 0 ? [] : rows.slice(start, start + limit));
    },
    show,
  );
