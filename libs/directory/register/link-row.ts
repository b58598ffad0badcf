import { Refusal } from '#platform';
import { civilDateOf, Malformed, urnOf } from './file.js';

export const linkColumns = ['urn', 'link_urn', 'link_type', 'link_name', 'established_on'];
const published = ['URN', 'LinkURN', 'LinkType', 'LinkName', 'LinkEstablishedDate'];

/** How to read the rows of a links file under this header. Refuses: `directory.not-links`. */
export function linkReader(header: readonly string[]): (fields: readonly string[]) => (string | null)[] {
  const missing = published.slice(0, 3).filter((name) => !header.includes(name));
  if (missing.length)
    throw new Refusal(
      'directory.not-links',
      `This is not the register’s links file: it has no column ${missing.join(', ')}. Nothing was imported.`,
      'invalid',
    );
  const at = published.map((name) => header.indexOf(name));
  return (fields) => {
    const [urn, linkUrn, type, name, date] = at.map((index) => fields[index]?.trim() ?? '');
    if (!type) throw new Malformed('LinkType is empty');
    return [
      String(urnOf(urn!, 'URN')),
      String(urnOf(linkUrn!, 'LinkURN')),
      type,
      name || null,
      date ? dateOf(date) : null,
    ];
  };
}

function dateOf(text: string): string {
  try {
    return civilDateOf(text);
  } catch (error) {
    throw error instanceof Malformed
      ? new Malformed(`LinkEstablishedDate “${text}” ${error.message}`)
      : error;
  }
}
