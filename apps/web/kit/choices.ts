/**
 * Radios of a field, with the field's own id at the first that can be chosen: the error summary leads there, and a disabled
 * one takes no focus, so that at a keyboard nothing would happen.
 */
export function choices<Item extends { readonly disabled?: boolean }>(field: string, items: readonly Item[]) {
  const first = items.findIndex((item) => !item.disabled);
  return items.map((item, index) => ({ ...item, id: index === first ? field : `${field}-${index + 1}` }));
}

/** What a list to choose one from shows, the one chosen marked. */
export const options = (all: readonly (readonly [value: string, text: string])[], chosen = '') =>
  all.map(([value, text]) => ({ value, text, selected: value === chosen }));
