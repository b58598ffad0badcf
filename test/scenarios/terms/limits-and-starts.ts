import { expect, test } from '@jest/globals';
import { newId, type Actor } from '#platform';
import type { School } from '#directory';
import { actingFor, advance } from '../scene.js';
import { day, type Stage } from './stage.js';

/** What a person may commit alone, and when an agreement may start. From 1 to 31 October 2026. */
export function limitsAndStarts(stage: Stage): void {
  // Today is 1 October 2026.

  test('a limit looks at a whole year’s price, however late the start or back-dated', async () => {
    const school = stage.schools[4]!;
    const manager = stage.as(school, 'business-manager');
    await stage.limit(school, 150_000n);
    const late = await stage.prepare(school, 'gold', '2027-03-01', manager);
    expect(late.price < 100_000n && late.yearPrice > 150_000n).toBe(true);
    expect(late.state).toBe('awaiting-approval');
    await expect(
      stage.scene.db.tx(manager, (tx) => stage.scene.agreements.approve(tx, late.agreementId)),
    ).rejects.toMatchObject({ code: 'identity.above-limit' });
    await stage.scene.db.tx(stage.as(school), (tx) => stage.scene.agreements.decline(tx, late.agreementId));
  });

  const buy = (school: School, actor: Actor, slug = 'maths-mastery') =>
    stage.scene.db.tx(actor, (tx) =>
      stage.scene.purchases.buy(tx, {
        purchaseId: newId(),
        schoolId: school.organisationId,
        offerId: stage.plan(slug),
      }),
    );

  test('orders add up: the third £400 passes £1,000 and is refused, until one is called off or the window has passed', async () => {
    const school = stage.schools[5]!;
    const manager = stage.as(school, 'business-manager');
    await stage.limit(school, 100_000n);
    const first = await buy(school, manager);
    const key: Actor = { ...manager, role: 'key', apiKeyId: newId() };
    await buy(school, key);
    await expect(buy(school, manager)).rejects.toThrow(
      '£400.00, with £800.00 ordered in the last 30 days, is above the £1,000.00 that you may order alone. Your headteacher may order it.',
    );
    await expect(buy(school, key)).rejects.toMatchObject({
      code: 'identity.above-limit',
    });
    await buy(school, stage.as(school)); // the head's own orders are not the manager's
    await stage.scene.db.tx(manager, (tx) => stage.scene.purchases.cancel(tx, first.purchaseId));
    await buy(school, manager);
    await expect(buy(school, manager)).rejects.toMatchObject({ code: 'identity.above-limit' });
    // Places on a course count as well.
    const sessionId = newId();
    await stage.scene.db.tx(actingFor(stage.created.operatorId, stage.created.hostId, 'manager'), (tx) =>
      stage.scene.courses.schedule(tx, {
        sessionId,
        offerId: stage.plan('phonics-leaders'),
        on: day('2026-11-10'),
        startsAt: '09:00',
        venue: 'Town Hall',
        capacity: 9,
      }),
    );
    const place = () =>
      stage.scene.db.tx(manager, (tx) =>
        stage.scene.courses.book(tx, {
          placeId: newId(),
          sessionId,
          schoolId: school.organisationId,
          attendee: `Sam ${newId()}`,
          means: 'money',
        }),
      );
    await place();
    await place();
    await expect(place()).rejects.toMatchObject({ code: 'identity.above-limit' });
    await advance(stage.scene, stage.created, '2026-10-31T08:00:00Z');
    await buy(school, manager);
  });

  test('ten clicks at once do not pass a limit together', async () => {
    const school = stage.schools[6]!;
    const manager = stage.as(school, 'business-manager');
    await stage.limit(school, 100_000n);
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => buy(school, manager)));
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(2);
  });

  test('a dearer plan for the next term is an order of it; a cheaper one, or staying, is not', async () => {
    const school = stage.schools[7]!;
    const manager = stage.as(school, 'business-manager');
    await stage.limit(school, 500_000n);
    const { agreementId } = await stage.prepare(school, 'silver', '2026-10-31', stage.as(school));
    const choose = (actor: Actor, choice: 'renew' | 'change' | 'leave', slug?: string) =>
      stage.scene.db.tx(actor, (tx) =>
        stage.scene.agreements.chooseTermEnd(tx, agreementId, choice, slug ? stage.plan(slug) : null),
      );
    await choose(manager, 'change', 'bronze');
    await stage.limit(school, 100_000n);
    await expect(choose(manager, 'change', 'gold')).rejects.toMatchObject({ code: 'identity.above-limit' });
    await expect(choose(manager, 'renew')).rejects.toMatchObject({ code: 'identity.above-limit' });
    await choose(stage.as(school), 'change', 'gold');
    await choose(manager, 'renew');
    await choose(manager, 'leave');
    await expect(choose(manager, 'renew')).rejects.toMatchObject({ code: 'identity.above-limit' });
  });

  // Today is 31 October 2026.

  test('a start in a wrong year is refused where it is typed, and a term that is over is not signed', async () => {
    const school = stage.schools[8]!;
    const consider = (startsOn: string) =>
      stage.scene.db.tx(stage.as(school), (tx) =>
        stage.scene.agreements.consider(tx, {
          schoolId: school.organisationId,
          offerId: stage.plan('silver'),
          startsOn: day(startsOn),
        }),
      );
    for (const wrong of ['2016-04-01', '2025-10-31', '2026-09-29'])
      await expect(consider(wrong)).rejects.toMatchObject({ code: 'agreements.start-too-early' });
    await expect(consider('2028-04-01')).rejects.toMatchObject({ code: 'agreements.start-too-late' });
    await consider('2026-09-30');
    await stage.scene.db.tx(stage.created.staff, (tx) => stage.scene.books.closeUntil(tx, day('2026-10-05')));
    await expect(consider('2026-10-05')).rejects.toMatchObject({ code: 'agreements.start-closed' });
    await consider('2026-10-06');
    await expect(
      stage.scene.db.tx(stage.created.staff, (tx) =>
        tx.query(
          `UPDATE agreements.agreement SET starts_on = '2020-04-01', ends_on = '2021-03-31' WHERE operator_id = $1 AND school_id = $2`,
          [tx.operatorId, stage.schools[7]!.organisationId],
        ),
      ),
    ).rejects.toMatchObject({ constraint: 'agreement_term_not_over' });
  });

  test('further back only the operator’s staff date it, with a reason, and the school’s head approves', async () => {
    const school = stage.schools[8]!;
    const dated = (actor: Actor, startsOn: string, backdatedBecause?: string) =>
      stage.scene.db.tx(actor, (tx) =>
        stage.scene.agreements.prepare(tx, {
          agreementId: newId(),
          schoolId: school.organisationId,
          offerId: stage.plan('bronze'),
          startsOn: day(startsOn),
          ...(backdatedBecause && { backdatedBecause }),
        }),
      );
    const why = 'The signed paper from September was found.';
    await expect(dated(stage.as(school), '2026-09-01', why)).rejects.toMatchObject({
      code: 'platform.forbidden',
    });
    await expect(dated(stage.administrator, '2026-09-01')).rejects.toMatchObject({
      code: 'platform.forbidden',
    });
    await expect(dated(stage.administrator, '2026-09-01', why)).rejects.toMatchObject({
      code: 'agreements.start-closed',
    });
    const waiting = await dated(stage.administrator, '2026-10-06', why);
    expect(waiting.state).toBe('awaiting-approval');
    const signed = await stage.scene.db.tx(stage.as(school), (tx) =>
      stage.scene.agreements.approve(tx, waiting.agreementId),
    );
    expect(signed).toMatchObject({ state: 'signed', backdatedBecause: why });
  });
}
