import { Injectable } from '@nestjs/common';
import { Config, Operators, Refusal, Temporal, type Tx } from '#platform';
import { Directory } from '#directory';
import { ApiKeys, confirmingRoles, Nominations, Parties, People, roleName } from '#identity';
import { askedKeyLetter, endedLetter, keyLetter, nominationLetter, officeLetter } from './letters/index.js';
import type { Links } from './links.js';
import { Mail } from './mail.js';
import { recipients } from './recipients.js';

/** The letters about who acts for a party: those that ask for its word, and the one to who leaves; called by jobs. */
@Injectable()
export class AppointmentLetters {
  constructor(
    private readonly config: Config,
    private readonly nominations: Nominations,
    private readonly parties: Parties,
    private readonly people: People,
    private readonly directory: Directory,
    private readonly operators: Operators,
    private readonly mail: Mail,
    private readonly keys: ApiKeys,
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

  /** To who acts for a party no more, or will not from a day on. */
  async ended(tx: Tx, appointmentId: string): Promise<void> {
    const { personId, organisationId, role, until } = await this.people.appointment(tx, appointmentId);
    if (!until) return;
    const { name, email } = await this.people.find(tx, personId);
    const organisation = await this.directory.find(tx, organisationId);
    const { name: operatorName } = await this.operators.current(tx);
    await this.mail.queue(
      tx,
      { personId, email },
      endedLetter({
        name,
        operatorName,
        organisationName: organisation?.name ?? 'your organisation',
        role: roleName(role).toLowerCase(),
        until,
        over: Temporal.PlainDate.compare(until, tx.today) <= 0,
      }),
    );
  }

  /** To those who lead a party: a key was made that acts for it, once they say yes where it waits for that. Not if that is over already. */
  async keyIssued(tx: Tx, apiKeyId: string, links: Links): Promise<void> {
    const key = await this.keys.find(tx, apiKeyId);
    const { organisationId, name: keyName, scopes, issuedBy, lapsesOn } = key;
    const asks = key.state === 'waiting';
    if (key.revokedAt || (lapsesOn && (!asks || Temporal.PlainDate.compare(lapsesOn, tx.today) < 0))) return;
    const party = await this.parties.find(tx, organisationId);
    const leads = await recipients(tx, [organisationId], confirmingRoles(party));
    const { name: operatorName } = await this.operators.current(tx);
    const organisation = await this.directory.find(tx, organisationId);
    const facts = {
      ...{ operatorName, keyName, orders: scopes.includes('write') },
      organisationName: organisation?.name ?? 'your organisation',
      by: issuedBy && (await this.people.find(tx, issuedBy)).name,
    };
    const written = (name: string) =>
      asks
        ? askedKeyLetter({
            ...{ ...facts, name, by: facts.by!, lapsesOn: lapsesOn!.toString() },
            link: links.key(apiKeyId),
          })
        : keyLetter({ ...facts, name });
    await this.mail.queueAll(
      tx,
      leads.map((to) => ({ to, letter: written(to.name) })),
    );
  }

  /** To the mailbox of its office, with a fresh link; an older one works no more. */
  async askOffice(tx: Tx, nominationId: string, links: Links): Promise<void> {
    const facts = await this.facts(tx, nominationId);
    if (!facts?.letterTo) return;
    const link = links.confirmAppointment(await this.nominations.link(tx, nominationId));
    // Today among them; the link works no longer than what it confirms stands.
    const stands = tx.today.until(facts.lapsesOn).days + 1;
    await this.mail.queue(
      tx,
      { personId: facts.personId, email: facts.letterTo },
      officeLetter({
        ...facts,
        name: facts.organisationName,
        link,
        days: Math.min(this.config.CONFIRMATION_LINK_DAYS, stands),
      }),
    );
  }

  /** What the letters say; null when it was decided or lapsed meanwhile, and there is nothing to ask any more. */
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
      const over = ['identity.nomination-decided', 'identity.nomination-lapsed'];
      if (error instanceof Refusal && over.includes(error.code)) return null;
      throw error;
    }
  }
}
