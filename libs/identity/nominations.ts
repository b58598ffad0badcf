import { Inject, Injectable } from '@nestjs/common';
import {
  publish,
  Config,
  forbidden,
  mustSay,
  newId,
  notFound,
  record,
  Refusal,
  shortDate,
  Temporal,
  violatedConstraint,
  type Role,
  type SystemTx,
  type Tx,
} from '#platform';
import { Directory } from '#directory';
import type { KeyScope } from './api-key.entity.js';
import { LetterToPartyRequested, NominationProposed, PasswordResetRequested } from './events.js';
import { KeptNomination, type How } from './nomination.entity.js';
import { appointedOnce, mayPropose, type NewAppointment } from './people.js';
import { confirmingRoles, leadingRoles, leads, requireAdministrator } from './roles.js';
import { texts } from './texts.js';
import { hashOf, newToken } from './tokens.js';

/** Somebody proposed for a role at a party. It confers nothing until the party says yes. */
export interface Nomination {
  readonly nominationId: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly role: Role;
  readonly proposedBy: string;
  readonly proposer: string | null;
  readonly proposedAt: Date;
  /** The last day on which it may be confirmed, `NOMINATION_DAYS` after it was proposed. */
  readonly lapsesOn: string;
  /** The mailbox of the organisation's own that a letter went to. */
  readonly letterTo: string | null;
}

/** What waits for somebody's word. */
export type Waiting = { readonly id: string; readonly name: string; readonly organisationName: string } & (
  | { readonly kind: 'nomination'; readonly role: Role }
  | { readonly kind: 'key'; readonly scopes: readonly KeyScope[] }
);

/** The mailboxes that a school's office reads; a letter goes to no other, so that it reaches the school and not an accomplice. */
export const officeMailboxes = [
  'office',
  'admin',
  'head',
  'headteacher',
  'info',
  'enquiries',
  'contact',
] as const;
export type OfficeMailbox = (typeof officeMailboxes)[number];

const columns = `n.nomination_id, n.person_id, p.name, p.email, n.organisation_id,
  o.name AS organisation_name, n.role, n.proposed_by, by.name AS proposer, n.proposed_at, n.lapses_on, n.letter_to`;
const tables = `identity.nomination n JOIN identity.person p ON p.id = n.person_id JOIN directory.organisations o ON o.organisation_id = n.organisation_id
  LEFT JOIN identity.person by ON by.id = n.proposed_by`;

/**
 * Who acts for someone else's organisation is for that organisation to say. An administrator proposes; a head or chair (or
 * another lead) already there confirms, or its office by a letter to its own domain, or, with evidence, a second
 * administrator. Nobody confirms what he proposed, or his own.
 */
@Injectable()
export class Nominations {
  constructor(
    @Inject(Config) private readonly config: Config,
    private readonly directory: Directory,
  ) {}

  /**
   * One for the same person and role that has lapsed is put aside. Refuses: `platform.forbidden`, `identity.own-appointment`,
   * `identity.no-party`, `identity.role-elsewhere`, `identity.appointment-dates`, `identity.two-sides`, `identity.already-proposed`.
   */
  async propose(tx: Tx, nominee: Omit<NewAppointment, 'demonstration'>): Promise<string> {
    await mayPropose(tx, nominee);
    if (!tx.actor.personId) throw forbidden('Only a signed-in person proposes someone.');
    const nominationId = newId();
    const { personId, organisationId, role, from = tx.today, until } = nominee;
    await this.putAside(tx, { personId, organisationId, role });
    await tx.em
      .insert(KeptNomination, {
        operatorId: tx.operatorId,
        nominationId,
        personId,
        organisationId,
        role,
        fromDate: from,
        untilDate: until,
        proposedBy: tx.actor.personId,
        proposedAt: tx.now,
        lapsesOn: tx.today.add({ days: this.config.NOMINATION_DAYS }),
      })
      .catch((error: unknown) => {
        if (violatedConstraint(error) !== 'nomination_waits_once') throw error;
        throw new Refusal('identity.already-proposed', 'This person is already proposed for this role.');
      });
    await publish(tx, NominationProposed, nominationId);
    await this.record(tx, 'identity.propose', nominationId, organisationId, { role });
    return nominationId;
  }

