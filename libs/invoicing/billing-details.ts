import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { requireNoPart } from '#identity';
import {
  changedMeanwhile,
  mustSay,
  notFound,
  oneAtATime,
  record,
  Refusal,
  requireStaff,
  type TextRule,
  type Tx,
} from '#platform';
import { KeptAddress } from './address.entity.js';
import { KeptSupplier } from './supplier.entity.js';

export interface BankAccount {
  readonly name: string;
  /** Six digits. */
  readonly sortCode: string;
  /** Eight digits. */
  readonly number: string;
}

/** What the next invoice says of one organisation. */
export interface Details {
  readonly organisationId: string;
  readonly name: string;
  readonly address: readonly string[];
  /** What of it is a blueprint's example: an address until somebody sets it, the rest until they set another. */
  readonly examples: readonly ('address' | 'vatNumber' | 'bank')[];
  /** What only a supplier has; null for who buys alone. */
  readonly supplier: { readonly vatNumber: string | null; readonly bank: BankAccount | null } | null;
}

/** What is set, by whoever saw the details as `seen` says (`versionOf`). */
export interface Change extends Pick<Details, 'address' | 'supplier'> {
  readonly seen?: string;
}

export interface NewSupplier {
  readonly supplierId: string;
  readonly legalType: 'la' | 'company' | 'school' | 'sole-trader';
  /** The authority itself, when the supplier is one. */
  readonly laCode: string | null;
  /** Null: not registered for VAT, so that it charges none. */
  readonly vatNumber: string | null;
  readonly prefix: string;
  readonly bank: BankAccount | null;
  /** Its VAT number and account are examples. */
  readonly illustrative: boolean;
}

/** A line of an address, and whose account it is. */
const [addressLine, accountName]: readonly [TextRule, TextRule] = [
  { code: 'invoicing.address', length: [1, 80], line: true, ask: 'Give each line of the address' },
  { code: 'invoicing.bank-account', length: [2, 80], line: true, ask: 'Give the name of the bank account' },
];

/** `GB` with nine digits, or twelve for a branch. */
const vatNumbers = /^GB\d{9}(\d{3})?$/;

/** Addresses, VAT numbers and bank accounts as invoices give them: of all who sell here, and of authorities that pay. */
@Injectable()
export class BillingDetails {
  /** Declares who sells, as the tax rules see them. */
  async supplier(
    tx: Tx,
    { supplierId, legalType, laCode, vatNumber, prefix, bank, illustrative }: NewSupplier,
  ): Promise<void> {
    await tx.em.insert(KeptSupplier, {
      operatorId: tx.operatorId,
      supplierId,
      legalType,
      laCode,
      vatNumber,
      prefix,
      ...accountOf(bank),
      vatNumberIllustrative: illustrative && vatNumber !== null,
      bankIllustrative: illustrative && bank !== null,
    });
    await record(
      tx,
      'invoicing.add-supplier',
      { type: 'billing-details', id: supplierId, organisationId: supplierId },
      { prefix, vatNumber },
    );
  }

  /** An address of a blueprint; an illustrative one is marked as an example until someone sets the real one. */
  async address(
    tx: Tx,
    organisationId: string,
    lines: readonly string[],
    illustrative: boolean,
  ): Promise<void> {
    await tx.em.insert(KeptAddress, {
      operatorId: tx.operatorId,
      organisationId,
      lines: [...lines],
      illustrative,
    });
    await record(
      tx,
      'invoicing.set-details',
      { type: 'billing-details', id: organisationId, organisationId },
      { illustrative },
    );
  }

  /** Suppliers, and authorities that may pay, by name. */
  async list(tx: Tx): Promise<Details[]> {
    return (await read(tx, 'p.commissioner OR s.supplier_id IS NOT NULL')).sort((one, other) =>
      one.name.localeCompare(other.name),
    );
  }

  /** Refuses: `platform.not-found`. */
  async find(tx: Tx, organisationId: string): Promise<Details> {
    const [found] = await read(tx, 'p.organisation_id = $2', organisationId);
    if (!found) throw notFound('party');
    return found;
  }

  /** What documents issued now say of these organisations, by id. */
  async of(tx: Tx, organisationIds: readonly string[]): Promise<Map<string, Details>> {
    const found = await read(tx, 'p.organisation_id = ANY ($2)', organisationIds);
    return new Map(found.map((details) => [details.organisationId, details]));
  }

  /**
   * What the next invoices would say, before and after, if it may be set so. Refuses: `platform.forbidden`, `platform.not-found`, `identity.own-part`,
   * `platform.changed-meanwhile`, `invoicing.address`, `invoicing.vat-number`, `invoicing.bank-account`, `invoicing.no-supplier`.
   */
  async mayBeSet(
    tx: Tx,
    organisationId: string,
    change: Change,
  ): Promise<{ before: Details; after: Details }> {
    requireStaff(tx.actor, ['finance', 'administrator']);
    const before = await this.find(tx, organisationId);
    await requireNoPart(tx, organisationId);
    const { address, seen } = change;
    if (seen !== undefined && seen !== versionOf(before)) throw changedMeanwhile('address or account');
    if (change.supplier && !before.supplier)
      throw new Refusal('invoicing.no-supplier', `${before.name} sells nothing here.`, 'invalid');
    addressAllowed(address);
    // An address alone leaves what a seller has besides.
    const sells = change.supplier ?? before.supplier;
    const supplier = sells && { bank: sells.bank, vatNumber: vatNumberOf(sells.vatNumber) };
    if (supplier?.bank) accountAllowed(supplier.bank);
    const examples = before.examples.filter(
      (part) => part !== 'address' && isDeepStrictEqual(supplier?.[part], before.supplier?.[part]),
    );
    return { before, after: { ...before, address, supplier, examples } };
  }

