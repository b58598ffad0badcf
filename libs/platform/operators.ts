import { Injectable } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';
import { requireStaff } from './actor.js';
import { record } from './audit.repository.js';
import { insertNew } from './db/insert.js';
import type { SystemTx, Tx } from './db/tx.js';
import { Operator } from './operator.entity.js';
import { publish, type EventType } from './outbox.js';
import { mustSay, type TextRule } from './length.js';
import { Refusal } from './refusal.js';
import { Temporal } from './temporal.js';

/** A rehearsal's clock was set forward: everything that runs by the clock runs now, for that operator. The worker itself hears it. */
export const clockAdvanced: EventType = { name: 'platform.clock-advanced' };

const operatorName: TextRule = {
  code: 'platform.operator-name',
  length: [1, 120],
  line: true,
  ask: 'Give the operator’s name',
};
const shortName = /^[a-z0-9-]{2,60}$/;

/** The tenants of an installation, and their clocks. */
@Injectable()
export class Operators {
  /** Refuses: `platform.short-name`, `platform.operator-name`, `platform.operator-exists`. */
  async create(tx: SystemTx, operator: Omit<Operator, 'createdAt'>): Promise<void> {
    if (!shortName.test(operator.slug))
      throw new Refusal(
        'platform.short-name',
        'A short name is made of 2 to 60 small letters, digits and hyphens, like aspire-2027.',
        'invalid',
      );
    const name = operator.name.trim();
    mustSay(name, operatorName);
    if (!(await insertNew(tx, Operator, { ...operator, name, createdAt: tx.now })))
      throw new Refusal('platform.operator-exists', `There is already an operator called ${operator.slug}.`);
  }

  async all(tx: SystemTx): Promise<Operator[]> {
    return tx.em.find(Operator, { order: { slug: 'ASC' } });
  }

  async current(tx: Tx): Promise<Operator> {
    return tx.em.findOneByOrFail(Operator, { operatorId: tx.operatorId });
  }

  /** Whether the clock may be set so. Refuses: `platform.forbidden`, `platform.wall-clock`, `platform.clock-back`. */
  async mayAdvance(tx: Tx, to: Temporal.Instant): Promise<void> {
    requireStaff(tx.actor, ['administrator']);
    const { rehearsalNow } = await this.current(tx);
    if (!rehearsalNow)
      throw new Refusal('platform.wall-clock', 'This operator runs on the wall clock, which nobody sets.');
    if (Temporal.Instant.compare(to, rehearsalNow) < 0) throw clockBack();
  }

  /** Sets a rehearsal's clock forward. Refuses as `mayAdvance`. */
  async advance(tx: Tx, to: Temporal.Instant): Promise<void> {
    await this.mayAdvance(tx, to);
    // Of two that set it at once the later time stays.
    const { affected } = await tx.em.update(
      Operator,
      { operatorId: tx.operatorId, rehearsalNow: LessThanOrEqual(to) },
      { rehearsalNow: to },
    );
    if (!affected) throw clockBack();
    await record(tx, 'platform.set-clock', { type: 'operator', id: tx.operatorId }, { to: to.toString() });
    await publish(tx, clockAdvanced, tx.operatorId);
  }
}

const clockBack = (): Refusal => new Refusal('platform.clock-back', 'A rehearsal clock only goes forward.');
