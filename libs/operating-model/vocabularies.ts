import { Injectable } from '@nestjs/common';
import {
  GBP,
  notFound,
  record,
  Refusal,
  requireStaff,
  shortDate,
  sqlState,
  Temporal,
  type Tx,
} from '#platform';
import { checked, mistaken } from './mistakes.js';
import { fromTheBeginning, lockWords, notPast, supportIs } from './operating-model.js';
import {
  inUse,
  vocabularies,
  type Designation,
  type PartyRole,
  type ServiceType,
  type UnitWord,
  newWords,
  stayingAfter,
  undoneAfter,
  type NewWord,
  type VocabulariesSaid,
  type Vocabulary,
  type Word,
  type Words,
} from './vocabulary.js';
import { isProgramUnit } from './units.js';
import {
  KeptDesignation,
  KeptNeed,
  KeptPartyRole,
  KeptServiceType,
  KeptUnit,
  type KeptWord,
} from './word.entity.js';

/** Each vocabulary's entity, and what one of it is called. */
const kept: Readonly<Record<Vocabulary, { entity: new () => KeptWord; noun: string }>> = {
  needs: { entity: KeptNeed, noun: 'need' },
  designations: { entity: KeptDesignation, noun: 'designation' },
  service_types: { entity: KeptServiceType, noun: 'kind of service' },
  party_roles: { entity: KeptPartyRole, noun: 'role of an organisation' },
  units: { entity: KeptUnit, noun: 'unit' },
};

/** What one of a list is called: `kind of service`. */
export const nounOf = (vocabulary: Vocabulary): string => kept[vocabulary].noun;

/** The operator's own words: what schools need, what people are designated, what kinds of service there are, as what one is a party, what is counted. */
@Injectable()
export class Vocabularies {
  private readonly read = new WeakMap<Tx, Promise<Words>>();

  /** All there are and ever were, in their order. At most one statement in a transaction. */
  async words(tx: Tx): Promise<Words> {
    const known = this.read.get(tx) ?? readWords(tx);
    this.read.set(tx, known);
    return known;
  }

  /** Refuses a code that may not be chosen today: `operating-model.no-such-word`. */
  async require(tx: Tx, vocabulary: Vocabulary, codes: readonly string[]): Promise<void> {
    const words = inUse<Word>((await this.words(tx))[vocabulary], tx.today);
    const unknown = codes.find((code) => !words.some((word) => word.code === code));
    if (unknown !== undefined)
      throw new Refusal(
        'operating-model.no-such-word',
        `There is no ${kept[vocabulary].noun} “${unknown}” here. There are: ${words.map(({ code }) => code).join(', ')}.`,
        'invalid',
      );
  }

  /** A new operator's words, from the beginning. Refuses: `operating-model.invalid`. */
  async begin(tx: Tx, said: VocabulariesSaid = {}): Promise<void> {
    requireStaff(tx.actor, []);
    const { right, mistakes } = checked(vocabularies, said);
    if (!right) throw mistaken('operating-model.invalid', 'The vocabulary', mistakes);
    await this.insert(tx, 'needs', right.needs, fromTheBeginning);
    await this.insert(tx, 'designations', right.designations, fromTheBeginning);
    await this.insert(tx, 'service_types', right.service_types, fromTheBeginning);
    await this.insert(tx, 'party_roles', right.party_roles, fromTheBeginning);
    await this.insert(tx, 'units', right.units, fromTheBeginning);
    // Money is no word, and a row all the same: what is counted in it leans on that.
    const money = { operatorId: tx.operatorId, ...GBP, position: 0, fromOn: fromTheBeginning.toString() };
    await tx.em.insert(KeptUnit, money);
  }