  /** Who and what waits for the actor's own word: people, and keys (`ApiKeys.confirm`); who waits longest first. */
  async waiting(tx: Tx): Promise<Waiting[]> {
    const { personId, role, organisationIds } = tx.actor;
    if (!personId || !leadingRoles.includes(role as Role)) return [];
    return tx.query(
      `SELECT x.kind, x.id, x.name, x.role, x.scopes, o.name AS organisation_name
         FROM (SELECT 'nomination' AS kind, n.nomination_id AS id, n.organisation_id, p.name, n.role, NULL::text[] AS scopes
                 FROM identity.nomination n JOIN identity.person p ON p.id = n.person_id
                WHERE n.operator_id = $1 AND n.organisation_id = ANY ($2) AND n.state = 'proposed' AND n.lapses_on >= $3 AND $4 NOT IN (n.person_id, n.proposed_by)
               UNION ALL
               SELECT 'key', k.api_key_id, k.organisation_id, k.name, NULL, k.scopes FROM identity.api_key k
                WHERE k.operator_id = $1 AND k.organisation_id = ANY ($2) AND k.state = 'waiting' AND k.revoked_at IS NULL AND k.lapses_on >= $3
                  AND k.issued_by <> $4 AND identity.issuer_of(k.api_key_id) IS NOT NULL) x
         JOIN directory.organisations o USING (organisation_id)
         JOIN identity.parties y ON y.operator_id = $1 AND y.organisation_id = x.organisation_id AND NOT y.host AND ($5 OR NOT y.buyer) ORDER BY x.id`,
      [
        ...[tx.operatorId, organisationIds, tx.today.toString(), personId],
        confirmingRoles({ buyer: true }).includes(role as Role),
      ],
    );
  }

  /** One that waits. Refuses: `platform.not-found`, `identity.nomination-decided`, `identity.nomination-lapsed`. */
  async find(tx: Tx, nominationId: string): Promise<Nomination> {
    const [found] = await tx.query<Nomination & { state: string }>(
      `SELECT ${columns}, n.state FROM ${tables} WHERE n.operator_id = $1 AND n.nomination_id = $2`,
      [tx.operatorId, nominationId],
    );
    if (!found) throw notFound('nomination');
    const { state, ...nomination } = found;
    if (state !== 'proposed') throw decided(nomination);
    if (nomination.lapsesOn < tx.today.toString())
      throw new Refusal(
        'identity.nomination-lapsed',
        `Nobody said yes by ${shortDate(nomination.lapsesOn)}, so this proposal has lapsed. The organisation that runs this marketplace can propose this person again.`,
        'conflict',
        { organisationId: nomination.organisationId },
      );
    return nomination;
  }

  /**
   * The party's yes: by a colleague who leads there; or by a second administrator, who says what the party's own word
   * was (`evidence`). Refuses: `platform.forbidden`, `platform.not-found`, `identity.nomination-decided`, `identity.nomination-lapsed`,
   * `identity.own-appointment`, `identity.evidence`, `identity.two-sides`, `identity.already-appointed`.
   */
  async confirm(tx: Tx, nominationId: string, evidence = ''): Promise<void> {
    const nomination = await this.find(tx, nominationId);
    const { personId } = tx.actor;
    if (!personId || personId === nomination.personId || personId === nomination.proposedBy)
      throw new Refusal(
        'identity.own-appointment',
        'Nobody confirms an appointment of their own, or one that they proposed.',
        'forbidden',
      );
    const how = await this.confirmsAs(tx, nomination);
    if (how === 'second-administrator' || evidence.trim()) mustSay(evidence, texts.evidence);
    await this.appoint(tx, nomination, how, { by: personId, evidence: evidence.trim() || null });
  }

  /** Not this person. By whoever may confirm, and by administrators. Refuses: `platform.forbidden`, and as `find` does. */
  async decline(tx: Tx, nominationId: string): Promise<void> {
    const nomination = await this.find(tx, nominationId);
    await this.confirmsAs(tx, nomination);
    await this.decide(tx, nomination, 'declined', null, { by: tx.actor.personId, evidence: null });
    await this.record(tx, 'identity.decline', nominationId, nomination.organisationId);
  }

  /**
   * Asks for a letter with a link to a mailbox of the school's office, at the domain of its website in the register. Answers
   * the address. Refuses: `platform.forbidden`, `identity.no-domain`, and as `find` does.
   */
  async writeTo(tx: Tx, nominationId: string, mailbox: OfficeMailbox): Promise<string> {
    requireAdministrator(tx);
    const { organisationId } = await this.find(tx, nominationId);
    const domain = await this.directory.ownDomain(tx, organisationId);
    if (!domain)
      throw new Refusal(
        'identity.no-domain',
        'The register has no website of this organisation’s own, so there is no address of its own to write to. Ask someone who leads there, or a second administrator, to confirm.',
      );
    const address = `${mailbox}@${domain}`;
    await tx.em.update(KeptNomination, { operatorId: tx.operatorId, nominationId }, { letterTo: address });
    await publish(tx, LetterToPartyRequested, nominationId);
    await this.record(tx, 'identity.write-to-party', nominationId, organisationId, { address });
    return address;
  }

