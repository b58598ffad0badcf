import { Injectable } from '@nestjs/common';
import { Database, newId, Operators, Temporal, type Tx } from '#platform';
import { Agreements, Renewals } from '#agreements';
import { Practitioners, Requests, Visits, type Practitioner } from '#delivery';
import { Calendar, type School } from '#directory';
import { Limits, People } from '#identity';
import { Billing } from '#invoicing';
import { Books, Expiry } from '#ledger';
import type { Blueprint } from '../declaration.js';
import { offerId, type Created } from '../create-operator.js';
import { appointCast, type Cast } from './cast.js';
import { Chapters } from './chapters.js';
import { acting, at, goTo, planOf, spread, type Story } from './story.js';

const day = Temporal.PlainDate.from;

/** How many things are done at once while the history is made: two cores' worth. */
const together = 4;

/** A year so far, made through the same verbs as everybody's, as the operator's own clock goes forward. */
@Injectable()
export class History {
  readonly begins = at('2026-03-20');
  /** When the visitor arrives: nothing happens after it. */
  readonly ends = at('2026-11-24', '10:00');

  constructor(
    private readonly db: Database,
    private readonly operators: Operators,
    private readonly chapters: Chapters,
    private readonly agreements: Agreements,
    private readonly renewals: Renewals,
    private readonly billing: Billing,
    private readonly practitioners: Practitioners,
    private readonly visits: Visits,
    private readonly requests: Requests,
    private readonly calendar: Calendar,
    private readonly limits: Limits,
    private readonly books: Books,
    private readonly expiry: Expiry,
    private readonly people: People,
  ) {}

  async play(
    blueprint: Blueprint,
    created: Created,
    plan: { seed: number; signed: Readonly<Record<string, number>> },
    progress: (done: number, of: number) => void,
  ): Promise<void> {
    const story = await this.stage(blueprint, created, plan.signed);
    const work = story.signed.length + 80;
    let done = 0;
    const step = () => progress(++done, work);
    await goTo(this.db, this.operators, created, at('2026-04-01', '08:00'));
    await this.inParallel(story.signed, async (school, index) => {
      await this.sign(story, school, index);
      step();
    });
    await this.chapters.wallets(story);
    await this.chapters.daysDelivered(story, day('2026-05-11'), 30, step);
    await this.chapters.support(story);
    await this.chapters.course(story, day('2026-06-18'), true);
    await goTo(this.db, this.operators, created, at('2026-09-01', '08:00'));
    await this.renewAcademies(created);
    await this.chapters.daysDelivered(story, day('2026-09-14'), 30, step);
    await goTo(this.db, this.operators, created, this.ends);
    while ((await this.db.tx(created.staff, (tx) => this.expiry.expireLots(tx))) > 0);
    await this.ahead(story);
    await this.db.tx(created.staff, (tx) => this.books.verify(tx));
    progress(work, work);
  }

  /** Where an academy's year begins in September, a new one has begun, with its days and its invoice. */
  private async renewAcademies({ staff }: Created): Promise<void> {
    while ((await this.db.tx(staff, (tx) => this.renewals.renew(tx))) > 0);
    for (let due = 1; due > 0;) {
      due = await this.db.tx(staff, async (tx) => {
        const causes = await this.billing.due(tx);
        await this.billing.bill(tx, causes);
        return causes.length;
      });
    }
  }

