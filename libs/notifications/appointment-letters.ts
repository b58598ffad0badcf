import { Injectable } from '@nestjs/common';
import { Config, Operators, Refusal, type Tx } from '#platform';
import { confirmingRoles, Nominations, Parties, roleName } from '#identity';
import { nominationLetter, officeLetter } from './letters/index.js';
import type { Links } from './links.js';
import { Mail } from './mail.js';
import { recipients } from './recipients.js';

/** The letters that ask a party for its word on who acts for it; called by jobs. */
@Injectable()
export class AppointmentLetters {
  constructor(
    private readonly config: Config,
    private readonly nominations: Nominations,
    private readonly parties: Parties,
    private readonly operators: Operators,
    private readonly mail: Mail,
  ) {}

  /** To those who lead the party; to nobody where nobody does yet. */
  async proposed(tx: Tx, nominationId: string, links: Links): Promise<void> {
    const facts = await this.facts(tx, nominationId);
    if (!facts) return;
    const party = await this.parties.find(tx, facts.organisationId);
    const leads = await recipients(tx, [facts.organisationId], confirmingRoles(party));
    await this.mail.queueAll(
      tx,
      leads.map((to) => ({
        to,
        letter: nominationLetter({ ...facts, name: to.name, link: links.nomination(nominationId) }),
      })),
    );
  }

  /** To the mailbox of its office, with a fresh link; an older one works no more. */
  async askOffice(tx: Tx, nominationId: string, links: Links): Promise<void> {
    const facts = await this.facts(tx, nominationId);
    if (!facts?.letterTo) return;
    const link = links.confirmAppointment(await this.nominations.link(tx, nominationId));
    await this.mail.queue(
      tx,
      { personId: facts.personId, email: facts.letterTo },
      officeLetter({
        ...facts,
        name: facts.organisationName,
        link,
        days: this.config.CONFIRMATION_LINK_DAYS,
      }),
    );
  }

  /** What the letters say; null when it was decided meanwhile, and there is nothing to ask any more. */
  private async facts(tx: Tx, nominationId: string) {
    try {
      const { name: nominee, role, ...nomination } = await this.nominations.find(tx, nominationId);
      const { name: operatorName, rehearsalNow } = await this.operators.current(tx);
      return {
        ...nomination,
        nominee,
        role: roleName(role).toLowerCase(),
        operatorName,
        rehearsal: rehearsalNow !== null,
      };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'identity.nomination-decided') return null;
      throw error;
    }
  }
}
