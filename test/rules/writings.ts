import { ApiKeys } from '#identity';
import { BillingDetails, JournalRules } from '#invoicing';
import type { NewOffer } from '#catalogue';
import { newId, type Actor, type Tx } from '#platform';
import type { NewWord } from '#operating-model';
import { offerId } from '#blueprints';
import { flat } from './agreements/offers.js';
import { day } from './stage.js';
import type { SupportStage } from './delivery/support.js';

/** What a text that is no good is refused as, who writes it, and with which verb; by its column. */
type Writings = Readonly<
  Record<string, readonly [code: string, by: Actor, verb: (text: string) => (tx: Tx) => Promise<unknown>]>
>;

/** Every text that somebody writes and a table bounds. */
export const writings = async (stage: SupportStage): Promise<Writings> => ({
  ...(await ofDelivery(stage)),
  ...(await ofOrders(stage)),
  ...ofTheOffice(stage),
  ...ofWords(stage),
});

/** Half of today. */
async function visitOf(stage: SupportStage) {
  const visit = {
    ...{ visitId: newId(), schoolId: stage.asking.organisationId },
    ...{ practitionerId: stage.sip.practitionerId, purpose: 'Termly review' },
    ...{ on: day('2026-04-13'), portion: 50n },
  };
  await stage.db.tx(stage.head, (tx) => stage.visits.book(tx, visit));
  return visit;
}

/** What may be proposed, and two who are: one is agreed to, the other waits for an answer. */
async function supportOf(stage: SupportStage) {
  const schoolId = await stage.schoolWith(20_000n);
  const leader = await stage.practitioner(stage.home, 'LLE');
  const [agreed, waiting] = [
    await stage.propose(await stage.ask(schoolId), leader),
    await stage.propose(await stage.ask(schoolId), leader),
  ];
  await stage.db.tx(stage.as(stage.home), (tx) => stage.requests.consent(tx, agreed));
  return [stage.proposal(await stage.ask(schoolId), leader), agreed, waiting] as const;
}

async function ofDelivery(stage: SupportStage): Promise<Writings> {
  const { db, visits, head, sip, asking, created } = stage;
  const [today, reported] = [await visitOf(stage), await visitOf(stage)];
  const home = stage.as(sip.homeId, 'manager');
  await db.tx(home, (tx) => visits.report(tx, reported.visitId, 'We looked at reading in Year 2.'));
  const provider = stage.as(created.hostId, 'manager');
  const [support, ending, answered] = await supportOf(stage);
  const sessionId = newId();
  const session = {
    ...{ sessionId, offerId: stage.course, on: day('2026-05-12'), startsAt: '09:30' },
    ...{ venue: 'Town Hall', capacity: 5 },
  };
  await db.tx(provider, (tx) => stage.courses.schedule(tx, session));
  const adding = (name: string, issuer: string) => (tx: Tx) =>
    stage.practitioners.add(tx, {
      ...{ practitionerId: newId(), personId: null, homeId: sip.homeId, name, phases: [], needs: [] },
      designations: [{ designation: 'LLE', issuer, from: day('2026-01-01') }],
    });
  return {
    'delivery.visit.purpose': [
      'delivery.purpose',
      head,
      (purpose) => (tx) => visits.book(tx, { ...today, visitId: newId(), on: day('2026-05-18'), purpose }),
    ],
    'delivery.visit.report': [
      'delivery.report',
      home,
      (report) => (tx) => visits.report(tx, today.visitId, report),
    ],
    'delivery.visit.evaluation': [
      'delivery.evaluation',
      head,
      (evaluation) => (tx) => visits.evaluate(tx, reported.visitId, 4, evaluation),
    ],
    // By whoever comes, of whom no reason is asked.
    'delivery.visit.called_off_because': [
      'delivery.reason',
      home,
      (reason) => (tx) => visits.cancel(tx, today.visitId, reason),
    ],
    'delivery.practitioner.name': [
      'delivery.practitioner-name',
      created.staff,
      (name) => adding(name, 'The authority'),
    ],
    'delivery.designation.issuer': [
      'delivery.issuer',
      created.staff,
      (issuer) => adding('Una Leader', issuer),
    ],
    'delivery.session.venue': [
      'delivery.venue',
      provider,
      (venue) => (tx) => stage.courses.schedule(tx, { ...session, sessionId: newId(), venue }),
    ],
    'delivery.request.details': [
      'delivery.details',
      head,
      (details) => (tx) => stage.requests.ask(tx, { ...stage.request(asking.organisationId), details }),
    ],
    'delivery.proposal.reason': [
      'delivery.reason',
      stage.broker,
      (reason) => (tx) => stage.requests.propose(tx, { ...support, reason }),
    ],
    'delivery.proposal.declined_because': [
      'delivery.reason',
      stage.as(stage.home),
      (because) => (tx) => stage.requests.decline(tx, answered, because),
    ],
    'delivery.proposal.ended_because': [
      'delivery.reason',
      stage.broker,
      (because) => (tx) => stage.endings.end(tx, ending, because),
    ],
    'delivery.place.attendee': [
      'delivery.attendee',
      head,
      (attendee) => (tx) =>
        stage.courses.book(tx, {
          ...{ placeId: newId(), sessionId, schoolId: asking.organisationId },
          ...{ attendee, means: 'money' as const },
        }),
    ],
  };
}

