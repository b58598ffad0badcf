import { Parameters, refusalOf, Temporal, type Tx } from '#platform';
import { inNextTerm, type AgreementState, type AtTermEnd } from '#agreements';
import type { Grant } from '#catalogue';
import { stillOpen, type Standing } from '#directory';

/**
 * The plan of an agreement's next term. A CASE, since PostgreSQL takes coalesce for something that could tell what a policy hides: it then
 * looks at every offer before it compares, instead of at the one that an index finds.
 */
export const planNext = (agreement: string): string =>
  `CASE WHEN ${agreement}.next_offer_id IS NULL THEN ${agreement}.offer_id ELSE ${agreement}.next_offer_id END`;

export interface AgreementRow {
  readonly agreementId: string;
  readonly schoolId: string;
  readonly school: string;
  readonly offerId: string;
  readonly title: string;
  readonly provider: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly price: bigint;
  /** What a whole year costs: what an approval looks at. */
  readonly yearPrice: bigint;
  readonly priceBecause: string;
  /** What it grants for its term. */
  readonly grants: readonly Grant[];
  readonly billsOn: string;
  readonly state: AgreementState;
  /** What was signed for the days after it, by itself or by the school; and for a copy no longer needed, what was signed instead. */
  readonly next: { readonly agreementId: string; readonly title: string; readonly startsOn: string } | null;
  readonly renewed: boolean;
  readonly instead: { readonly agreementId: string; readonly title: string } | null;
  readonly atTermEnd: AtTermEnd;
  readonly nextOfferId: string | null;
  readonly nextTitle: string | null;
  /** From when the plan of its next term is not offered, where that is before it begins. */
  readonly withdrawnOn: string | null;
  /** What the register says where the school is not open any more when its next term begins: then it does not renew. */
  readonly closed: string | null;
  readonly noticeBy: string;
  readonly purchaseOrder: string | null;
  readonly backdatedBecause: string | null;
  readonly preparedById: string | null;
  readonly preparedBy: string | null;
  readonly decidedBy: string | null;
  readonly declinedBecause: string | null;
}

export interface AgreementsFilter {
  readonly schoolId?: string;
  readonly agreementId?: string;
  /** Those signed whose term includes this day, or ended before it. */
  readonly currentOn?: string;
  readonly endedBefore?: string;
  /** Those that take this day or a later one: signed, or waiting to be. */
  readonly takingFrom?: string;
  readonly limit?: number;
  readonly offset?: number;
}

/** Newest term first, each with how many there are altogether. A person's name is known only to those who see them appointed, so names may be missing. */
export async function agreementRows(
  tx: Tx,
  filter: AgreementsFilter,
): Promise<(AgreementRow & { total: number })[]> {
  const { values, and, page } = new Parameters(tx.operatorId);
  const rows = await tx.query<
    Omit<AgreementRow, 'grants' | 'closed'> &
      Standing & { grants: (Omit<Grant, 'amount'> & { amount: string })[]; total: number }
  >(
    `SELECT a.agreement_id, a.school_id, school.name AS school, a.offer_id, a.title, o.name AS provider, a.starts_on, a.ends_on, a.price, a.year_price, a.price_because,
            a.state, a.at_term_end, a.next_offer_id, next.title AS next_title, a.notice_by, a.purchase_order,
            a.prepared_by AS prepared_by_id, prepared.name AS prepared_by, decided.name AS decided_by, a.bills_on, a.backdated_because, a.declined_because,
            CASE WHEN plan.withdrawn_on <= a.ends_on + 1 THEN plan.withdrawn_on END AS withdrawn_on, register.status, register.closed_on, register.missing_since,
            (SELECT coalesce(jsonb_agg(g.item || jsonb_build_object('unit', u.words) ORDER BY g.n), '[]') FROM jsonb_array_elements(a.grants) WITH ORDINALITY g (item, n)
               JOIN operating_model.units u ON u.operator_id = a.operator_id AND u.code = g.item ->> 'unit') AS grants,
            CASE WHEN later.agreement_id IS NOT NULL THEN json_build_object('agreementId', later.agreement_id, 'title', later.title, 'startsOn', later.starts_on) END AS next,
            later.renews_id IS NOT DISTINCT FROM a.agreement_id AS renewed,
            CASE WHEN instead.agreement_id IS NOT NULL THEN json_build_object('agreementId', instead.agreement_id, 'title', instead.title) END AS instead,
            count(*) OVER ()::int AS total
       FROM agreements.agreements a JOIN directory.organisations o ON o.organisation_id = a.provider_id
       LEFT JOIN agreements.agreements instead ON instead.operator_id = a.operator_id AND instead.agreement_id = a.superseded_by
       LEFT JOIN LATERAL (SELECT agreement_id, title, starts_on, renews_id FROM agreements.agreements n WHERE n.operator_id = a.operator_id
          AND n.school_id = a.school_id AND n.state = 'signed' AND ${inNextTerm('n', 'a')} AND a.state = 'signed' ORDER BY n.starts_on LIMIT 1) later ON true
       JOIN directory.organisations school ON school.organisation_id = a.school_id
       JOIN directory.schools register ON register.organisation_id = a.school_id
       LEFT JOIN catalogue.offers next ON next.operator_id = a.operator_id AND next.offer_id = a.next_offer_id
       LEFT JOIN catalogue.offers plan ON plan.operator_id = a.operator_id AND plan.offer_id = ${planNext('a')}
       LEFT JOIN identity.people prepared ON prepared.id = a.prepared_by
       LEFT JOIN identity.people decided ON decided.id = a.decided_by
      WHERE a.operator_id = $1 ${and('a.school_id = ?', filter.schoolId)} ${and('a.agreement_id = ?', filter.agreementId)}
        ${and("a.state = 'signed' AND ?::date BETWEEN a.starts_on AND a.ends_on", filter.currentOn)} ${and("a.state = 'signed' AND a.ends_on < ?", filter.endedBefore)}
        ${and("a.state IN ('signed', 'awaiting-approval') AND a.ends_on >= ?", filter.takingFrom)}
      ORDER BY a.starts_on DESC, a.prepared_at DESC, a.agreement_id ${page(filter)}`,
    values,
  );
  return rows.map((row) => ({
    ...row,
    closed: noLongerOpen(row),
    grants: row.grants.map((grant) => ({ ...grant, amount: BigInt(grant.amount) })),
  }));
}

/** What the register says of a school that is not open any more when a term after this one begins. */
export const noLongerOpen = (one: Standing & { readonly endsOn: string }): string | null =>
  refusalOf(() => stillOpen(one, Temporal.PlainDate.from(one.endsOn).add({ days: 1 })))?.message ?? null;
