import type { Purchase } from '#agreements';
import type { School } from '#directory';
import { isOpen, type FundPosition, type NewFund, type Position, type WalletRow } from '#funding';
import { ownPart } from '#identity';
import { longDate, pounds, refusalOf, shortDate, Temporal } from '#platform';
import { checkPage, donePage } from '../../kit/check.js';
import type { FormState } from '../../kit/form.js';
import type { Nearest } from '../../kit/nearest.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { fundingName, phaseName } from '../../kit/staff-words.js';
import { paths } from '../../paths.js';
import { bar } from './position.js';

type WalletPosition = WalletRow & Position;
const totalOf = (wallet: Position): bigint =>
  wallet.available + wallet.committed + wallet.spent + wallet.unspent;
const fundMoney = (fund: FundPosition) => ({
  total: fund.amount,
  left: fund.left,
  available: fund.available,
  committed: fund.committed,
  spent: fund.spent,
  unspent: fund.unspent,
});

export const fundCard = (fund: FundPosition) => ({
  title: fund.title,
  href: paths.funds.show(fund.fundId),
  dates: `${shortDate(fund.opensOn)} to ${shortDate(fund.closesOn)}`,
  bar: bar(fundMoney(fund)),
  amounts: fundAmounts(fund),
});

const fundAmounts = (fund: FundPosition) => [
  { label: 'Total', value: pounds(fund.amount) },
  { label: 'Earmarked', value: pounds(fund.earmarked) },
  { label: 'Committed', value: pounds(fund.committed) },
  { label: 'Spent', value: pounds(fund.spent) },
  fund.unspent > 0n
    ? { label: 'Not spent when it closed', value: pounds(fund.unspent) }
    : { label: 'Left to earmark', value: pounds(fund.left) },
];

export const presentFunds = (funds: readonly (FundPosition & { total: number })[], number: number) =>
  page('authority/funds/page.njk', 'Funds', {
    funds: funds.map(fundCard),
    pages: pagesOf(funds[0]?.total ?? 0, number, pageHref(paths.funds.index)),
  });

export function presentFund(
  fund: FundPosition,
  wallets: readonly (WalletPosition & { total: number })[],
  today: Temporal.PlainDate,
  number: number,
) {
  const shut =
    refusalOf(() => isOpen(fund, today))?.message ?? (fund.left > 0n ? null : 'All of it is earmarked.');
  const ended = fund.closesOn < today.toString();
  return page(
    'authority/funds/fund.njk',
    fund.title,
    {
      ...fundCard(fund),
      purpose: fund.purpose,
      shut,
      earmarkHref: shut ? null : paths.funds.earmark(fund.fundId),
      rest: ended ? 'Not spent' : 'Free to spend',
      wallets: wallets.map((wallet) => ({
        school: wallet.school,
        href: paths.funds.wallet(fund.fundId, wallet.walletId),
        purpose: wallet.purpose,
        total: pounds(totalOf(wallet)),
        rest: pounds(ended ? wallet.unspent : wallet.available),
        committed: pounds(wallet.committed),
        spent: pounds(wallet.spent),
      })),
      pages: pagesOf(wallets[0]?.total ?? 0, number, pageHref(paths.funds.show(fund.fundId))),
    },
    { back: { href: paths.funds.index, text: 'All funds' } },
  );
}

export const presentNewFund = (form: FormState) =>
  page(
    'authority/funds/new.njk',
    'Open a fund',
    {},
    { form, back: { href: paths.funds.index, text: 'All funds' } },
  );

export function presentFundCheck(
  fund: Pick<NewFund, 'title' | 'purpose' | 'amount' | 'opensOn' | 'closesOn'>,
  form: FormState,
) {
  return checkPage(
    'Check the fund before you open it',
    {
      rows: [
        { key: 'Name', value: fund.title },
        { key: 'What it is for', value: fund.purpose || 'Not said' },
        { key: 'Amount', value: pounds(fund.amount) },
        { key: 'First day', value: longDate(fund.opensOn) },
        { key: 'Last day', value: longDate(fund.closesOn) },
      ],
      action: paths.funds.index,
      changeAction: paths.funds.new,
      button: 'Open the fund',
      then: 'Schools see nothing of it until you earmark money for them.',
    },
    form,
  );
}

export function presentOpened(fund: FundPosition, today: Temporal.PlainDate) {
  const shut = refusalOf(() => isOpen(fund, today));
  return donePage(shut ? `${fund.title} is set up` : `${fund.title} is open`, {
    text: `${pounds(fund.amount)}, until ${longDate(fund.closesOn)}.`,
    next: [
      ...(shut ? [shut.message] : []),
      'Earmark part of it for a school. The school then spends its part on the provider it chooses, and you see every commitment.',
    ],
    actions: [
      ...(shut ? [] : [{ text: 'Earmark money for a school', href: paths.funds.earmark(fund.fundId) }]),
      { text: 'See the fund', href: paths.funds.show(fund.fundId) },
    ],
  });
}

