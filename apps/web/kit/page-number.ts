/** The page asked for in the address, from 1. */
export const pageNumber = (text: string | undefined): number =>
  /^[1-9]\d{0,4}$/.test(text ?? '') ? Number(text) : 1;

/** How many rows of a list a page shows. */
export const rowsPerPage = 50;

/** The rows of a page, as the verbs that list take them. */
export const sliceOf = (number: number, perPage = rowsPerPage): { limit: number; offset: number } => ({
  limit: perPage,
  offset: (number - 1) * perPage,
});

/** The same and one more, which says whether there is another page where nobody counts the whole list. */
export const sliceAndOne = (number: number): { limit: number; offset: number } => {
  const { limit, offset } = sliceOf(number);
  return { limit: limit + 1, offset };
};

export interface Pages {
  readonly previous?: { readonly href: string };
  readonly next?: { readonly href: string };
  /** `51 to 100 of 312`; null when everything is shown. */
  readonly shown: string | null;
}

/** The pages around this one. `total` is how long the whole list is. */
export function pagesOf(
  total: number,
  number: number,
  hrefOf: (page: number) => string,
  perPage = rowsPerPage,
): Pages {
  const first = (number - 1) * perPage + 1;
  const last = Math.min(number * perPage, total);
  return {
    ...(number > 1 && { previous: { href: hrefOf(number - 1) } }),
    ...(last < total && { next: { href: hrefOf(number + 1) } }),
    shown: total > perPage && first <= total ? `${first} to ${last} of ${total}` : null,
  };
}

/** The rows of `sliceAndOne` without the one, and the pages around them. */
export function pageOf<Row>(
  rows: readonly Row[],
  number: number,
  hrefOf: (page: number) => string,
): { rows: readonly Row[]; pages: Pages } {
  return {
    rows: rows.slice(0, rowsPerPage),
    pages: {
      ...(number > 1 && { previous: { href: hrefOf(number - 1) } }),
      ...(rows.length > rowsPerPage && { next: { href: hrefOf(number + 1) } }),
      shown: null,
    },
  };
}

/** The address of a page of a list that has no filter. */
export const pageHref =
  (path: string) =>
  (page: number): string =>
    `${path}?page=${page}`;

/** A filter as the query of an address; what is not set is left out, and a list is named once for each of its values. */
export function addressQuery(
  values: Readonly<Record<string, string | readonly string[] | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const one of [value ?? []].flat()) if (one) query.append(name, one);
  return query.toString();
}
