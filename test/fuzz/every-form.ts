import { offerId } from '#blueprints';
import { browse, type Browser } from '../access/http.js';
import type { Stage } from '../access/stage.js';
import { walk, type Form } from './forms.js';

/** What everybody's pages show. First the one whose school may still choose a plan, and has no days to book yet. */
export async function everyForm(
  { address, created, newcomer, unchosen, people }: Stage,
  kindOf: (path: string) => string,
): Promise<{ form: Form; browser: Browser }[]> {
  const shown: { form: Form; browser: Browser }[] = [];
  const offer = offerId(created.operatorId, 'safeguarding-review');
  for (const browser of [newcomer, await browse(address), unchosen, ...people.values()]) {
    const { forms } = await walk(address, browser, kindOf, [`/purchases/new?offer=${offer}`]);
    for (const form of forms)
      if (
        form.method === 'post' &&
        form.action !== '/sign-out' &&
        !(browser === newcomer && form.action === '/visits/new')
      )
        shown.push({ form, browser });
  }
  return shown;
}

/** Forms that wait for what does not wait on this stage, with their fields: these are tried all the same. Of `/sign-out` nothing is: others need the session. */
export const unseen: Readonly<Record<string, readonly string[]>> = {
  '/confirm-appointment': ['token'],
  '/nominations/:nominationId/letter': ['mailbox'],
  '/reset-password': ['token', 'newPassword'],
  '/sign-out': [],
  '/support/proposals/:proposalId': ['answer', 'reason'],
  '/brokerage/:requestId/proposals/:proposalId/unanswered': [],
  '/brokerage/:requestId/proposals/:proposalId/ending': ['reason'],
  '/register/:schoolId/admission': [],
  '/register/:schoolId/leaving-out': [],
  '/register/:schoolId/ending': [],
  '/renewal-problems/:agreementId': ['how'],
};