  /**
   * The operator's administrator adds a word, last in its order, from a day on, today or later. Refuses: `platform.forbidden`,
   * `operating-model.invalid`, `operating-model.past`, `operating-model.word-exists`.
   */
  async add<Of extends Vocabulary>(
    tx: Tx,
    vocabulary: Of,
    word: NewWord<Of>,
    from: Temporal.PlainDate = tx.today,
  ): Promise<void> {
    await this.mayAdd(tx, vocabulary, word, from);
    await this.oneAtATime(tx);
    await this.insert(tx, vocabulary, [word], from, (await this.words(tx))[vocabulary].length);
  }

  /** Refuses what `add` does, and changes nothing. */
  async mayAdd<Of extends Vocabulary>(
    tx: Tx,
    vocabulary: Of,
    word: NewWord<Of>,
    from: Temporal.PlainDate,
  ): Promise<void> {
    requireStaff(tx.actor, ['administrator']);
    notPast(tx, from, 'A word may be chosen from');
    const { mistakes } = checked(newWords(vocabulary), { [vocabulary]: [word] });
    if (mistakes.length) throw mistaken('operating-model.invalid', 'The word', mistakes);
    const words: readonly Word[] = (await this.words(tx))[vocabulary];
    if (words.some(({ code }) => code === word.code)) throw wordExists(vocabulary, word.code);
  }

  /**
   * From the day after it is not chosen any more; what has it keeps it. One that has ended stays so. Refuses: `platform.forbidden`,
   * `platform.not-found`, `operating-model.past`, `.word-ended`, `.word-not-begun`, `.last-word` of its list, `.word-needed` by a setting;
   * `.last-role` of what parties do (ADR 31), after which nobody could join to do it; `.program-unit` of what the program itself counts in (ADR 32).
   */
  async end(tx: Tx, vocabulary: Vocabulary, code: string, lastDay: Temporal.PlainDate): Promise<void> {
    const { entity } = kept[vocabulary];
    await this.mayEnd(tx, vocabulary, code, lastDay);
    await tx.em.update(entity, { operatorId: tx.operatorId, code }, { untilOn: lastDay.toString() });
    this.read.delete(tx);
    await this.record(tx, 'operating-model.end-word', { vocabulary, code, until: lastDay.toString() });
  }

  /** Refuses what `end` does, and changes nothing. One at a time, so that of two words that are ended at once one stays. */
  async mayEnd(tx: Tx, vocabulary: Vocabulary, code: string, lastDay: Temporal.PlainDate): Promise<void> {
    requireStaff(tx.actor, ['administrator']);
    const { noun } = kept[vocabulary];
    await this.oneAtATime(tx);
    const words = await this.words(tx);
    const all: readonly Word[] = words[vocabulary];
    const word = all.find((one) => one.code === code);
    if (!word) throw notFound(noun);
    notPast(tx, lastDay, 'Its last day is');
    if (word.untilOn !== null && word.untilOn < tx.today.toString())
      throw new Refusal(
        'operating-model.word-ended',
        `“${word.label}” ended on ${shortDate(Temporal.PlainDate.from(word.untilOn))}. Add another ${noun} in its place.`,
      );
    if (lastDay.toString() < word.fromOn)
      throw new Refusal(
        'operating-model.word-not-begun',
        `“${word.label}” may be chosen from ${shortDate(Temporal.PlainDate.from(word.fromOn))}. Its last day is that day or a later one.`,
        'invalid',
      );
    if (vocabulary === 'units' && isProgramUnit(code))
      throw new Refusal(
        'operating-model.program-unit',
        `“${word.label}” is what rules of Middletier count in, and does not end.`,
      );
    if (vocabulary === 'party_roles') requireAnother(word as PartyRole, words.party_roles, lastDay);
    if (!stayingAfter(lastDay, word, all).length)
      throw new Refusal(
        'operating-model.last-word',
        `“${word.label}” is the last ${noun}. Add another from ${shortDate(lastDay.add({ days: 1 }))} or before, and then end this one.`,
      );
    if (vocabulary === 'service_types' && (await supportIs(tx, lastDay.add({ days: 1 }))).includes(code))
      throw new Refusal(
        'operating-model.word-needed',
        `By your settings, support between schools is “${word.label}” after that day. Choose another ${noun} for it, and then end this one.`,
      );
  }