  /** A fresh link for the letter; an older one works no more. For the letter, and nothing else. Refuses as `find` does. */
  async link(tx: Tx, nominationId: string): Promise<string> {
    const token = newToken();
    const { organisationId } = await this.find(tx, nominationId);
    const linkExpiresAt = tx.now.add({ hours: 24 * this.config.CONFIRMATION_LINK_DAYS });
    await tx.em.update(
      KeptNomination,
      { operatorId: tx.operatorId, nominationId },
      { linkHash: hashOf(token), linkExpiresAt },
    );
    await this.record(tx, 'identity.make-link', nominationId, organisationId);
    return token;
  }

  /** Which nomination a link is for, and at which operator. Refuses: `identity.link-expired`, also when it is decided or has lapsed. */
  async ofLink(
    reads: Pick<SystemTx, 'query' | 'now'>,
    token: string,
  ): Promise<Nomination & { operatorId: string; operatorName: string }> {
    const [found] = await reads.query<Nomination & { operatorId: string; operatorName: string }>(
      `SELECT ${columns}, n.operator_id, op.name AS operator_name FROM ${tables} JOIN platform.operators op USING (operator_id)
        WHERE n.link_hash = $1 AND n.state = 'proposed' AND n.link_expires_at > coalesce(op.rehearsal_now, $2)
          AND n.lapses_on >= (coalesce(op.rehearsal_now, $2) AT TIME ZONE 'Europe/London')::date`,
      [hashOf(token), reads.now.toString()],
    );
    if (!found)
      throw new Refusal(
        'identity.link-expired',
        'This link has been used, or is too old. Ask the sender for another.',
      );
    return found;
  }

  /** The office's yes, by the link it was sent. Refuses: `identity.link-expired`, `identity.nomination-decided`, `identity.two-sides`, `identity.already-appointed`. */
  async confirmByLink(tx: Tx, token: string): Promise<void> {
    await this.appoint(tx, await this.ofLink(tx, token), 'letter', { by: null, evidence: null });
  }

  /** As what the actor may speak on a nomination. Refuses: `platform.forbidden`. */
  private async confirmsAs(tx: Tx, { organisationId }: Nomination): Promise<How> {
    if (tx.actor.role === 'administrator') return 'second-administrator';
    if (await leads(tx, organisationId)) return 'colleague';
    throw forbidden('Only those who lead this organisation say who acts for it.');
  }

  private async appoint(
    tx: Tx,
    nomination: Nomination,
    how: How,
    word: { by: string | null; evidence: string | null },
  ): Promise<void> {
    const { nominationId, personId, organisationId, role } = nomination;
    await this.decide(tx, nomination, 'confirmed', how, word);
    await tx.query('SELECT identity.appoint_nominated($1, $2)', [nominationId, newId()]).catch(appointedOnce);
    await publish(tx, PasswordResetRequested, personId);
    await this.record(tx, 'identity.confirm', nominationId, organisationId, { role, how });
  }

  /** What lapsed no longer stands in the way. */
  private async putAside(
    tx: Tx,
    nominee: Pick<Nomination, 'personId' | 'organisationId' | 'role'>,
  ): Promise<void> {
    const of = { ...nominee, operatorId: tx.operatorId, state: 'proposed' } as const;
    const earlier = await tx.em.findOneBy(KeptNomination, of);
    if (!earlier || Temporal.PlainDate.compare(earlier.lapsesOn, tx.today) >= 0) return;
    await this.decide(tx, earlier, 'declined', null, { by: tx.actor.personId, evidence: null });
    await this.record(tx, 'identity.decline', earlier.nominationId, nominee.organisationId);
  }

  private async decide(
    tx: Tx,
    { nominationId, organisationId }: Pick<Nomination, 'nominationId' | 'organisationId'>,
    state: 'confirmed' | 'declined',
    how: How | null,
    { by, evidence }: { by: string | null; evidence: string | null },
  ): Promise<void> {
    await tx.say('nomination', [nominationId, state]);
    const { affected } = await tx.em.update(
      KeptNomination,
      { operatorId: tx.operatorId, nominationId, state: 'proposed' },
      { state, decidedHow: how, decidedBy: by, evidence, decidedAt: tx.now },
    );
    if (!affected) throw decided({ organisationId });
  }

  private async record(
    tx: Tx,
    verb: string,
    id: string,
    organisationId: string,
    details: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await record(tx, verb, { type: 'nomination', id, organisationId }, details);
  }
}

const decided = ({ organisationId }: Pick<Nomination, 'organisationId'>) =>
  new Refusal('identity.nomination-decided', 'This was confirmed or declined already.', 'conflict', {
    organisationId,
  });