/** Without `searched` before anything was searched for; `own` are those where whoever looks acts. */
export function presentSchoolChoice(
  fund: FundPosition,
  text: string,
  searched?: { readonly found: Nearest<School>; readonly own: ReadonlySet<string> },
) {
  return page(
    'authority/funds/school.njk',
    'Which school is the money for?',
    {
      fund: fund.title,
      left: pounds(fund.left),
      action: paths.funds.earmark(fund.fundId),
      text,
      searched: searched !== undefined,
      more: searched?.found.more,
      schools: (searched?.found.shown ?? []).map((school) => ({
        name: school.name,
        why: searched!.own.has(school.organisationId) ? ownPart().message : null,
        href: searched!.own.has(school.organisationId)
          ? null
          : paths.funds.earmarkFor(fund.fundId, school.organisationId),
        note: [
          school.town,
          school.postcode,
          phaseName(school.phase ?? 'not-applicable'),
          fundingName(school.fundingStatus),
          `URN ${school.urn}`,
        ]
          .filter(Boolean)
          .join(', '),
      })),
    },
    { back: { href: paths.funds.show(fund.fundId), text: fund.title } },
  );
}

export const presentEarmark = (fund: FundPosition, school: School, form: FormState) =>
  page(
    'authority/funds/earmark.njk',
    `Earmark money for ${school.name}`,
    {
      fund: fund.title,
      left: pounds(fund.left),
      action: paths.funds.earmarkFor(fund.fundId, school.organisationId),
    },
    { form, back: { href: paths.funds.earmark(fund.fundId), text: 'Choose another school' } },
  );

export function presentEarmarkCheck(
  fund: FundPosition,
  school: School,
  earmark: { purpose: string; amount: bigint },
  form: FormState,
) {
  return checkPage(
    'Check before you earmark',
    {
      rows: [
        { key: 'School', value: school.name },
        { key: 'Amount', value: pounds(earmark.amount) },
        { key: 'What it is for', value: earmark.purpose },
        { key: 'From', value: fund.title },
        { key: 'To spend by', value: longDate(fund.closesOn) },
        { key: 'Left in the fund after', value: pounds(fund.left - earmark.amount) },
      ],
      action: paths.funds.wallets(fund.fundId),
      changeAction: paths.funds.earmarkFor(fund.fundId, school.organisationId),
      button: 'Earmark the money',
      then: 'The school sees it at once and may spend it on any provider’s offer that takes an authority’s fund.',
    },
    form,
  );
}

export function presentEarmarked(fund: FundPosition, wallet: WalletPosition) {
  return donePage(`${pounds(totalOf(wallet))} is earmarked for ${wallet.school}`, {
    text: `From ${fund.title}, to spend by ${longDate(wallet.expiresOn)}.`,
    rows: [
      { key: 'What it is for', value: wallet.purpose },
      { key: 'Left in the fund', value: pounds(fund.left) },
    ],
    next: [
      'The school sees the money on its home page and buys with it. What it buys is committed here until it is delivered, and then spent.',
    ],
    actions: [
      ...(fund.left > 0n
        ? [{ text: 'Earmark for another school', href: paths.funds.earmark(fund.fundId) }]
        : []),
      { text: 'See the fund', href: paths.funds.show(fund.fundId) },
    ],
  });
}

const states: Record<Purchase['state'], string> = {
  committed: 'Committed',
  delivered: 'Spent',
  cancelled: 'Called off',
};

export function presentWallet(
  wallet: WalletPosition,
  purchases: readonly (Purchase & { provider: string; total: number })[],
  number: number,
) {
  return page(
    'authority/funds/wallet.njk',
    wallet.school,
    {
      fund: wallet.fundTitle,
      purpose: wallet.purpose,
      expires: longDate(wallet.expiresOn),
      bar: bar({ ...wallet, total: totalOf(wallet), left: 0n }),
      amounts: [
        { label: 'Earmarked', value: pounds(totalOf(wallet)) },
        { label: 'Committed', value: pounds(wallet.committed) },
        { label: 'Spent', value: pounds(wallet.spent) },
        wallet.unspent > 0n
          ? { label: 'Not spent when it ended', value: pounds(wallet.unspent) }
          : { label: 'Free to spend', value: pounds(wallet.available) },
      ],
      rows: purchases.map((one) => [
        one.title,
        one.provider,
        shortDate(one.boughtOn),
        `${states[one.state]}${one.finishedOn ? ` on ${shortDate(one.finishedOn)}` : ''}`,
        pounds(one.amount),
      ]),
      pages: pagesOf(
        purchases[0]?.total ?? 0,
        number,
        pageHref(paths.funds.wallet(wallet.fundId, wallet.walletId)),
      ),
    },
    { back: { href: paths.funds.show(wallet.fundId), text: wallet.fundTitle } },
  );
}