async function ofOrders(stage: SupportStage): Promise<Writings> {
  const { db, agreements, funds, head, asking, other, created } = stage;
  const silver = offerId(created.operatorId, 'silver');
  const agreementId = newId();
  const waiting = { agreementId, schoolId: other.organisationId, offerId: silver };
  const office = stage.as(other.organisationId, 'business-manager');
  await db.tx(office, (tx) => agreements.prepare(tx, waiting));
  const laId = created.laIds[0]!;
  const commissioner = stage.as(laId, 'commissioner');
  const fund = {
    ...{ fundId: newId(), laId, title: 'Intervention', purpose: '', amount: 100_000n },
    ...{ opensOn: day('2026-04-01'), closesOn: day('2027-03-31') },
  };
  await db.tx(commissioner, (tx) => funds.open(tx, fund));
  return {
    'agreements.agreement.purchase_order': [
      'agreements.purchase-order',
      office,
      (purchaseOrder) => (tx) => agreements.prepare(tx, { ...waiting, agreementId: newId(), purchaseOrder }),
    ],
    'agreements.agreement.backdated_because': [
      'agreements.backdated-reason',
      stage.staffAs('finance'),
      (backdatedBecause) => (tx) =>
        agreements.prepare(tx, { ...waiting, agreementId: newId(), backdatedBecause }),
    ],
    'agreements.agreement.declined_because': [
      'agreements.reason',
      stage.as(other.organisationId),
      (because) => (tx) => agreements.decline(tx, agreementId, because),
    ],
    'agreements.purchase.purchase_order': [
      'agreements.purchase-order',
      head,
      (purchaseOrder) => (tx) =>
        stage.purchases.buy(tx, {
          ...{ purchaseId: newId(), schoolId: asking.organisationId },
          ...{ offerId: stage.independent, purchaseOrder },
        }),
    ],
    'funding.fund.title': [
      'funding.title',
      commissioner,
      (title) => (tx) => funds.open(tx, { ...fund, fundId: newId(), title }),
    ],
    'funding.fund.purpose': [
      'funding.purpose',
      commissioner,
      (purpose) => (tx) => funds.open(tx, { ...fund, fundId: newId(), purpose }),
    ],
    'funding.wallet.purpose': [
      'funding.purpose',
      commissioner,
      (purpose) => (tx) =>
        funds.earmark(tx, {
          ...{ walletId: newId(), fundId: fund.fundId, schoolId: asking.organisationId },
          ...{ purpose, amount: 100n },
        }),
    ],
    'entitlements.adjustment.reason': [
      'entitlements.reason',
      { ...stage.staffAs('finance'), personId: newId() },
      (reason) => (tx) =>
        stage.credits.proposeAdjustment(tx, {
          ...{ id: newId(), schoolId: asking.organisationId, amount: 100n },
          reason,
        }),
    ],
  };
}

