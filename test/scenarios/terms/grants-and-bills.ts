import { expect, test } from '@jest/globals';
import { newId } from '#platform';
import type { School } from '#directory';
import { advance, held } from '../scene.js';
import { day, type Stage } from './stage.js';

/** What is frozen, when it is billed, on which days what it grants may be spent. From 1 April to 1 October 2026. */
export function grantsAndBills(stage: Stage): void {
  const documentsOf = (school: School) =>
    stage.scene.db.tx(stage.as(school), (tx) =>
      stage.scene.documents.list(tx, { customerId: school.organisationId }),
    );
  /** Bills what is due, and says how much that was. */
  const bill = () =>
    stage.scene.db.tx(stage.created.staff, async (tx) => {
      const due = await stage.scene.billing.due(tx);
      await stage.scene.billing.bill(tx, due);
      return due.length;
    });

  test('what is approved is what was prepared, whatever the catalogue says by then, and it is billed as it was', async () => {
    const school = stage.schools[0]!;
    const { agreementId } = await stage.prepare(
      school,
      'silver',
      undefined,
      stage.as(school, 'business-manager'),
    );
    await stage.scene.db.tx(stage.created.staff, async (tx) => {
      await tx.query(
        `UPDATE catalogue.offer SET service_type = 'training', cfr_code = 'E09' WHERE operator_id = $1 AND offer_id = $2`,
        [tx.operatorId, stage.plan('silver')],
      );
      await tx.query(
        `INSERT INTO catalogue.plan_grant (operator_id, offer_id, position, unit, pool, amount, label) VALUES ($1, $2, 9, 'DAY', 'entitlement', 500, 'more')`,
        [tx.operatorId, stage.plan('silver')],
      );
    });
    await stage.scene.db.tx(stage.as(school), (tx) => stage.scene.agreements.approve(tx, agreementId));
    expect(
      await stage.scene.db.tx(stage.as(school), (tx) => held(stage.scene, tx, school, 'DAY')),
    ).toMatchObject({
      posted: 300n,
    });
    await bill();
    const [document] = await documentsOf(school);
    const found = await stage.scene.db.tx(stage.as(school), (tx) =>
      stage.scene.documents.find(tx, document!.documentId),
    );
    expect(found.lines).toMatchObject([{ accountCode: 'E27' }]);
    expect(found.taxFacts.service).toBe('consultancy');
  });

  test('an issued document gives the reason it was issued with, whatever the rules say today', async () => {
    const [document] = await documentsOf(stage.schools[0]!);
    const undone = new Error('only to look');
    const looked = stage.scene.db.tx(stage.created.staff, async (tx) => {
      const documentId = newId();
      const columns = await tx.query<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns
          WHERE table_schema = 'invoicing' AND table_name = 'document' AND is_generated = 'NEVER'`,
      );
      const [into, from] = ['', 'copy.'].map((of) => columns.map(({ name }) => of + name).join(', '));
      await tx.query(
        `INSERT INTO invoicing.document (${into}) SELECT ${from} FROM invoicing.document d, jsonb_populate_record(d, $2) copy WHERE d.document_id = $1`,
        [
          document!.documentId,
          {
            document_id: documentId,
            cause_id: documentId,
            series: 1000,
            number: 'COPY-1',
            tax_because: 'As the rule of that day said.',
          },
        ],
      );
      expect(await stage.scene.documents.find(tx, documentId)).toMatchObject({
        taxBecause: 'As the rule of that day said.',
      });
      throw undone;
    });
    await expect(looked).rejects.toBe(undone);
  });

  test('an agreement signed months ahead is billed thirty days before it starts, once', async () => {
    const school = stage.schools[1]!;
    const { billsOn } = await stage.prepare(school, 'gold', '2026-09-01');
    expect(billsOn.toString()).toBe('2026-08-02');
    await bill();
    expect(await documentsOf(school)).toEqual([]);
    await advance(stage.scene, stage.created, '2026-08-01T08:00:00Z');
    await bill();
    expect(await documentsOf(school)).toEqual([]);
    await advance(stage.scene, stage.created, '2026-08-02T08:00:00Z');
    expect(await bill()).toBe(1);
    expect(await documentsOf(school)).toMatchObject([{ issuedOn: '2026-08-02', dueOn: '2026-09-01' }]);
    expect(await bill()).toBe(0);
  });

  test('what next term grants is for days of next term: not before, and for them already now', async () => {
    const school = stage.schools[1]!; // has Gold from 1 September, five days; today is 2 August
    const sip = (await stage.scene.db.tx(stage.as(school), (tx) =>
      stage.scene.practitioners.linkOf(tx, school.organisationId),
    ))!;
    const book = (on: string) =>
      stage.scene.db.tx(stage.as(school), (tx) =>
        stage.scene.visits.book(tx, {
          visitId: newId(),
          schoolId: school.organisationId,
          practitionerId: sip.practitionerId,
          on: day(on),
          portion: 100n,
          purpose: 'A look at the first term',
        }),
      );
    // The next term of the same plan, signed ahead: ten days in all, five of each.
    const [now] = await stage.scene.db.tx(stage.as(school), (tx) =>
      stage.scene.agreements.list(tx, { schoolId: school.organisationId }),
    );
    await stage.prepare(school, 'gold', now!.endsOn.add({ days: 1 }).toString());
    const within = ['2026-09-08', '2026-09-09', '2026-09-10'];
    for (const on of within) await book(on);
    await expect(book('2026-09-14')).rejects.toMatchObject({ code: 'entitlements.not-enough-days' });
    for (const on of ['2027-04-13', '2027-04-14', '2027-04-15', '2027-04-16', '2027-04-19']) await book(on);
    await expect(book('2027-04-20')).rejects.toMatchObject({ code: 'entitlements.not-enough-days' });
  });

  test('credits of next term are neither given nor promised before it', async () => {
    const [giver, taker] = [stage.schools[2]!, stage.schools[3]!];
    await stage.prepare(giver, 'silver', '2026-10-01');
    const give = () =>
      stage.scene.db.tx(stage.as(giver), (tx) =>
        stage.scene.credits.give(tx, {
          id: newId(),
          from: giver.organisationId,
          to: taker.organisationId,
          amount: 100n,
          message: 'With thanks',
        }),
      );
    await expect(give()).rejects.toMatchObject({ code: 'entitlements.not-enough-credits' });
    await advance(stage.scene, stage.created, '2026-10-01T08:00:00Z');
    await give();
  });
}
