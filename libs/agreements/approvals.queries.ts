/**
 * Agreements, of all operators, that wait and that nobody can approve any more, as `Approvals.stillPossible` says of each; not those of
 * a school that the register only misses, which may list it again. `today` is the operator's own day and `backDays` how far a start
 * may lie back, in SQL.
 */
export const lapsed = (today: string, backDays: string): string => `
  SELECT w.operator_id, w.agreement_id, w.prepared_at FROM agreements.agreement w LEFT JOIN directory.schools s ON s.organisation_id = w.school_id
   WHERE w.state = 'awaiting-approval'
     AND ((w.backdated_because IS NULL AND (w.ends_on < ${today}
           OR greatest(w.starts_on, (w.prepared_at AT TIME ZONE 'Europe/London')::date) < ${today} - ${backDays}))
       OR s.status = 'closed' OR s.closed_on <= greatest(w.starts_on, ${today})
       OR NOT EXISTS (SELECT FROM identity.party_roles r WHERE r.operator_id = w.operator_id AND r.organisation_id = w.provider_id
                         AND r.from_on <= greatest(w.starts_on, ${today}) AND (r.until_on IS NULL OR r.until_on >= greatest(w.starts_on, ${today})))
       OR NOT EXISTS (SELECT FROM identity.party_roles r WHERE r.operator_id = w.operator_id AND r.organisation_id = w.school_id
                         AND 'buys' = ANY (r.may)
                         AND r.from_on <= greatest(w.starts_on, ${today}) AND (r.until_on IS NULL OR r.until_on >= greatest(w.starts_on, ${today}))))`;
