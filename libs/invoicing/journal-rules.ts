import { Injectable } from '@nestjs/common';
import {
  mustSay,
  newId,
  notFound,
  record,
  Refusal,
  requireStaff,
  Temporal,
  type TextRule,
  type Tx,
} from '#platform';
import { maintainedTypes } from '#directory';
import { KeptJournalRule } from './journal-rule.entity.js';

/** Whether an authority recharges its own schools of one type by journal, from a day on, and who says so. */
export interface JournalRule {
  readonly typeCode: string;
  readonly startsOn: Temporal.PlainDate;
  readonly journalled: boolean;
  readonly source: string;
}

export const ruleSource: TextRule = {
  code: 'invoicing.rule-source',
  length: [3, 300],
  ask: 'Say who says so',
  besides: ', such as a letter of your auditor with its date',
};

const statute = 'School Standards and Framework Act 1998 s.49(5); HMRC manual VATGPB7530';
const outside = 'Tolley, Local authority schools: not schools of the authority for this purpose';
/** Handbook Part 1 (b) 1: pupil referral units (14) and nursery schools (15) are outside the rule. */
const outsideTypes = ['14', '15'];

/** Which maintained schools an operator's authority journals to. Rows are only added; a document keeps what held when it was issued. */
@Injectable()
export class JournalRules {
  /** Gives a new operator the handbook's rules. */
  async begin(tx: Tx): Promise<void> {
    const startsOn = Temporal.PlainDate.from('2000-01-01');
    for (const { code: typeCode } of maintainedTypes) {
      const journalled = !outsideTypes.includes(typeCode);
      await this.write(tx, { typeCode, startsOn, journalled, source: journalled ? statute : outside });
    }
  }

  /** Every row, a type's newest first: what holds now, what will, and what held. */
  async list(tx: Tx): Promise<JournalRule[]> {
    const rows = await tx.query<Omit<JournalRule, 'startsOn'> & { startsOn: string }>(
      `SELECT type_code, starts_on, journalled, source FROM invoicing.journal_rule
        WHERE operator_id = $1 ORDER BY type_code, starts_on DESC, rule_id DESC`,
      [tx.operatorId],
    );
    return rows.map((row) => ({ ...row, startsOn: Temporal.PlainDate.from(row.startsOn) }));
  }

  /** The codes of the types that are journalled today. A type without a row is not. */
  async journalledTypes(tx: Tx): Promise<ReadonlySet<string>> {
    const inForce = new Map<string, boolean>();
    for (const rule of await this.list(tx))
      if (!inForce.has(rule.typeCode) && Temporal.PlainDate.compare(rule.startsOn, tx.today) <= 0)
        inForce.set(rule.typeCode, rule.journalled);
    return new Set([...inForce].flatMap(([typeCode, journalled]) => (journalled ? [typeCode] : [])));
  }

  /**
   * The finance officer's decision for one type from a day on, with its source. Refuses: `platform.forbidden`,
   * `platform.not-found`, `invoicing.rule-begins-earlier`, `invoicing.rule-source`.
   */
  async set(tx: Tx, rule: JournalRule): Promise<void> {
    requireStaff(tx.actor, ['finance', 'administrator']);
    if (!maintainedTypes.some(({ code }) => code === rule.typeCode)) throw notFound('type of school');
    if (Temporal.PlainDate.compare(rule.startsOn, tx.today) < 0)
      throw new Refusal(
        'invoicing.rule-begins-earlier',
        'A rule holds from today or a later day: documents already issued keep the rule of their day.',
        'invalid',
      );
    mustSay(rule.source, ruleSource);
    await this.write(tx, rule);
  }

  private async write(tx: Tx, rule: JournalRule): Promise<void> {
    const { typeCode, startsOn, journalled, source } = rule;
    const id = newId();
    await tx.em.insert(KeptJournalRule, {
      operatorId: tx.operatorId,
      ruleId: id,
      typeCode,
      startsOn,
      journalled,
      source,
    });
    await record(
      tx,
      'invoicing.set-journal-rule',
      { type: 'journal-rule', id },
      { typeCode, journalled, startsOn: startsOn.toString(), source },
    );
  }
}
