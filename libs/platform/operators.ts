import { Injectable } from '@nestjs/common';
import { requireStaff } from './actor.js';
import { record } from './audit.js';
import type { SystemTx, Tx } from './db/tx.js';
import { publish, type EventType } from './outbox.js';
import { Refusal } from './refusal.js';
import { Temporal } from './temporal.js';

export interface Operator {
  readonly operatorId: string;
  readonly slug: string;
  readonly name: string;
  readonly blueprint: string;
  /** `#rrggbb`; the header's and links' colour. */
  readonly colour: string;
  /** The time on a rehearsal operator's clock; null on the wall clock. */
  readonly rehearsalNow: Temporal.Instant | null;
}

/** A rehearsal's clock was set forward: everything that runs by the clock runs now, for that operator. The worker itself hears it. */
export const clockAdvanced: EventType = { name: 'platform.clock-advanced' };

const columns = `operator_id, slug, name, blueprint, colour, rehearsal_now`;
type Row = Omit<Operator, 'rehearsalNow'> & { rehearsalNow: Date | null };
const toOperator = (row: Row): Operator => ({
  ...row,
  rehearsalNow: row.rehearsalNow && Temporal.Instant.fromEpochMilliseconds(row.rehearsalNow.getTime()),
});

const shortName = /^[a-z0-9-]{2,60}$/;

/** The tenants of an installation, and their clocks. */
@Injectable()
export class Operators {
  /** Refuses: `platform.short-name`, `platform.operator-name`, `platform.operator-exists`. */
  async create(tx: SystemTx, operator: Operator): Promise<void> {
    if (!shortName.test(operator.slug))
      throw new Refusal(
        'platform.short-name',
        'A short name is made of 2 to 60 small letters, digits and hyphens, like aspire-2027.',
        'invalid',
      );
    const name = operator.name.trim();
    if (!name || name.length > 120)
      throw new Refusal(
        'platform.operator-name',
        'Give the operator’s name, of 120 characters at most.',
        'invalid',
      );
    const rows = await tx.query(
      `INSERT INTO platform.operator (operator_id, slug, name, blueprint, colour, rehearsal_now, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (slug) DO NOTHING RETURNING operator_id`,
      [
        operator.operatorId,
        operator.slug,
        name,
        operator.blueprint,
        operator.colour,
        operator.rehearsalNow?.toString() ?? null,
        tx.now.toString(),
      ],
    );
    if (!rows.length)
      throw new Refusal('platform.operator-exists', `There is already an operator called ${operator.slug}.`);
  }

  async all(tx: SystemTx): Promise<Operator[]> {
    return (await tx.query<Row>(`SELECT ${columns} FROM platform.operator ORDER BY slug`)).map(toOperator);
  }

  async current(tx: Tx): Promise<Operator> {
    const [row] = await tx.query<Row>(`SELECT ${columns} FROM platform.operator WHERE operator_id = $1`, [
      tx.operatorId,
    ]);
    return toOperator(row!);
  }

  /** Sets a rehearsal's clock forward. Refuses: `platform.forbidden`, `platform.wall-clock`, `platform.clock-back`. */
  async advance(tx: Tx, to: Temporal.Instant): Promise<void> {
    requireStaff(tx.actor, ['administrator']);
    const { rehearsalNow } = await this.current(tx);
    if (!rehearsalNow)
      throw new Refusal('platform.wall-clock', 'This operator runs on the wall clock, which nobody sets.');
    if (Temporal.Instant.compare(to, rehearsalNow) < 0)
      throw new Refusal('platform.clock-back', 'A rehearsal clock only goes forward.');
    await tx.query('UPDATE platform.operator SET rehearsal_now = $2 WHERE operator_id = $1', [
      tx.operatorId,
      to.toString(),
    ]);
    await record(tx, 'platform.set-clock', { type: 'operator', id: tx.operatorId }, { to: to.toString() });
    await publish(tx, clockAdvanced, tx.operatorId);
  }
}
