import type { TrailEntry, TrailFilter } from '#insight';
import { roleName } from '#identity';
import type { Role } from '#platform';
import { page } from '../../kit/page.js';
import { addressQuery } from '../../kit/page-number.js';
import { timeWords } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { said, verbName } from './verbs.js';

export const entriesPerPage = 50;

const actorName = (role: string): string =>
  role === 'job' ? 'By itself' : role === 'key' ? 'Through a key' : roleName(role as Role);

/** What is asked for in the address. */
export interface TrailQuery extends Omit<TrailFilter, 'verbs'> {
  readonly verb?: string;
}

export function presentTrail(entries: readonly TrailEntry[], filter: TrailQuery) {
  const shown = entries.slice(0, entriesPerPage);
  return page('operator/audit-trail/page.njk', 'What was done', {
    entries: shown.map((entry) => ({
      at: timeWords(entry.at),
      what: verbName(entry.verb),
      thing: entry.subjectType.replaceAll('-', ' '),
      person: entry.person ?? entry.key ?? actorName(entry.role),
      acting: [entry.person || entry.key ? actorName(entry.role) : null, entry.organisation]
        .filter(Boolean)
        .join(', '),
      about: entry.about,
      reference: entry.requestId,
    })),
    verbs: [
      { value: '', text: 'Anything', selected: !filter.verb },
      ...[
        ...new Map(
          Object.entries(said)
            .toReversed()
            .map(([verb, text]) => [text, verb]),
        ),
      ]
        .map(([text, value]) => ({ value, text, selected: text === (filter.verb && said[filter.verb]) }))
        .sort((one, other) => one.text.localeCompare(other.text)),
    ],
    filter,
    filtered: Object.values(filter).some(Boolean),
    olderHref:
      entries.length > entriesPerPage
        ? `${paths.auditTrail}?${addressQuery({ ...filter, before: shown.at(-1)?.auditId })}`
        : null,
  });
}
