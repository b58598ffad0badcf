import { Injectable } from '@nestjs/common';
import { Database, newId, Temporal, type Tx } from '#platform';
import { Agreements } from '#agreements';
import { offerId, readBlueprint, type Created } from '#blueprints';
import { Practitioners, Requests, Visits, type PractitionerRow } from '#delivery';
import { Calendar, type School } from '#directory';
import { Limits, People } from '#identity';
import { appointCast, type Cast } from './cast.js';
import { Chapters } from './chapters.js';
import { Clock } from './clock.js';
import type { DemonstrationOperator } from './operators.js';
import { acting, at, ends, planOf, spread, type Story } from './story.js';
import { gatherTeam } from './team.js';

const day = Temporal.PlainDate.from;

/** How many things are done at once while the history is made: two cores' worth. */
const together = 4;

/** A year so far, made through the same verbs as everybody's, as the operator's own clock goes forward. */
@Injectable()
export class History {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly chapters: Chapters,
    private readonly agreements: Agreements,
    private readonly practitioners: Practitioners,
    private readonly visits: Visits,
    private readonly requests: Requests,
    private readonly calendar: Calendar,
    private readonly limits: Limits,
    private readonly people: People,
  ) {}

  /** Tells how many of how many things are done. */
  async play(
    operator: DemonstrationOperator,
    created: Created,
    progress: (done: number, of: number) => void,
  ): Promise<void> {
    const story = await this.stage(operator, created);
    const work = story.signed.length + 80;
    let done = 0;
    const step = () => progress(++done, work);
    await this.clock.goTo(created, at('2026-04-01', '08:00'));
    await this.inParallel(story.signed, async (school, index) => {
      await this.sign(story, school, index);
      step();
    });
    await this.chapters.wallets(story);
    await this.chapters.daysDelivered(story, day('2026-04-20'), 30, step);
    await this.chapters.support(story);
    await this.chapters.course(story, day('2026-05-21'), true);
    await this.clock.goTo(created, at('2026-09-01', '08:00'));
    await this.chapters.services(story, day('2026-09-10'));
    await this.chapters.daysDelivered(story, day('2026-09-14'), 30, step);
    await this.clock.goTo(created, ends.subtract({ hours: 1 }));
    await this.ahead(story);
    await this.clock.goTo(created, ends);
    progress(work, work);
  }

  private async stage(
    { blueprint: name, signed: signedBy, team }: DemonstrationOperator,
    created: Created,
  ): Promise<Story> {
    const blueprint = readBlueprint(name);
    const { staff, schools, hostId, laIds } = created;
    return this.db.tx(staff, async (tx) => {
      await gatherTeam(tx, this.practitioners, created, team);
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
  private async linkedTo(
    tx: Tx,
    sip: PractitionerRow,
    schools: readonly School[],
  ): Promise<School | undefined> {
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