  /** Sets what the next invoices say; those issued stay as they are. Of two at once the second finds them changed. Refuses as `mayBeSet`. */
  async set(tx: Tx, organisationId: string, change: Change): Promise<void> {
    await oneAtATime(tx, organisationId);
    const { before, after } = await this.mayBeSet(tx, organisationId, change);
    const { address, supplier, examples } = after;
    await tx.em.upsert(
      KeptAddress,
      { operatorId: tx.operatorId, organisationId, lines: [...address], illustrative: false },
      ['operatorId', 'organisationId'],
    );
    if (supplier)
      await tx.em.update(
        KeptSupplier,
        { operatorId: tx.operatorId, supplierId: organisationId },
        {
          vatNumber: supplier.vatNumber,
          ...accountOf(supplier.bank),
          vatNumberIllustrative: examples.includes('vatNumber'),
          bankIllustrative: examples.includes('bank'),
        },
      );
    await record(
      tx,
      'invoicing.set-details',
      { type: 'billing-details', id: organisationId, organisationId },
      {
        vatNumber: supplier?.vatNumber ?? null,
        addressChanged: before.address.join('\n') !== address.join('\n'),
        bankChanged: !isDeepStrictEqual(before.supplier?.bank, supplier?.bank),
      },
    );
  }
}

/** Of what was read: another once somebody has set something else. */
export const versionOf = ({ address, supplier }: Pick<Details, 'address' | 'supplier'>): string =>
  hash('sha256', JSON.stringify([address, supplier?.vatNumber, accountOf(supplier?.bank ?? null)]));

const accountOf = (bank: BankAccount | null) => ({
  accountName: bank?.name ?? null,
  sortCode: bank?.sortCode ?? null,
  accountNumber: bank?.number ?? null,
});

function addressAllowed(lines: readonly string[]): void {
  if (!lines.length || lines.length > 6)
    throw new Refusal('invoicing.address', 'An address has one to six lines.', 'invalid');
  for (const line of lines) mustSay(line, addressLine);
}

function accountAllowed({ name, sortCode, number }: BankAccount): void {
  mustSay(name, accountName);
  if (!/^\d{6}$/.test(sortCode) || !/^\d{8}$/.test(number))
    throw new Refusal(
      'invoicing.bank-account',
      'A bank account has a name, a sort code of six digits and a number of eight. Give all three, or none.',
      'invalid',
    );
}

/** However it is typed, as people read it: `GB 123 4567 89`. */
function vatNumberOf(typed: string | null): string | null {
  const number = typed?.replace(/\s/g, '').toUpperCase() || null;
  if (number && !vatNumbers.test(number))
    throw new Refusal(
      'invoicing.vat-number',
      'A VAT number is GB and nine digits, like GB 123 4567 89, or twelve for a branch.',
      'invalid',
    );
  return number && number.replace(/^GB(\d{3})(\d{4})(\d{2})(\d*)$/, 'GB $1 $2 $3 $4').trim();
}

interface Row {
  organisationId: string;
  name: string;
  lines: string[];
  examples: Details['examples'];
  supplies: boolean;
  vatNumber: string | null;
  accountName: string | null;
  sortCode: string | null;
  accountNumber: string | null;
}

async function read(tx: Tx, which: string, value?: unknown): Promise<Details[]> {
  const rows = await tx.query<Row>(
    `SELECT p.organisation_id, o.name, s.supplier_id IS NOT NULL AS supplies, s.vat_number,
            s.account_name, s.sort_code, s.account_number,
            array_remove(ARRAY[CASE WHEN a.illustrative THEN 'address' END, CASE WHEN s.vat_number_illustrative THEN 'vatNumber' END,
              CASE WHEN s.bank_illustrative THEN 'bank' END], NULL) AS examples,
            coalesce(a.lines, array_remove(ARRAY[school.street, school.locality, school.town, school.county, school.postcode], NULL)) AS lines
       FROM identity.parties p JOIN directory.organisations o USING (organisation_id)
       LEFT JOIN directory.schools school USING (organisation_id)
       LEFT JOIN invoicing.address a ON a.operator_id = p.operator_id AND a.organisation_id = p.organisation_id
       LEFT JOIN invoicing.supplier s ON s.operator_id = p.operator_id AND s.supplier_id = p.organisation_id
      WHERE p.operator_id = $1 AND (${which}) ORDER BY p.organisation_id`,
    value === undefined ? [tx.operatorId] : [tx.operatorId, value],
  );
  return rows.map((row) => ({
    organisationId: row.organisationId,
    name: row.name,
    address: row.lines,
    examples: row.examples,
    supplier: row.supplies
      ? {
          vatNumber: row.vatNumber,
          bank: row.accountName
            ? { name: row.accountName, sortCode: row.sortCode!, number: row.accountNumber! }
            : null,
        }
      : null,
  }));
}
