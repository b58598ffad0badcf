import { Injectable } from '@nestjs/common';
import { insertNew, mustSay, record, Refusal, requireStaff, type Role, type Tx } from '#platform';
import { Directory, laId, type School } from '#directory';
import { LeftOutSchool } from './left-out-school.entity.js';
import { Parties } from './parties.js';
import { texts } from './texts.js';

const deciding: readonly Role[] = ['administrator'];

/** What an operator decides when the register changed: a new school becomes a party or not, a closed one buys no more. */
@Injectable()
export class Memberships {
  constructor(
    private readonly parties: Parties,
    private readonly directory: Directory,
  ) {}

  /**
   * A school of one of the operator's authorities becomes a party that buys, from today; once more changes nothing.
   * Refuses: `platform.forbidden`, `platform.not-found`, `identity.school-not-open`, `identity.other-authority`.
   */
  async admit(tx: Tx, schoolId: string): Promise<void> {
    requireStaff(tx.actor, deciding);
    const school = await this.directory.school(tx, schoolId);
    if (!isOpen(school) || !school.stateFunded)
      throw new Refusal(
        'identity.school-not-open',
        `${school.name} is not an open maintained school or academy, so it cannot become a member.`,
      );
    const authorities = await this.parties.list(tx, 'commissioner');
    if (!authorities.some(({ organisationId }) => organisationId === laId(school.laCode ?? '')))
      throw new Refusal(
        'identity.other-authority',
        `${school.name} is not in one of your authorities.`,
        'invalid',
      );
    if (await this.parties.buysHere(tx, schoolId)) return;
    await this.parties.add(tx, { organisationId: schoolId, buyer: true });
  }

  /** A school that the operator does not want as a member is not offered again; `admit` still takes it. Refuses: `platform.forbidden`, `platform.not-found`, `identity.left-out-reason`. */
  async leaveOut(tx: Tx, schoolId: string, reason: string): Promise<void> {
    requireStaff(tx.actor, deciding);
    mustSay(reason, texts.leftOut);
    const { organisationId } = await this.directory.school(tx, schoolId);
    const isNew = await insertNew(tx, LeftOutSchool, {
      operatorId: tx.operatorId,
      organisationId,
      decidedOn: tx.today,
      reason,
    });
    if (isNew)
      await record(
        tx,
        'identity.leave-out',
        { type: 'school', id: organisationId, organisationId },
        { reason },
      );
  }

  /**
   * A school that closed, or that the register no longer lists, buys nothing after today. What it holds and owes stays.
   * Refuses: `platform.forbidden`, `platform.not-found`, `identity.school-open`.
   */
  async end(tx: Tx, schoolId: string): Promise<void> {
    requireStaff(tx.actor, deciding);
    const school = await this.directory.school(tx, schoolId);
    if (isOpen(school))
      throw new Refusal(
        'identity.school-open',
        `The register says that ${school.name} is open. Its membership ends when it says that it is closed.`,
      );
    const party = await this.parties.find(tx, schoolId);
    if (party.leftOn) return;
    await this.parties.leave(tx, schoolId, tx.today);
  }
}

const isOpen = (school: School): boolean => school.status.startsWith('open') && school.missingSince === null;
