import { Injectable } from '@nestjs/common';
import { insertNew, notFound, Refusal, type Reads, type SystemTx } from '#platform';
import { lineage, schoolColumns, searchSchools, type SearchFilter } from './directory.queries.js';
import { laId, organisationId, schoolId, type OrganisationKind } from './organisation.js';
import { Organisation } from './organisation.entity.js';
import type { School } from './school.js';
import { searchWords } from './search.js';

export interface LocalAuthority {
  readonly organisationId: string;
  readonly laCode: string;
  readonly name: string;
}

/** How alike a typed word and a school's word must be, from 0 to 1: one slip in a word of five letters passes. */
export const searchSettings = { wordSimilarity: 0.4, limit: 20 };

/** Organisations and the national register. Global: every operator reads the same; only system transactions write. */
@Injectable()
export class Directory {
  async find(reads: Reads, id: string): Promise<Organisation | undefined> {
    return (await this.list(reads, [id]))[0];
  }

  async list(reads: Reads, ids: readonly string[]): Promise<Organisation[]> {
    return reads.query<Organisation>(
      'SELECT organisation_id, kind, key, name FROM directory.organisation WHERE organisation_id = ANY ($1) ORDER BY name, organisation_id',
      [ids],
    );
  }

  /** The register's facts of those of the organisations that are schools, by name. */
  async schools(reads: Reads, ids: readonly string[]): Promise<School[]> {
    return reads.query<School>(
      `SELECT ${schoolColumns} FROM directory.school s WHERE organisation_id = ANY ($1) ORDER BY name, urn`,
      [ids],
    );
  }

  /** One school's facts. Refuses: `platform.not-found`. */
  async school(reads: Reads, id: string): Promise<School> {
    const [school] = await this.schools(reads, [id]);
    if (!school) throw notFound('school');
    return school;
  }

  /** A school's facts, and those of whom it buys from, if that is a school too. Refuses: `platform.not-found`. */
  async withProvider(
    reads: Reads,
    id: string,
    providerId: string,
  ): Promise<{ school: School; provider: School | undefined }> {
    const found = await this.schools(reads, [id, providerId]);
    const [school, provider] = [id, providerId].map((one) =>
      found.find((each) => each.organisationId === one),
    );
    if (!school) throw notFound('school');
    return { school, provider };
  }

  /** The internet domain that the register names for this school and for no other open one, whose website is all of it; or null. */
  async ownDomain(reads: Reads, id: string): Promise<string | null> {
    const domain = (table: string) =>
      `substring(lower(${table}.website) FROM '^(?:https?://)?(?:www\\.)?([a-z0-9-]+(?:\\.[a-z0-9-]+)+)/?$')`;
    const [own] = await reads.query<{ domain: string | null }>(
      `SELECT ${domain('own')} AS domain FROM directory.school own WHERE organisation_id = $1
         AND NOT EXISTS (SELECT FROM directory.school s WHERE s.organisation_id <> $1 AND s.status LIKE 'open%' AND ${domain('s')} = ${domain('own')})`,
      [id],
    );
    return own?.domain ?? null;
  }

  async byUrn(reads: Reads, urn: number): Promise<School | undefined> {
    return (await this.schools(reads, [schoolId(urn)]))[0];
  }

  /** Open maintained schools and academies of these LAs, by name; what an operator's schools are made from. */
  async openStateFundedSchools(
    reads: Reads,
    {
      laCodes,
      excludeSelective = false,
      excludeUrns = [],
    }: { laCodes: readonly string[]; excludeSelective?: boolean; excludeUrns?: readonly number[] },
  ): Promise<School[]> {
    return reads.query<School>(
      `SELECT ${schoolColumns} FROM directory.school s
       WHERE s.state_funded AND s.status LIKE 'open%' AND s.la_code = ANY ($1) AND s.missing_since IS NULL AND s.urn <> ALL ($2::integer[])
         AND NOT ($3 AND coalesce(s.admissions_policy = 'Selective', false))
       ORDER BY s.name, s.urn`,
      [laCodes, excludeUrns, excludeSelective],
    );
  }

  /** In the order asked for. Refuses: `directory.unknown-la`. */
  async lasByCode(reads: Reads, codes: readonly string[]): Promise<LocalAuthority[]> {
    const found = await this.list(reads, codes.map(laId));
    return codes.map((code) => {
      const la = found.find(({ organisationId }) => organisationId === laId(code));
      if (!la)
        throw new Refusal(
          'directory.unknown-la',
          `The register has no local authority with the code ${code}.`,
          'not-found',
        );
      return { organisationId: la.organisationId, laCode: code, name: la.name };
    });
  }

  /**
   * Schools whose name, town, postcode or URN is like the text, typing mistakes forgiven: open ones first, then the
   * nearest. Text without a letter or digit finds nothing.
   */
  async search(
    reads: Reads,
    text: string,
    { laCodes, phases, statuses, among, limit = searchSettings.limit }: SearchFilter = {},
  ): Promise<School[]> {
    const words = searchWords(text);
    if (!words.length) return [];
    if (words.length === 1 && /^\d{5,6}$/.test(words[0]!)) {
      const exact = await this.byUrn(reads, Number(words[0]));
      return exact && (among?.includes(exact.organisationId) ?? true) ? [exact] : [];
    }
    await reads.query(`SET LOCAL pg_trgm.word_similarity_threshold = ${searchSettings.wordSimilarity}`);
    const asked = (which: 'open' | 'not open', most: number) => {
      const { text, values } = searchSchools(words, which, { laCodes, phases, statuses, among, limit: most });
      return reads.query<School>(text, values);
    };
    const open = await asked('open', limit);
    const enough = open.length === limit || statuses?.every((status) => status.startsWith('open'));
    return enough ? open : [...open, ...(await asked('not open', limit - open.length))];
  }

  /** URNs of the schools that this one came from, however long ago, or of those that came from it; circles in the register's links end. */
  async lineage(reads: Reads, urn: number, direction: 'predecessors' | 'successors'): Promise<number[]> {
    return (await reads.query<{ urn: number }>(lineage(direction), [urn])).map((row) => row.urn);
  }

  /**
   * Adds an organisation that no register lists, such as an operator's own company or an independent provider; the
   * same kind and key again is the same organisation. Needs a system transaction.
   */
  async add(
    tx: SystemTx,
    organisation: { kind: Exclude<OrganisationKind, 'school'>; key: string; name: string },
  ): Promise<Organisation> {
    const { kind, key, name } = organisation;
    const id = organisationId(kind, key);
    await insertNew(tx, Organisation, { organisationId: id, kind, key, name });
    return (await this.find(tx, id))!;
  }
}
