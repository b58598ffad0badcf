import type { CreditTotals } from '#insight';
import { page } from '../kit/page.js';
import { creditAmounts } from '../operator-home/presenter.js';

export const presentCredits = (totals: CreditTotals) => page('credits/page.njk', 'Credits', { amounts: creditAmounts(totals) });
