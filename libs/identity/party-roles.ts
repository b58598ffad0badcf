import { Injectable } from '@nestjs/common';
import { notFound, record, Refusal, requireStaff, shortDate, Temporal, type Role, type Tx } from '#platform';
import { Vocabularies } from '#operating-model';
import { oneHost } from './parties.js';
import { endRole, giveRole, lockParty } from './party.repository.js';

const changing: readonly Role[] = ['administrator'];

/** A role of the operator's own in which an organisation is, or was, a party here. */
export interface HeldRole {
  readonly role: string;
  readonly label: string;
  /** It makes its party the operator itself, for good. */
  readonly host: boolean;
  /** YYYY-MM-DD, both inclusive; null: without an end. */
  readonly fromOn: string;
  readonly untilOn: string | null;
}

/** What an organisation is here, role by role and day by day (docs/adr/0031-what-a-party-is-here.md); joining and leaving are of `Parties`. */
@Injectable()
export class PartyRoles {
  constructor(private readonly vocabularies: Vocabularies) {}

  /** All that it is, was or will be, the latest first. */
  async of(tx: Tx, organisationId: string): Promise<HeldRole[]> {
    return tx.query<HeldRole>(
      `SELECT r.role, w.label, 'hosts' = ANY (r.may) AS host, r.from_on, r.until_on FROM identity.party_roles r
         JOIN operating_model.party_roles w ON w.operator_id = r.operator_id AND w.code = r.role
        WHERE r.operator_id = $1 AND r.organisation_id = $2 ORDER BY r.from_on DESC, w.position`,
      [tx.operatorId, organisationId],
    );
  }

  /**
   * A member is this too, from today. Refuses: `platform.forbidden`, `platform.not-found`, `operating-model.no-such-word`,
   * `identity.one-host`, `identity.leaves`, `identity.has-role`.
   */
  async give(tx: Tx, organisationId: string, role: string): Promise<void> {
    requireStaff(tx.actor, changing);
    await this.vocabularies.require(tx, 'party_roles', [role]);
    const { may } = (await this.vocabularies.words(tx)).party_roles.find(({ code }) => code === role)!;
    if (may.includes('hosts')) throw oneHost();
    const { leftOn } = await this.locked(tx, organisationId);
    if (leftOn)
      throw new Refusal(
        'identity.leaves',
        `Its membership ends on ${shortDate(leftOn)}, so it takes on nothing more here.`,
      );
    const today = tx.today.toString();
    if (
      (await this.of(tx, organisationId)).some(
        (one) => one.role === role && !(one.untilOn && one.untilOn < today),
      )
    )
      throw new Refusal('identity.has-role', 'It is that today already.', 'invalid');
    await giveRole(tx, organisationId, role);
    await recordRole(tx, 'identity.give-role', organisationId, { role });
  }

  /**
   * The last day in a role, today or later; what was agreed in it stays. Refuses: `platform.forbidden`, `platform.not-found`
   * (also a role that is over), `identity.one-host`, `identity.role-past`, `identity.last-role`.
   */
  async end(
    tx: Tx,
    {
      organisationId,
      role,
      on = tx.today,
    }: { organisationId: string; role: string; on?: Temporal.PlainDate },
  ): Promise<void> {
    requireStaff(tx.actor, changing);
    if (Temporal.PlainDate.compare(on, tx.today) < 0)
      throw new Refusal('identity.role-past', 'Choose today or a later day.', 'invalid');
    await this.locked(tx, organisationId);
    const held = await this.of(tx, organisationId);
    const goesOn = (one: HeldRole) => one.untilOn === null || one.untilOn > on.toString();
    const ending = held.find((one) => one.role === role && goesOn(one));
    if (!ending) throw notFound('role');
    if (ending.host) throw oneHost();
    if (ending.fromOn > on.toString())
      throw new Refusal(
        'identity.role-past',
        `It is that from ${shortDate(ending.fromOn)} only. Choose that day or a later one.`,
        'invalid',
      );
    if (!held.some((one) => one !== ending && goesOn(one)))
      throw new Refusal(
        'identity.last-role',
        'It would be nothing here any more. End its membership instead.',
      );
    await endRole(tx, { organisationId, role, from: ending.fromOn, on: on.toString() });
    await recordRole(tx, 'identity.end-role', organisationId, { role, on: on.toString() });
  }

  private async locked(tx: Tx, organisationId: string): Promise<{ leftOn: string | null }> {
    const party = await lockParty(tx, organisationId);
    if (!party) throw notFound('party');
    return party;
  }
}

const recordRole = (
  tx: Tx,
  verb: string,
  organisationId: string,
  details: Readonly<Record<string, string>>,
) => record(tx, verb, { type: 'party', id: organisationId, organisationId }, details);
