import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor } from '#platform';
import { AgreementsController } from '../../apps/web/school/agreements/controller.js';
import { CoursesController } from '../../apps/web/school/courses/controller.js';
import { PurchasesController } from '../../apps/web/school/purchases/controller.js';
import type { Page } from '../../apps/web/kit/page.js';
import { openBuyers, type Buyers } from './agreements/buyers.js';
import { flat, publish, publishPlan } from './agreements/offers.js';
import { errors, openPages, type Pages } from './pages.js';
import { day } from './stage.js';
import { at } from './traces.js';

/** What is confirmed is what was shown: a price that rises in between is not paid unseen. */
let buyers: Buyers & Pages;
beforeAll(async () => {
  buyers = await openPages(openBuyers);
}, 240_000);
afterAll(() => buyers?.close());

const changed = 'The price has changed since it was shown to you. Look at it again before you order.';
const raise = (offerId: string, amount: bigint, unit = 'GBP') =>
  buyers.db.tx(buyers.created.staff, (tx) =>
    buyers.catalogue.price(tx, offerId, flat(amount, { startsOn: tx.today, unit })),
  );
/** What the page that checks the answers sends when it is confirmed. */
const answers = (checked: unknown) =>
  Object.fromEntries(
    ((checked as Page).model as { hidden: { name: string; value: string }[] }).hidden.map(
      ({ name, value }) => [name, value],
    ),
  );
const ordered = { to: expect.stringMatching(/bought|booked|prepared/) };

test('a service is bought at the price shown, or not at all', async () => {
  const pages = buyers.pages(PurchasesController);
  const offer = await publish(buyers, { price: { startsOn: day('2026-04-01') } });
  const form = answers(await pages.check(buyers.head, { offer, from: 'money' }));
  await raise(offer, 90_000n);
  expect(errors(await pages.confirm(buyers.head, form)).from?.text).toBe(changed);
  const again = answers(await pages.check(buyers.head, { ...form }));
  expect(await pages.confirm(buyers.head, again)).toMatchObject(ordered);
  await at(buyers, '2026-04-14T08:00:00Z');
  await raise(offer, 95_000n);
  expect(await pages.confirm(buyers.head, again)).toMatchObject(ordered); // a second click
});

test('so is a place on a course, by what pays for it', async () => {
  const pages = buyers.pages(CoursesController);
  const offerId = await publish(buyers, { kind: 'course', accepts: ['money', 'free'] });
  const session = {
    sessionId: newId(),
    offerId,
    on: day('2026-05-12'),
    startsAt: '09:30',
    venue: 'Hall',
    capacity: 5,
  };
  const manager = buyers.as(buyers.created.hostId, 'manager');
  await buyers.db.tx(manager, (tx) => buyers.courses.schedule(tx, session));
  const check = (means: string, attendee = 'Jo Bright') =>
    pages.check(buyers.head, session.sessionId, { attendee, means });
  const book = (form: object) => pages.book(buyers.head, session.sessionId, form);
  const [money, free] = [answers(await check('money')), answers(await check('free'))];
  await raise(offerId, 40_000n);
  expect(errors(await book(money)).means?.text).toBe(changed);
  expect(await book(free)).toMatchObject(ordered);
  expect(await book(answers(await check('money', 'Al Reed')))).toMatchObject(ordered);
});

test('so is a plan', async () => {
  const pages = buyers.pages(AgreementsController);
  const head: Actor = buyers.as(buyers.nextSchool());
  const plan = await publishPlan(buyers, 'Rising', 120_000n);
  const check = () => pages.check(head, { plan, startsOn: '2026-09-01' });
  const form = answers(await check());
  await raise(plan, 240_000n);
  expect(errors(await pages.prepare(head, form)).startsOn?.text).toBe(changed);
  expect(await pages.prepare(head, answers(await check()))).toMatchObject(ordered);
});
