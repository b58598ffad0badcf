import { expect, test } from '@jest/globals';
import { newId } from '#platform';
import type { School } from '#directory';
import { Audit } from '#identity';
import { SchoolYear } from '#insight';
import { actingFor, advance } from '../scene.js';
import { day, type Stage } from './stage.js';

/** What becomes of agreements when their term ends, on 1 April 2027. */
export function renewals(stage: Stage): void {
  /** What the renewal run does until nothing is due. */
  const renew = async () => {
    while ((await stage.scene.db.tx(stage.created.staff, (tx) => stage.scene.renewals.renew(tx))) > 0);
  };
  const register = (school: School, change: string) =>
    stage.scene.db.systemTx('a test changes the register', (tx) =>
      tx.query(`UPDATE directory.school SET ${change} WHERE organisation_id = $1`, [school.organisationId]),
    );

  test('a renewal takes the place and the purchase order of a copy that waited, and the old agreement says so', async () => {
    const school = stage.schools[0]!;
    const copy = await stage.scene.db.tx(stage.as(school, 'business-manager'), (tx) =>
      stage.scene.agreements.prepare(tx, {
        agreementId: newId(),
        schoolId: school.organisationId,
        offerId: stage.plan('gold'),
        startsOn: day('2027-04-01'),
        purchaseOrder: 'PO 2027-118',
      }),
    );
    expect(copy.state).toBe('awaiting-approval');
    const [closing, leaving, long] = [stage.schools[2]!, stage.schools[9]!, stage.schools[10]!];
    await stage.prepare(leaving, 'silver');
    await stage.prepare(long, 'silver');
    await register(closing, `status = 'closed', closed_on = '2026-12-31'`);
    await stage.scene.db.tx(stage.created.staff, async (tx) => {
      await stage.scene.parties.leave(tx, leaving.organisationId, day('2027-03-31'));
      await tx.query(
        'UPDATE catalogue.offer SET withdrawn_on = $3 WHERE operator_id = $1 AND offer_id = $2',
        [tx.operatorId, stage.plan('bronze'), '2027-03-01'],
      );
      await tx.query(
        `UPDATE agreements.agreement SET starts_on = '2017-04-01', ends_on = '2018-03-31', backdated_because = 'Signed in a wrong year, long ago.'
          WHERE operator_id = $1 AND school_id = $2`,
        [tx.operatorId, long.organisationId],
      );
    });
    await advance(stage.scene, stage.created, '2027-04-01T06:00:00Z');
    await renew();
    const [renewed, ...others] = await stage.agreementsOf(school);
    expect(renewed).toMatchObject({ title: 'Silver', state: 'signed', purchaseOrder: 'PO 2027-118' });
    const replaced = others.find((one) => one.agreementId === copy.agreementId);
    expect(replaced).toMatchObject({ state: 'superseded', supersededBy: renewed!.agreementId });
    await expect(
      stage.scene.db.tx(stage.as(school), (tx) => stage.scene.agreements.approve(tx, copy.agreementId)),
    ).rejects.toThrow('This agreement is no longer needed: another agreement was signed for these dates.');
    const year = new SchoolYear();
    const { needs } = await stage.scene.db.tx(stage.as(school), (tx) =>
      year.needs(tx, school.organisationId, ['approvals']),
    );
    expect(needs.approvals).toEqual([]);
    const rows = await stage.scene.db.tx(stage.as(school), (tx) =>
      year.agreements(tx, { schoolId: school.organisationId }),
    );
    expect(rows.find((one) => one.endsOn === '2027-03-31')).toMatchObject({
      renewed: true,
      next: { title: 'Silver', agreementId: renewed!.agreementId, startsOn: '2027-04-01' },
    });
  });

  test('a closed school, one that left, a withdrawn plan and a past year are left for a person', async () => {
    const problem = async (school: School) => (await stage.agreementsOf(school))[0]!.renewalProblem;
    expect(await problem(stage.schools[2]!)).toBe(
      'The register says that the school is closed from 31 December 2026.',
    );
    expect(await problem(stage.schools[8]!)).toBe(
      'Bronze is not offered any more from 1 March 2027. Choose another plan.',
    );
    expect(await problem(stage.schools[9]!)).toBe('The school is no longer a member that buys here.');
    expect(await problem(stage.schools[10]!)).toBe(
      'The year that would follow ended on 31 March 2019; past years are not billed by themselves.',
    );
    for (const school of [2, 8, 9, 10])
      expect(await stage.agreementsOf(stage.schools[school]!)).toHaveLength(1);
  });

  test('staff let such an agreement end, or try again at once when what stood in the way is gone', async () => {
    const [closed, withdrawn] = [stage.schools[2]!, stage.schools[8]!];
    const resolve = async (school: School, how: 'try-again' | 'let-it-end', actor = stage.administrator) => {
      const { agreementId } = (await stage.agreementsOf(school)).at(-1)!;
      return stage.scene.db.tx(actor, (tx) => stage.scene.renewals.resolve(tx, agreementId, how));
    };
    await expect(resolve(closed, 'try-again', stage.as(closed))).rejects.toMatchObject({
      code: 'platform.forbidden',
    });
    expect(await resolve(closed, 'try-again')).toMatchObject({
      renewalProblem: 'The register says that the school is closed from 31 December 2026.',
    });
    await register(closed, `status = 'open', closed_on = NULL`);
    expect(await resolve(closed, 'try-again')).toMatchObject({ renewalProblem: null });
    expect((await stage.agreementsOf(closed))[0]).toMatchObject({
      state: 'signed',
      startsOn: day('2027-04-01'),
    });
    expect(await resolve(withdrawn, 'let-it-end')).toMatchObject({
      renewalProblem: null,
      atTermEnd: 'leave',
    });
    await renew();
    expect(await stage.agreementsOf(withdrawn)).toHaveLength(1);
    await expect(resolve(withdrawn, 'try-again')).rejects.toMatchObject({ code: 'agreements.no-problem' });
    const verbs = await stage.scene.db.tx(stage.created.staff, async (tx) =>
      (
        await new Audit().of(tx, {
          type: 'agreement',
          id: (await stage.agreementsOf(withdrawn))[0]!.agreementId,
        })
      ).map((entry) => entry.verb),
    );
    expect(verbs).toContain('agreements.let-it-end');
  });

  test('a fund that has ended has nothing to spend, and says what was not spent', async () => {
    const [school, la] = [stage.schools[0]!, stage.created.laIds[0]!];
    const holder = actingFor(stage.created.operatorId, la, 'budget-holder');
    const [fundId, walletId] = [newId(), newId()];
    await stage.scene.db.tx(holder, async (tx) => {
      await stage.scene.funds.open(tx, {
        fundId,
        laId: la,
        title: 'Spring intervention',
        purpose: 'Schools causing concern',
        amount: 100_000n,
        opensOn: day('2027-04-01'),
        closesOn: day('2027-04-30'),
      });
      await stage.scene.funds.earmark(tx, {
        walletId,
        fundId,
        schoolId: school.organisationId,
        purpose: 'Support of your choice',
        amount: 60_000n,
      });
    });
    const wallet = () => stage.scene.db.tx(stage.as(school), (tx) => stage.scene.funds.wallet(tx, walletId));
    expect(await wallet()).toMatchObject({ available: 60_000n, unspent: 0n });
    await advance(stage.scene, stage.created, '2027-05-01T08:00:00Z');
    expect(await wallet()).toMatchObject({ available: 0n, unspent: 60_000n });
    expect(await stage.scene.db.tx(holder, (tx) => stage.scene.funds.fund(tx, fundId))).toMatchObject({
      left: 0n,
      available: 0n,
      earmarked: 60_000n,
      unspent: 100_000n,
    });
  });

  test('a term that is over cannot be decided about any more', async () => {
    const [, old] = await stage.agreementsOf(stage.schools[2]!);
    await expect(
      stage.scene.db.tx(stage.as(stage.schools[2]!), (tx) =>
        stage.scene.agreements.chooseTermEnd(tx, old!.agreementId, 'renew'),
      ),
    ).rejects.toMatchObject({ code: 'agreements.term-over' });
  });
}
