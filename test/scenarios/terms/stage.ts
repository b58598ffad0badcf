import { newId, Temporal, type Actor } from '#platform';
import type { Agreement } from '#agreements';
import { offerId, type Created } from '#blueprints';
import { generateRegister, papersAuthorities, Register, type School } from '#directory';
import { ownDatabase } from '#testing';
import { actingFor, createOperator, openFacades, type Facades } from '../scene.js';

/** One operator, its schools and its clock, on which the tests of a term follow one another; what each of them needs said short. */
export class Stage {
  scene: Facades;
  created: Created;
  schools: readonly School[];
  private drop: () => Promise<void>;

  async open(): Promise<void> {
    const own = await ownDatabase();
    this.drop = own.drop;
    this.scene = await openFacades(own.config);
    const { register } = generateRegister({
      seed: 13,
      authorities: papersAuthorities.filter(({ code }) => ['876', '877'].includes(code)),
    });
    await this.scene.db.systemTx('a test imports a register', (tx) => new Register().import(tx, register));
    this.created = await createOperator(this.scene, 'aspire', '2026-04-01T08:00:00Z');
    this.schools = this.created.schools.filter(
      (school) => school.roll && school.fundingStatus === 'maintained',
    );
  }

  async close(): Promise<void> {
    await this.scene.close();
    await this.drop();
  }

  get administrator(): Actor {
    return { ...this.created.staff, role: 'administrator' };
  }
  plan = (slug: string): string => offerId(this.created.operatorId, slug);
  as = (school: School, role: Actor['role'] = 'headteacher'): Actor =>
    actingFor(this.created.operatorId, school.organisationId, role);

  prepare(
    school: School,
    slug: string,
    startsOn?: string,
    actor = this.as(school),
    more: { purchaseOrder?: string; backdatedBecause?: string } = {},
  ): Promise<Agreement> {
    return this.scene.db.tx(actor, (tx) =>
      this.scene.agreements.prepare(tx, {
        agreementId: newId(),
        schoolId: school.organisationId,
        offerId: this.plan(slug),
        ...(startsOn && { startsOn: day(startsOn) }),
        ...more,
      }),
    );
  }

  agreementsOf(school: School): Promise<Agreement[]> {
    return this.scene.db.tx(this.created.staff, (tx) =>
      this.scene.agreements.list(tx, { schoolId: school.organisationId }),
    );
  }

  async limit(school: School, pence: bigint): Promise<void> {
    await this.scene.db.tx(this.created.staff, (tx) =>
      this.scene.limits.set(tx, school.organisationId, 'business-manager', pence),
    );
  }
}

export const day = Temporal.PlainDate.from;
