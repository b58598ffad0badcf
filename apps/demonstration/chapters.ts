import { Injectable } from '@nestjs/common';
import { Database, newId, Temporal } from '#platform';
import { Purchases } from '#agreements';
import { offerId } from '#blueprints';
import { Courses, Practitioners, Requests, Visits } from '#delivery';
import { Calendar, type School } from '#directory';
import { Funds } from '#funding';
import { Clock } from './clock.js';
import { acting, at, planOf, spread, staff, type Story } from './story.js';

const day = Temporal.PlainDate.from;

/** What happens in the year: money earmarked, days delivered, support between schools, courses. */
@Injectable()
export class Chapters {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly purchases: Purchases,
    private readonly practitioners: Practitioners,
    private readonly visits: Visits,
    private readonly requests: Requests,
    private readonly courses: Courses,
    private readonly calendar: Calendar,
    private readonly funds: Funds,
  ) {}

  /** Half of the lead school's wallet is spent with the independent provider; three other schools have one untouched. */
  async wallets(story: Story): Promise<void> {
    const { blueprint, created, cast } = story;
    const independent = blueprint.providers[0]!.offers[0]!;
    const price = BigInt(Math.round((independent.prices[0]!.amount ?? 0) * 100));
    for (const [index, laId] of created.laIds.entries()) {
      const laCode = blueprint.authorities[index]!;
      const holder = acting(story, laId, 'budget-holder');
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
        await this.db.tx(acting(story, school.organisationId, 'headteacher'), (tx) =>
          this.purchases.buy(tx, {
            purchaseId,
            schoolId: school.organisationId,
            offerId: offerId(created.operatorId, independent.slug),
            walletId,
          }),
        );
        const { providerId } = await this.db.tx(created.staff, (tx) => this.purchases.find(tx, purchaseId));
        await this.db.tx(acting(story, providerId, 'manager'), (tx) =>
          this.purchases.deliver(tx, purchaseId),
        );
      }
    }
  }

  /** Every SIP spends a term's days: booked, and a day after each its report filed; the earlier half is evaluated. */
  async daysDelivered(
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
      await this.db.tx(acting(story, school.organisationId, 'business-manager'), async (tx) => {
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
    await this.clock.goTo(created, at(last.add({ days: 1 }).toString(), '16:00'));
    for (const [index, { visitId, school, homeId }] of booked.entries()) {
      await this.db.tx(acting(story, homeId, 'manager'), (tx) =>
        this.visits.report(tx, visitId, reports[index % reports.length]!),
      );
      if (index % 2 === 0 && from.month > 6) continue;
      const head = acting(story, school.organisationId, 'headteacher');
      await this.db.tx(head, (tx) => this.visits.read(tx, visitId));
      await this.db.tx(head, (tx) =>
        this.visits.evaluate(tx, visitId, 3 + (index % 3), comments[index % comments.length]!),
      );
    }
  }

  /** The supporting school's leader spends a day at the lead school: credits held, earned, and one spent on a course. */
  async support(story: Story): Promise<void> {
    const { created, cast, leader } = story;
    const [requestId, proposalId, visitId] = [newId(), newId(), newId()];
    const head = acting(story, cast.lead.organisationId, 'headteacher');
    const other = acting(story, cast.supporting.organisationId, 'headteacher');
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
    await this.db.tx(staff(story, 'broker'), (tx) =>
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
    await this.clock.goTo(created, at(on.toString(), '17:00'));
    await this.db.tx(other, (tx) =>
      this.visits.report(
        tx,
        visitId,
        'We walked the school together, looked at the first hundred days of the deputy headteacher, and agreed what to hand over and when.',
      ),
    );
    await this.db.tx(head, (tx) => this.visits.evaluate(tx, visitId, 5, 'Exactly what she needed.'));
  }

  /** A service that credits pay for, where the operator has one: delivered to the lead school, and ordered by the one that waits. */
  async services(story: Story, deliveredOn: Temporal.PlainDate): Promise<void> {
    const { blueprint, created, cast } = story;
    const offer = blueprint.offers.find((one) => one.kind === 'service' && one.accepts.includes('credits'));
    if (!offer) return;
    const buy = async ({ organisationId: schoolId }: School): Promise<string> => {
      const purchaseId = newId();
      const order = { schoolId, offerId: offerId(created.operatorId, offer.slug), means: 'credits' } as const;
      await this.db.tx(acting(story, schoolId, 'headteacher'), (tx) =>
        this.purchases.buy(tx, { purchaseId, ...order }),
      );
      return purchaseId;
    };
    const purchaseId = await buy(cast.lead);
    await buy(cast.waiting);
    await this.clock.goTo(created, at(deliveredOn.toString(), '16:00'));
    await this.db.tx(acting(story, created.hostId, 'manager'), (tx) =>
      this.purchases.deliver(tx, purchaseId),
    );
  }

  /** A course with a dozen schools on it; a past one has its register taken. */
  async course(story: Story, from: Temporal.PlainDate, past: boolean): Promise<void> {
    const { blueprint, created, cast } = story;
    const offer = blueprint.offers.find(
      (one) => one.kind === 'course' && one.accepts.includes('credits') && one.accepts.includes('money'),
    )!;
    const sessionId = newId();
    const host = acting(story, created.hostId, 'manager');
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
      await this.db.tx(acting(story, school.organisationId, 'headteacher'), (tx) =>
        this.courses.book(tx, {
          placeId: newId(),
          sessionId,
          schoolId: school.organisationId,
          attendee: names[index % names.length]!,
          means: past && index % 3 !== 2 ? 'free' : index === 0 ? 'free' : 'money',
        }),
      );
    }
    await this.db.tx(acting(story, cast.supporting.organisationId, 'headteacher'), (tx) =>
      this.courses.book(tx, {
        placeId: newId(),
        sessionId,
        schoolId: cast.supporting.organisationId,
        attendee: 'Holly Marsh',
        means: 'credits',
      }),
    );
    if (!past) return;
    await this.clock.goTo(created, at(on.toString(), '16:00'));
    await this.db.tx(host, async (tx) =>
      this.courses.takeRegister(
        tx,
        sessionId,
        (await this.courses.places(tx, { sessionId })).map((place) => place.placeId),
      ),
    );
  }
}

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
