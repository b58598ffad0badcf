import { Injectable } from '@nestjs/common';
import { derivedId, type Temporal, type Tx, type Unit } from '#platform';
import { accountId, type Address } from './account.js';
import { quote, type Quote, type Rate } from './conversion.js';
import type { LotTerms } from './command.js';
import { Ledger } from './ledger.js';
import { refusals } from './refusals.js';

const exchange = (unit: Unit) =>
  ({ owner: null, unit, code: 'exchange', name: 'Exchange', floor: null }) as const;
const rounding = (unit: Unit) =>
  ({ owner: null, unit, code: 'rounding', name: 'Rounding', floor: null }) as const;

/** One unit for another at the operator's dated rate: credits bought with money, days for credits. */
@Injectable()
export class Exchange {
  constructor(private readonly ledger: Ledger) {}

  /** `numerator` of `to` for `denominator` of `from`, in minor units, from a date on. A rate once set stays; a later one replaces it. */
  async setRate(tx: Tx, rate: Rate & { from: Unit; to: Unit; fromDate: Temporal.PlainDate }): Promise<void> {
    const rows = await tx.query(
      `INSERT INTO ledger.rate (operator_id, from_unit, to_unit, from_date, numerator, denominator, set_at, person_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING 1`,
      [
        tx.operatorId,
        rate.from,
        rate.to,
        rate.fromDate.toString(),
        rate.numerator,
        rate.denominator,
        tx.now.toString(),
        tx.actor.personId,
      ],
    );
    if (!rows.length) throw refusals.rateExists();
  }

  /** What an amount buys on a day, what that costs exactly, and what is left over. Refuses: `ledger.no-rate`. */
  async quote(tx: Tx, from: Unit, to: Unit, amount: bigint, on = tx.today): Promise<Quote> {
    const [rate] = await tx.query<Rate>(
      `SELECT numerator, denominator FROM ledger.rate
       WHERE operator_id = $1 AND from_unit = $2 AND to_unit = $3 AND from_date <= $4 ORDER BY from_date DESC LIMIT 1`,
      [tx.operatorId, from, to, on.toString()],
    );
    if (!rate) throw refusals.noRate({ from, to });
    return quote(amount, rate);
  }

  /**
   * Converts, both legs in one group: the cost and what is left over go out of `debit`, what it buys comes in to `credit`.
   * Refuses: `ledger.no-rate`, `ledger.too-little`, and what `Ledger.apply` refuses.
   */
  async convert(
    tx: Tx,
    conversion: {
      id: string;
      debit: Address;
      credit: Address;
      amount: bigint;
      reference: { type: string; id: string };
      description?: string;
      lot?: LotTerms;
    },
  ): Promise<Quote> {
    const { debit, credit, id, reference, description } = conversion;
    const quoted = await this.quote(tx, debit.unit, credit.unit, conversion.amount);
    if (quoted.bought === 0n) throw refusals.tooLittle();
    await this.ledger.open(tx, [exchange(debit.unit), exchange(credit.unit), rounding(debit.unit)]);
    const at = (address: Address) => accountId(tx.operatorId, address);
    const common = { kind: 'post', code: 'convert', reference, ...(description && { description }) } as const;
    await this.ledger.apply(tx, [
      {
        ...common,
        id: derivedId(id, 'cost'),
        debit: at(debit),
        credit: at(exchange(debit.unit)),
        amount: quoted.cost,
      },
      {
        ...common,
        id,
        debit: at(exchange(credit.unit)),
        credit: at(credit),
        amount: quoted.bought,
        ...(conversion.lot && { lot: conversion.lot }),
      },
      ...(quoted.rounding > 0n
        ? [
            {
              ...common,
              id: derivedId(id, 'rounding'),
              debit: at(debit),
              credit: at(rounding(debit.unit)),
              amount: quoted.rounding,
              code: 'rounding',
            },
          ]
        : []),
    ]);
    return quoted;
  }
}
