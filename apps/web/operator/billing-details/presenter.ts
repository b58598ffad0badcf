import { ownPart } from '#identity';
import { versionOf, type BankAccount, type Details } from '#invoicing';
import { checkPage } from '../../kit/check.js';
import { blankForm, mistaken, type FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';

/** `12-34-56`. */
export const sortCode = (digits: string): string => digits.replace(/(\d\d)(\d\d)(\d\d)/, '$1-$2-$3');
const account = (bank: BankAccount | null): string =>
  bank ? `${bank.name}, ends in ${bank.number.slice(-4)}` : 'None';

const parts = { address: 'address', vatNumber: 'VAT number', bank: 'bank account' };
/** `VAT number, bank account`. */
const examplesOf = ({ examples }: Details): string => examples.map((part) => parts[part]).join(', ');

/** `own` are those where whoever looks acts. */
export const presentDetailsList = (all: readonly Details[], own: ReadonlySet<string>) =>
  page(
    'operator/billing-details/page.njk',
    'Details on invoices',
    {
      examples: all.some((one) => one.examples.length > 0),
      rows: all.map((one) => ({
        name: one.name,
        id: one.organisationId,
        href: own.has(one.organisationId) ? null : paths.details.show(one.organisationId),
        note: own.has(one.organisationId)
          ? ownPart().message
          : one.examples.length
            ? `Examples: ${examplesOf(one)}. Enter the real ones`
            : null,
        address: one.address.join(', ') || 'None: invoices to it lack one',
        vatNumber: one.supplier?.vatNumber ?? null,
        vat: one.supplier ? 'Not registered: charges no VAT' : '',
        bank: one.supplier ? account(one.supplier.bank) : '',
      })),
    },
    { back: { href: paths.worklist, text: 'Invoices and journals' } },
  );

const detailsForm = ({ address, supplier }: Details): FormState =>
  blankForm({
    address: address.join('\n'),
    vatNumber: supplier?.vatNumber ?? '',
    accountName: supplier?.bank?.name ?? '',
    sortCode: supplier?.bank ? sortCode(supplier.bank.sortCode) : '',
    accountNumber: supplier?.bank?.number ?? '',
  });

/** What was typed over details that somebody changed meanwhile is typed again, over what they are now. */
export function presentDetails(details: Details, typed: FormState = detailsForm(details)) {
  const seen = versionOf(details);
  const overtaken = typed.values.seen !== undefined && typed.values.seen !== seen;
  const form = overtaken ? mistaken(detailsForm(details), 'address', changedSince) : typed;
  return page(
    'operator/billing-details/details.njk',
    details.name,
    {
      action: paths.details.show(details.organisationId),
      supplies: details.supplier !== null,
      examples: examplesOf(details),
      seen,
    },
    { form, back: { href: paths.details.index, text: 'Details on invoices' } },
  );
}

const changedSince =
  'Someone changed these details while you were looking at them. They are shown as they are now: enter your change again.';

const inFull = (bank: BankAccount | null): string =>
  bank ? `${bank.name}, sort code ${sortCode(bank.sortCode)}, account ${bank.number}` : 'None';

export function presentDetailsCheck(
  { before, after }: { readonly before: Details; readonly after: Details },
  form: FormState,
) {
  const row = (key: string, said: (details: Details) => string) => {
    const [was, value] = [said(before), said(after)];
    return { key, value: was === value ? value : `${value}\n\nUntil now: ${was}` };
  };
  return checkPage(
    'Check what invoices will say',
    {
      rows: [
        { key: 'Whose', value: after.name },
        row('Address', ({ address }) => address.join(', ') || 'None'),
        ...(after.supplier
          ? [
              row('VAT number', ({ supplier }) => supplier?.vatNumber ?? 'Not registered: charges no VAT'),
              row('Pay into', ({ supplier }) => inFull(supplier?.bank ?? null)),
            ]
          : []),
      ],
      action: paths.details.set(after.organisationId),
      changeAction: paths.details.show(after.organisationId),
      button: 'Save',
      then: 'Invoices issued from then on say so. Those issued stay as they are.',
    },
    form,
  );
}