function ofTheOffice(stage: SupportStage): Writings {
  const { created, neighbour } = stage;
  const [administrator, finance] = [stage.staffAs('administrator'), stage.staffAs('finance')];
  const offer: NewOffer = {
    ...{ offerId: newId(), slug: 'a-morning', providerId: created.hostId, kind: 'service' },
    ...{ title: 'A morning', summary: 'Half a day.', need: 'teaching', serviceType: 'consultancy' },
    ...{ accepts: ['money'], tier: null, cfrCode: 'E27', aarCode: 'BAE230', prices: [], grants: [] },
  };
  const bank = { name: 'Aspire', sortCode: '123456', number: '12345678' };
  return {
    'catalogue.offer.title': [
      'catalogue.title',
      administrator,
      (title) => (tx) => stage.catalogue.publish(tx, { ...offer, title }),
    ],
    'catalogue.offer.summary': [
      'catalogue.summary',
      administrator,
      (summary) => (tx) => stage.catalogue.publish(tx, { ...offer, summary }),
    ],
    'catalogue.price.source': [
      'catalogue.price-source',
      administrator,
      (source) => (tx) => stage.catalogue.publish(tx, { ...offer, prices: [flat(1n, { source })] }),
    ],
    'invoicing.journal_rule.source': [
      'invoicing.rule-source',
      finance,
      (source) => (tx) =>
        new JournalRules().set(tx, { typeCode: '14', startsOn: tx.today, journalled: true, source }),
    ],
    'invoicing.supplier.account_name': [
      'invoicing.bank-account',
      finance,
      (name) => (tx) =>
        new BillingDetails().set(tx, created.hostId, {
          ...{ address: ['1 High Street'], supplier: { vatNumber: null, bank: { ...bank, name } } },
        }),
    ],
    'identity.left_out_school.reason': [
      'identity.left-out-reason',
      administrator,
      (reason) => (tx) => stage.memberships.leaveOut(tx, neighbour.organisationId, reason),
    ],
    'identity.person.name': [
      'identity.name',
      administrator,
      (name) => (tx) => stage.people.add(tx, { name, email: `${newId()}@example.org` }),
    ],
    'identity.person.email': [
      'identity.email',
      administrator,
      (text) => (tx) => stage.people.add(tx, { name: 'Jo Bright', email: text.replace('😀😀', '😀@') }),
    ],
    'identity.api_key.name': [
      'identity.key-name',
      administrator,
      (name) => (tx) =>
        new ApiKeys(stage.config).issue(tx, { organisationId: created.hostId, name, scopes: ['read'] }),
    ],
  };
}

function ofWords(stage: SupportStage): Writings {
  const by = stage.staffAs('administrator');
  const [word, hours] = [
    { code: 'music', label: 'Music' },
    { code: 'HOURS', label: 'Hours', one: 'hour', many: 'hours', places: 1 },
  ];
  const add =
    <Of extends Parameters<typeof stage.vocabularies.add>[1]>(vocabulary: Of, given: NewWord<Of>) =>
    (tx: Tx) =>
      stage.vocabularies.add(tx, vocabulary, given);
  const code = 'operating-model.invalid';
  return {
    'operating_model.need.label': [code, by, (label) => add('needs', { ...word, label })],
    'operating_model.designation.label': [
      code,
      by,
      (label) => add('designations', { ...word, label, leads: true }),
    ],
    'operating_model.service_type.label': [
      code,
      by,
      (label) => add('service_types', { ...word, label, taxed_as: 'services' }),
    ],
    'operating_model.party_role.label': [
      code,
      by,
      (label) => add('party_roles', { ...word, label, may: ['buys'] }),
    ],
    'operating_model.unit.label': [code, by, (label) => add('units', { ...hours, label })],
    'operating_model.unit.one': [code, by, (one) => add('units', { ...hours, one })],
    'operating_model.unit.many': [code, by, (many) => add('units', { ...hours, many })],
  };
}