  private async stage(
    blueprint: Blueprint,
    created: Created,
    signedBy: Readonly<Record<string, number>>,
  ): Promise<Story> {
    const { staff, schools, hostId, laIds } = created;
    return this.db.tx(staff, async (tx) => {
      const leaders = await this.practitioners.list(tx, { designations: ['NLE', 'LLE', 'SLE'] });
      const [sip] = await this.practitioners.list(tx, { designations: ['SIP'] });
      const leader = leaders.find((one) => one.designations.includes('LLE'))!;
      const homes = new Set(leaders.map((one) => one.homeId));
      const supporting = schools.find((school) => school.organisationId === leader.homeId)!;
      const primaries = schools.filter(
        (school) =>
          school.phase === 'primary' &&
          school.fundingStatus === 'maintained' &&
          school.roll &&
          !homes.has(school.organisationId),
      );
      const lead = (await this.linkedTo(
        tx,
        sip!,
        primaries.filter((school) => school.laCode === supporting.laCode),
      ))!;
      const waiting = primaries.find((school) => school !== lead)!;
      const cast: Cast = { lead, supporting, waiting };
      const chosen = [lead, supporting, waiting];
      const signed = Object.entries(signedBy).flatMap(([laCode, count]) => {
        const own = schools.filter((school) => school.laCode === laCode && school.roll);
        const first = chosen.filter((school) => school.laCode === laCode);
        return [
          ...first,
          ...spread(
            own.filter((school) => !chosen.includes(school)),
            count - first.length,
          ),
        ];
      });
      const laId = laIds.find((_, index) => blueprint.authorities[index] === lead.laCode)!;
      const persons = await appointCast(tx, this.people, blueprint.slug, {
        hostId,
        laId,
        cast,
        sip: sip!.name,
        leader: leader.name,
      });
      await this.practitioners.assign(tx, sip!.practitionerId, persons.get(`practitioner ${hostId}`)!);
      await this.practitioners.assign(
        tx,
        leader.practitionerId,
        persons.get(`practitioner ${supporting.organisationId}`)!,
      );
      await this.limits.set(tx, lead.organisationId, 'business-manager', 100_000n);
      return { blueprint, created, cast, persons, signed, leader };
    });
  }

  /** The first of these schools whose named contact this is. */
  private async linkedTo(tx: Tx, sip: Practitioner, schools: readonly School[]): Promise<School | undefined> {
    for (const school of schools) {
      const link = await this.practitioners.linkOf(tx, school.organisationId);
      if (link?.practitionerId === sip.practitionerId) return school;
    }
  }

  private async sign(story: Story, school: School, index: number): Promise<void> {
    const { blueprint, created } = story;
    const plan = blueprint.plans[planOf(story, school, index)]!;
    await this.db.tx(acting(story, school.organisationId, 'headteacher'), async (tx) => {
      await this.agreements.prepare(tx, {
        agreementId: newId(),
        schoolId: school.organisationId,
        offerId: offerId(created.operatorId, plan.slug),
      });
    });
    await this.db.tx(created.staff, async (tx) => {
      for (const agreement of await this.agreements.list(tx, { schoolId: school.organisationId }))
        await this.billing.agreement(tx, agreement.agreementId);
    });
  }

  /** What is waiting on the day the visitor arrives. */
  private async ahead(story: Story): Promise<void> {
    const { blueprint, created, cast } = story;
    const lead = cast.lead.organisationId;
    await this.chapters.course(story, day('2026-12-08'), false);
    await this.db.tx(acting(story, cast.waiting.organisationId, 'headteacher'), (tx) =>
      this.requests.ask(tx, {
        requestId: newId(),
        schoolId: cast.waiting.organisationId,
        need: 'teaching',
        details:
          'Reading in Years 3 and 4 has slowed down. We would like a day with someone who has turned this round.',
        days: 100n,
      }),
    );
    const manager = acting(story, lead, 'business-manager');
    await this.db.tx(manager, async (tx) => {
      const plan = blueprint.plans[Math.min(1, blueprint.plans.length - 1)]!;
      const [current] = await this.agreements.list(tx, { schoolId: lead });
      await this.agreements.prepare(tx, {
        agreementId: newId(),
        schoolId: lead,
        offerId: offerId(created.operatorId, plan.slug),
        startsOn: current!.endsOn.add({ days: 1 }),
        purchaseOrder: 'PO 2027-118',
      });
      const sip = (await this.practitioners.linkOf(tx, lead))!;
      const on = await this.calendar.nextTermDay(tx, lead, day('2026-12-03'));
      await this.visits.book(tx, {
        visitId: newId(),
        schoolId: lead,
        practitionerId: sip.practitionerId,
        on,
        portion: 50n,
        purpose: 'Headteacher’s performance management',
      });
    });
  }

  private async inParallel<Item>(
    items: readonly Item[],
    work: (item: Item, index: number) => Promise<void>,
  ): Promise<void> {
    const queue = items.entries();
    await Promise.all(
      Array.from({ length: together }, async () => {
        for (const [index, item] of queue) await work(item, index);
      }),
    );
  }
}