  /** What the words are is read anew under the lock. */
  private async oneAtATime(tx: Tx): Promise<void> {
    await lockWords(tx);
    this.read.delete(tx);
  }

  private async insert<Of extends Vocabulary>(
    tx: Tx,
    vocabulary: Of,
    words: readonly NewWord<Of>[],
    from: Temporal.PlainDate,
    /** How many there are: nothing is taken away, so they are the first places. */
    after = 0,
  ): Promise<void> {
    const { entity } = kept[vocabulary];
    const rows = words.map((word, index) => {
      const { taxed_as: taxedAs, ...said } = word as NewWord<'service_types'>;
      return {
        operatorId: tx.operatorId,
        ...said,
        taxedAs,
        fromOn: from.toString(),
        position: after + index + 1,
      };
    });
    await tx.em.insert(entity, rows).catch((error: unknown) => {
      throw sqlState(error) === '23505' ? wordExists(vocabulary, words[0]!.code) : error;
    });
    this.read.delete(tx);
    const codes = words.map(({ code }) => code).join(' ');
    await this.record(tx, 'operating-model.add-words', { vocabulary, codes, from: from.toString() });
  }

  private record(tx: Tx, verb: string, details: Readonly<Record<string, string>>): Promise<void> {
    return record(tx, verb, { type: 'operator', id: tx.operatorId }, details);
  }
}

const wordExists = (vocabulary: Vocabulary, code: string): Refusal =>
  new Refusal(
    'operating-model.word-exists',
    `There is a ${kept[vocabulary].noun} “${code}” already, in use or ended.`,
  );

/** Refuses: `operating-model.last-role`. */
function requireAnother(role: PartyRole, roles: readonly PartyRole[], lastDay: Temporal.PlainDate): void {
  const undone = undoneAfter(lastDay, role, roles);
  if (undone.length)
    throw new Refusal(
      'operating-model.last-role',
      `“${role.label}” is the last role of a party that ${undone.join(' and ')}. Add another from ${shortDate(lastDay.add({ days: 1 }))} or before, and then end this one.`,
    );
}

async function readWords(tx: Tx): Promise<Words> {
  const rows = await tx.query<
    Designation & ServiceType & PartyRole & UnitWord & { vocabulary: Vocabulary; position: number }
  >(
    `SELECT 'needs' AS vocabulary, code, label, position, from_on, until_on, false AS leads, NULL AS taxed_as, NULL::text[] AS may,
            NULL AS one, NULL AS many, NULL::int AS places FROM operating_model.need WHERE operator_id = $1
     UNION ALL SELECT 'designations', code, label, position, from_on, until_on, leads, NULL, NULL, NULL, NULL, NULL FROM operating_model.designation WHERE operator_id = $1
     UNION ALL SELECT 'service_types', code, label, position, from_on, until_on, false, taxed_as, NULL, NULL, NULL, NULL FROM operating_model.service_type WHERE operator_id = $1
     UNION ALL SELECT 'party_roles', code, label, position, from_on, until_on, false, NULL, may, NULL, NULL, NULL FROM operating_model.party_role WHERE operator_id = $1
     UNION ALL SELECT 'units', code, label, position, from_on, until_on, false, NULL, NULL, one, many, places FROM operating_model.unit
        WHERE operator_id = $1 AND code <> '${GBP.code}'
     ORDER BY vocabulary, position`,
    [tx.operatorId],
  );
  const of = (vocabulary: Vocabulary) => rows.filter((row) => row.vocabulary === vocabulary);
  return {
    needs: of('needs'),
    designations: of('designations'),
    service_types: of('service_types'),
    party_roles: of('party_roles'),
    units: of('units'),
  };
}
