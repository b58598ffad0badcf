import type { BankAccount, Details } from '#invoicing';
import { blankForm, type FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';

/** `12-34-56`. */
export const sortCode = (digits: string): string => digits.replace(/(\d\d)(\d\d)(\d\d)/, '$1-$2-$3');
const account = (bank: BankAccount | null): string =>
  bank ? `${bank.name}, ends in ${bank.number.slice(-4)}` : 'None';

export const presentDetailsList = (all: readonly Details[]) =>
  page(
    'operator/billing-details/page.njk',
    'Details on invoices',
    {
      examples: all.some((one) => one.illustrative),
      rows: all.map((one) => ({
        name: one.name,
        href: paths.details.show(one.organisationId),
        note: one.illustrative ? 'Example details: enter the real ones' : null,
        address: one.address.join(', ') || 'None: invoices to it lack one',
        vatNumber: one.supplier?.vatNumber ?? null,
        vat: one.supplier ? 'Not registered: charges no VAT' : '',
        bank: one.supplier ? account(one.supplier.bank) : '',
      })),
    },
    { back: { href: paths.worklist, text: 'Invoices and journals' } },
  );

export const detailsForm = ({ address, supplier }: Details): FormState =>
  blankForm({
    address: address.join('\n'),
    vatNumber: supplier?.vatNumber ?? '',
    accountName: supplier?.bank?.name ?? '',
    sortCode: supplier?.bank ? sortCode(supplier.bank.sortCode) : '',
    accountNumber: supplier?.bank?.number ?? '',
  });

export const presentDetails = (details: Details, form: FormState) =>
  page(
    'operator/billing-details/details.njk',
    details.name,
    {
      action: paths.details.show(details.organisationId),
      supplies: details.supplier !== null,
      illustrative: details.illustrative,
    },
    { form, back: { href: paths.details.index, text: 'Details on invoices' } },
  );
