import { v5 } from 'uuid';

/** What an account is known by; its id follows from it, so that nobody looks one up. */
export interface Address {
  /** An organisation's id; null: the operator's own. */
  readonly owner: string | null;
  /** The code of one of the operator's units, or `GBP`. */
  readonly unit: string;
  /** What it is for: `entitlement`, `credit-bank`, `days-delivered`. */
  readonly code: string;
  /** The id of the thing it is about: a wallet, a session, a practitioner. */
  readonly subject?: string;
}

/** How an account is opened. An account that is open already stays as it is. */
export interface Opening extends Address {
  /** Least available balance in minor units, 0 unless given; null: any. With `ceiling` left out too, the account is hot. */
  readonly floor?: bigint | null;
  /** Greatest balance, counting what is held to come in; null: any. */
  readonly ceiling?: bigint | null;
  /** Grants to it are lots: each with its own expiry, priority and restriction. What is not in a lot cannot be spent. */
  readonly lots?: boolean;
  /** The purposes it may pay for; left out: any. */
  readonly restriction?: readonly string[];
  /** Plain words for statements: `SIP days`, `Credit bank`. */
  readonly name?: string;
}

export const accountId = (operatorId: string, address: Address): string =>
  v5([address.owner ?? '', address.unit, address.code, address.subject ?? ''].join('|'), operatorId);
