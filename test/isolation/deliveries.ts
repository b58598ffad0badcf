import { offerId, type Created } from '#blueprints';
import { generateTerms } from '#directory';
import { newId, type Actor } from '#platform';
import { actingFor, type Facades } from '../scenarios/scene.js';

/** A place on a course, a visit that is booked, and support that another school was asked for. */
export async function deliver(scene: Facades, created: Created, head: Actor) {
  const { operatorId, staff, hostId } = created;
  const [session, place, visit, proposal] = [newId(), newId(), newId(), newId()];
  const schoolId = head.organisationId!;
  await scene.db.systemTx('a suite sets term dates', (tx) =>
    scene.calendar.setTerms(tx, created.laIds[0]!, generateTerms(2025, 2027)),
  );
  await scene.db.tx(actingFor(operatorId, hostId, 'manager'), (tx) =>
    scene.courses.schedule(tx, {
      sessionId: session,
      offerId: offerId(operatorId, 'subject-leadership'),
      on: tx.today.add({ days: 1 }),
      startsAt: '09:30',
      venue: 'Town Hall',
      capacity: 5,
    }),
  );
  const requestId = newId();
  await scene.db.tx(head, async (tx) => {
    const sip = (await scene.practitioners.linkOf(tx, schoolId))!;
    await scene.courses.book(tx, {
      placeId: place,
      sessionId: session,
      schoolId,
      attendee: 'Jo Bright',
      means: 'money',
    });
    await scene.visits.book(tx, {
      visitId: visit,
      schoolId,
      practitionerId: sip.practitionerId,
      on: await scene.calendar.nextTermDay(tx, schoolId, tx.today.add({ days: 20 })),
      portion: 50n,
      purpose: 'Termly review',
    });
    const details = 'A day with an experienced leader.';
    await scene.requests.ask(tx, { requestId, schoolId, need: 'leadership', details, days: 50n });
  });
  await scene.db.tx(staff, async (tx) => {
    const leaders = await scene.practitioners.list(tx, { designations: ['LLE'] });
    await scene.requests.propose(tx, {
      proposalId: proposal,
      requestId,
      practitionerId: leaders.find((one) => one.homeId !== schoolId)!.practitionerId,
      designation: 'LLE',
      reason: 'Has led a school like it.',
    });
  });
  return { session, place, visit, proposal };
}
export type Delivered = Awaited<ReturnType<typeof deliver>>;
