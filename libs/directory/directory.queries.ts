import { Parameters } from '#platform';
import type { Phase, Status } from './school.js';

/** The register's columns as a `School`. */
export const schoolColumns = `s.organisation_id, s.urn, s.name, s.la_code, s.la_name,
  s.establishment_number, s.type_code, s.type_name,
  s.type_group_code, s.type_group_name, s.status, s.opened_on,
  s.closed_on, s.phase, s.funding_status, s.state_funded, s.gender,
  s.admissions_policy, s.capacity, s.roll, s.trust_uid, s.trust_name,
  s.street, s.locality, s.town, s.county, s.postcode, s.website, s.easting, s.northing, s.ofsted_rating,
  s.inspected_on, s.missing_since`;

const searchText = 'directory.search_text(s.name, s.town, s.postcode)';

export interface SearchFilter {
  readonly laCodes?: readonly string[];
  readonly phases?: readonly Phase[];
  readonly statuses?: readonly Status[];
  /** Only these, by their ids. */
  readonly among?: readonly string[];
  readonly limit?: number;
}

/**
 * Every word must be like a word of the name, town or postcode; the nearest first. Open schools are found through their
 * index, others (rarely looked for, and a good half of the register's cost to index) by reading them all.
 */
export const searchSchools = (
  words: readonly string[],
  which: 'open' | 'not open',
  { laCodes, phases, statuses, among, limit }: SearchFilter = {},
): { text: string; values: unknown[] } => {
  const { values, and, page } = new Parameters(words);
  const word = words.map((_, index) => `($1::text[])[${index + 1}]`);
  const text = `
    SELECT ${schoolColumns}
    FROM directory.school s
    WHERE s.status ${which === 'open' ? 'LIKE' : 'NOT LIKE'} 'open%'
      AND ${word.map((each) => `${each} <% ${searchText}`).join(' AND ')}
      ${and('s.la_code = ANY (?)', laCodes)} ${and('s.phase = ANY (?)', phases)} ${and('s.status = ANY (?)', statuses)} ${and('s.organisation_id = ANY (?)', among)}
    ORDER BY round((${word.map((each) => `word_similarity(${each}, ${searchText})`).join(' + ')})::numeric, 2) DESC,
      similarity(array_to_string($1::text[], ' '), ${searchText}) DESC, s.name, s.urn ${page({ limit })}`;
  return { text, values };
};

/**
 * Every school reached from $1 by predecessor (or successor) links of either school's record. UNION drops what was
 * already reached, so circles end.
 */
export const lineage = (direction: 'predecessors' | 'successors'): string => {
  const [from, to] =
    direction === 'predecessors' ? ['successor', 'predecessor'] : ['predecessor', 'successor'];
  return `
    WITH RECURSIVE edge AS (
      SELECT urn AS successor, link_urn AS predecessor FROM directory.school_link WHERE link_type LIKE 'Predecessor%'
      UNION ALL
      SELECT link_urn, urn FROM directory.school_link WHERE link_type LIKE 'Successor%' OR link_type = 'Result of Amalgamation'
    ), reached (urn) AS (
      SELECT $1::integer
      UNION
      SELECT edge.${to} FROM reached JOIN edge ON edge.${from} = reached.urn
    )
    SELECT urn FROM reached WHERE urn <> $1 ORDER BY urn`;
};
