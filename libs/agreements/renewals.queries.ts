/** One transaction's worth: small enough to hold no lock for long, large enough to be set-based. */
export const renewalBatch = 200;

/** Whether one agreement begins in the term that would follow another's, in SQL: its school has chosen for itself, and nothing renews. */
export const inNextTerm = (one: string, other: string): string =>
  `${one}.starts_on > ${other}.ends_on AND ${one}.starts_on < ${other}.ends_on + 1 + interval '1 year'`;

/** Nothing is signed for days of the term that would follow this one. */
export const notFollowed = (old: string): string =>
  `NOT EXISTS (SELECT FROM agreements.agreement other WHERE other.operator_id = ${old}.operator_id AND other.school_id = ${old}.school_id
                  AND other.state = 'signed' AND ${inNextTerm('other', old)})`;

/**
 * Agreements, of all operators, whose term ended and that renew by themselves, and have not. `today` is the operator's own
 * day, in SQL.
 */
export const unrenewed = (today: string): string => `
  SELECT old.operator_id, old.agreement_id, old.ends_on FROM agreements.agreement old
   WHERE old.state = 'signed' AND old.at_term_end <> 'leave' AND old.renewal_problem IS NULL AND old.ends_on < ${today}
     AND NOT EXISTS (SELECT FROM agreements.agreement next WHERE next.operator_id = old.operator_id AND next.renews_id = old.agreement_id)
     AND ${notFollowed('old')}`;
