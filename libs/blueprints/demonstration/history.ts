import { Injectable } from '@nestjs/common';
import { Database, newId, Operators, Temporal, type Actor } from '#platform';
import { Agreements, Purchases } from '#agreements';
import { Courses, Practitioners, Requests, Visits, type Practitioner } from '#delivery';
import { Calendar, type School } from '#directory';
import { Funds } from '#funding';
import { Limits, People } from '#identity';
import { Billing } from '#invoicing';
import type { Blueprint } from '../blueprint.js';
import { offerId, type Created } from '../create-operator.js';
import { appointCast, type Cast } from './cast.js';

const at = (day: string, time = '09:00'): Temporal.Instant => Temporal.Instant.from(`${day}T${time}:00Z`);
const day = Temporal.PlainDate.from;

/** How many things are done at once while the history is made: two cores' worth. */
const together = 4;

interface Story {
  readonly blueprint: Blueprint;
  readonly created: Created;
  readonly cast: Cast;
  readonly persons: ReadonlyMap<string, string>;
  readonly signed: readonly School[];
  /** The leader of the supporting school who is lent out. */
  readonly leader: Practitioner;
}

/** A year so far, made through the same verbs as everybody's, as the operator's own clock goes forward. */
@Injectable()
export class History {
  readonly begins = at('2026-03-20');
  private readonly ends = at('2026-11-24', '10:00');

