const postcode = /\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b/;

/** The words of a search, as trigrams see them: lower case, a postcode in its two halves, at most eight. */
export function searchWords(text: string): string[] {
  const plain = text.toLowerCase().replace(/['’.]/g, '').replace(postcode, '$1 $2');
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, 8);
}