  constructor(
    private readonly db: Database,
    private readonly operators: Operators,
    private readonly agreements: Agreements,
    private readonly purchases: Purchases,
    private readonly billing: Billing,
    private readonly practitioners: Practitioners,
    private readonly visits: Visits,
    private readonly requests: Requests,
    private readonly courses: Courses,
    private readonly calendar: Calendar,
    private readonly funds: Funds,
    private readonly limits: Limits,
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
    await this.clock(created, at('2026-04-01', '08:00'));
    await this.inParallel(story.signed, async (school, index) => {
      await this.sign(story, school, index);
      step();
    });
    await this.wallets(story);
    await this.daysDelivered(story, day('2026-05-11'), 30, step);
    await this.support(story);
    await this.course(story, day('2026-06-18'), true);
    await this.daysDelivered(story, day('2026-09-14'), 30, step);
    await this.clock(created, this.ends);
    await this.ahead(story);
    progress(work, work);
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
      const linked = await tx.query<{ school_id: string }>(
        'SELECT school_id FROM delivery.link WHERE operator_id = $1 AND practitioner_id = $2',
        [tx.operatorId, sip!.practitionerId],
      );
      const ofSip = new Set(linked.map((row) => row.school_id));
      const lead = primaries.find(
        (school) => ofSip.has(school.organisationId) && school.laCode === supporting.laCode,
      )!;
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

  private async sign(story: Story, school: School, index: number): Promise<void> {
    const { blueprint, created } = story;
    const plan = blueprint.plans[planOf(story, school, index)]!;
    await this.db.tx(this.actor(story, school.organisationId, 'headteacher'), async (tx) => {
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

  /** Half of the lead school's wallet is spent with the independent provider; three other schools have one untouched. */
  private async wallets(story: Story): Promise<void> {
    const { blueprint, created, cast } = story;
    const independent = blueprint.providers[0]!.offers[0]!;
    const price = BigInt(Math.round((independent.prices[0]!.amount ?? 0) * 100));
    for (const [index, laId] of created.laIds.entries()) {
      const laCode = blueprint.authorities[index]!;
      const holder = this.actor(story, laId, 'budget-holder');
      const fundId = newId();
      await this.db.tx(holder, (tx) =>
        this.funds.open(tx, {
          fundId,
          laId,
          title: 'Intervention fund 2026-27',
          purpose: 'Support for schools the authority is concerned about',
          amount: 4_000_000n,
          opensOn: day('2026-04-01'),
          closesOn: day('2027-03-31'),
        }),
      );
      const own = story.signed.filter((school) => school.laCode === laCode);
      const chosen =
        cast.lead.laCode === laCode
          ? [cast.lead, ...own.filter((school) => school !== cast.lead).slice(3, 6)]
          : own.slice(0, 3);
      for (const school of chosen) {
        const walletId = newId();
        await this.db.tx(holder, (tx) =>
          this.funds.earmark(tx, {
            walletId,
            fundId,
            schoolId: school.organisationId,
            purpose: 'To spend with the provider you choose',
            amount: price * 2n,
          }),
        );
        if (school !== cast.lead) continue;
        const purchaseId = newId();
        await this.db.tx(this.actor(story, school.organisationId, 'headteacher'), (tx) =>
          this.purchases.buy(tx, {
            purchaseId,
            schoolId: school.organisationId,
            offerId: offerId(created.operatorId, independent.slug),
            walletId,
          }),
        );
        const { providerId } = await this.db.tx(created.staff, (tx) => this.purchases.find(tx, purchaseId));
        await this.db.tx(this.actor(story, providerId, 'manager'), (tx) =>
          this.purchases.deliver(tx, purchaseId),
        );
        await this.db.tx(created.staff, (tx) => this.billing.purchase(tx, purchaseId));
      }
    }
  }

  /** Every SIP spends a term's days: booked, and a day after each its report filed; the earlier half is evaluated. */
  private async daysDelivered(
    story: Story,
    from: Temporal.PlainDate,
    count: number,
    step: () => void,
  ): Promise<void> {
    const { created, cast } = story;
    const more = story.signed.filter(
      (school, index) =>
        school !== cast.lead && (planOf(story, school, index) > 0 || story.blueprint.plans.length === 1),
    );
    const visited = [cast.lead, ...spread(more, count - 1)];
    const next = new Map<string, Temporal.PlainDate>();
    const booked: { visitId: string; school: School; homeId: string; on: Temporal.PlainDate }[] = [];
    for (const school of visited) {
      await this.db.tx(this.actor(story, school.organisationId, 'business-manager'), async (tx) => {
        const sip = (await this.practitioners.linkOf(tx, school.organisationId))!;
        const free = await this.calendar.nextTermDay(
          tx,
          school.organisationId,
          next.get(sip.practitionerId) ?? from,
        );
        next.set(sip.practitionerId, free.add({ days: 1 }));
        const visitId = newId();
        await this.visits.book(tx, {
          visitId,
          schoolId: school.organisationId,
          practitionerId: sip.practitionerId,
          on: free,
          portion: 100n,
          purpose: 'Termly review with your improvement partner',
        });
        booked.push({ visitId, school, homeId: sip.homeId, on: free });
      });
      step();
    }
    const last = booked
      .map((one) => one.on)
      .sort(Temporal.PlainDate.compare)
      .at(-1)!;
    await this.clock(created, at(last.add({ days: 1 }).toString(), '16:00'));
    for (const [index, { visitId, school, homeId }] of booked.entries()) {
      await this.db.tx(this.actor(story, homeId, 'practitioner'), (tx) =>
        this.visits.report(tx, visitId, reports[index % reports.length]!),
      );
      if (index % 2 === 0 && from.month > 6) continue;
      const head = this.actor(story, school.organisationId, 'headteacher');
      await this.db.tx(head, (tx) => this.visits.read(tx, visitId));
      await this.db.tx(head, (tx) =>
        this.visits.evaluate(tx, visitId, 3 + (index % 3), comments[index % comments.length]!),
      );
    }
  }

  /** The supporting school's leader spends a day at the lead school: credits held, earned, and one spent on a course. */
  private async support(story: Story): Promise<void> {
    const { created, cast, leader } = story;
    const [requestId, proposalId, visitId] = [newId(), newId(), newId()];
    const head = this.actor(story, cast.lead.organisationId, 'headteacher');
    const other = this.actor(story, cast.supporting.organisationId, 'headteacher');
    await this.db.tx(head, (tx) =>
      this.requests.ask(tx, {
        requestId,
        schoolId: cast.lead.organisationId,
        need: 'leadership',
        details:
          'Our new deputy headteacher would like a day with an experienced leader of a similar school.',
        days: 100n,
      }),
    );
    await this.db.tx(created.staff, (tx) =>
      this.requests.propose(tx, {
        proposalId,
        requestId,
        practitionerId: leader.practitionerId,
        designation: 'LLE',
        reason: 'Has led a school like yours through the same change.',
      }),
    );
    await this.db.tx(other, (tx) => this.requests.consent(tx, proposalId));
    const on = await this.db.tx(head, async (tx) => {
      const free = await this.calendar.nextTermDay(tx, cast.lead.organisationId, tx.today.add({ days: 3 }));
      await this.visits.book(tx, {
        visitId,
        schoolId: cast.lead.organisationId,
        practitionerId: leader.practitionerId,
        on: free,
        portion: 100n,
        purpose: 'A day with our new deputy headteacher',
        proposalId,
      });
      return free;
    });
    await this.clock(created, at(on.toString(), '17:00'));
    await this.db.tx(other, (tx) =>
      this.visits.report(
        tx,
        visitId,
        'We walked the school together, looked at the first hundred days of the deputy headteacher, and agreed what to hand over and when.',
      ),
    );
    await this.db.tx(head, (tx) => this.visits.evaluate(tx, visitId, 5, 'Exactly what she needed.'));
  }

  private async course(story: Story, from: Temporal.PlainDate, past: boolean): Promise<void> {
    const { blueprint, created, cast } = story;
    const offer = blueprint.offers.find(
      (one) => one.kind === 'course' && one.accepts.includes('credits') && one.accepts.includes('money'),
    )!;
    const sessionId = newId();
    const host = this.actor(story, created.hostId, 'manager');
    const on = await this.db.tx(host, async (tx) => {
      const start = Temporal.PlainDate.compare(from, tx.today) < 0 ? tx.today.add({ days: 2 }) : from;
      const free = await this.calendar.nextTermDay(tx, cast.lead.organisationId, start);
      await this.courses.schedule(tx, {
        sessionId,
        offerId: offerId(created.operatorId, offer.slug),
        on: free,
        startsAt: '09:30',
        venue: 'The Learning Centre',
        capacity: 24,
      });
      return free;
    });
    const attending = [
      cast.lead,
      ...spread(
        story.signed.filter((school) => school !== cast.lead && school !== cast.supporting),
        9,
      ),
    ];
    for (const [index, school] of attending.entries()) {
      await this.db.tx(this.actor(story, school.organisationId, 'headteacher'), (tx) =>
        this.courses.book(tx, {
          placeId: newId(),
          sessionId,
          schoolId: school.organisationId,
          attendee: names[index % names.length]!,
          means: past && index % 3 !== 2 ? 'free' : index === 0 ? 'free' : 'money',
        }),
      );
    }
    await this.db.tx(this.actor(story, cast.supporting.organisationId, 'headteacher'), (tx) =>
      this.courses.book(tx, {
        placeId: newId(),
        sessionId,
        schoolId: cast.supporting.organisationId,
        attendee: 'Holly Marsh',
        means: 'credits',
      }),
    );
    if (!past) return;
    await this.clock(created, at(on.toString(), '16:00'));
    await this.db.tx(host, async (tx) =>
      this.courses.takeRegister(
        tx,
        sessionId,
        (await this.courses.places(tx, { sessionId })).map((place) => place.placeId),
      ),
    );
    await this.db.tx(created.staff, (tx) => this.billing.places(tx, sessionId));
  }

  /** What is waiting on the day the visitor arrives. */
  private async ahead(story: Story): Promise<void> {
    const { blueprint, created, cast } = story;
    const lead = cast.lead.organisationId;
    await this.course(story, day('2026-12-08'), false);
    await this.db.tx(this.actor(story, cast.waiting.organisationId, 'headteacher'), (tx) =>
      this.requests.ask(tx, {
        requestId: newId(),
        schoolId: cast.waiting.organisationId,
        need: 'teaching',
        details:
          'Reading in Years 3 and 4 has slowed down. We would like two days with someone who has turned this round.',
        days: 200n,
      }),
    );
    const manager = this.actor(story, lead, 'business-manager');
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

  private actor(story: Story, organisationId: string, role: Actor['role']): Actor {
    return {
      operatorId: story.created.operatorId,
      scope: 'party',
      organisationId,
      organisationIds: [organisationId],
      personId: story.persons.get(`${role} ${organisationId}`) ?? null,
      role,
      requestId: 'demonstration',
    };
  }

  private async clock(created: Created, to: Temporal.Instant): Promise<void> {
    await this.db.tx(created.staff, async (tx) => {
      if (Temporal.Instant.compare(to, tx.now) > 0) await this.operators.advance(tx, to);
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

/** The lead school has the second plan; the others share all of them out. */
const planOf = ({ blueprint, cast }: Story, school: School, index: number): number =>
  school === cast.lead ? Math.min(1, blueprint.plans.length - 1) : index % blueprint.plans.length;

/** `count` of them, evenly over the list. */
const spread = <Item>(items: readonly Item[], count: number): Item[] =>
  count >= items.length
    ? [...items]
    : Array.from(
        { length: Math.max(0, count) },
        (_, index) => items[Math.floor((index * items.length) / count)]!,
      );

const names = [
  'Priya Shah',
  'Tom Ellis',
  'Grace Monk',
  'Owen Pratt',
  'Lucy Adams',
  'Ben Carter',
  'Zara Malik',
  'Joe Finch',
  'Erin Walsh',
  'Paul Dean',
];
const reports = [
  'We looked at books from Years 2 and 5 with the subject leaders and spoke with pupils. Reading is taught well; writing across subjects is the next thing to work on. Agreed: two staff meetings this term, and a look again in the spring.',
  'We reviewed attendance and the work of the pastoral team. Persistent absence has fallen since the autumn. Agreed: share the first-day calling routine with the governors, and keep the weekly meeting.',
  'The headteacher and I visited every class. Routines are calm and the early years are a strength. Agreed: a plan for mathematics in Key Stage 2 with dates, for governors in their next meeting.',
];
const comments = [
  'Clear and useful.',
  'A good challenge, and fair.',
  'We would have liked more time with the subject leaders.',
  'The follow-up notes helped our governors.',
];
