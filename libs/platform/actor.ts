import { forbidden } from './refusal.js';

/** What a person may do for the party they act for. One role at a time; see docs/glossary.md. */
export const roles = [
  'business-manager',
  'headteacher',
  'chair',
  'manager',
  'practitioner',
  'commissioner',
  'budget-holder',
  'administrator',
  'broker',
  'finance',
] as const;
export type Role = (typeof roles)[number];

/** The time on a rehearsal operator's clock; null on the wall clock. */
export interface Clock {
  readonly rehearsalNow: Date | null;
}

/** Who acts, for whom. Made by identity for a request, or by `jobActor` for the worker. */
export interface Actor {
  readonly operatorId: string;
  /**
   * `operator`: the operator's staff and its jobs see the whole operator. `party`: only rows that name theirs. `authority`: reads
   * those, and what its schools are signed for and were given; writes nothing.
   */
  readonly scope: 'operator' | 'party' | 'authority';
  /** The party acted for; null for a job of the operator. */
  readonly organisationId: string | null;
  /** The party's own organisation and those it may act for, such as a trust's schools. */
  readonly organisationIds: readonly string[];
  readonly personId: string | null;
  readonly role: Role | 'job' | 'key';
  /** Of a key: which. */
  readonly apiKeyId?: string;
  readonly requestId: string;
  /** Of someone who only looks: the operator's clock as it was read with their session, or their key. Their transactions write nothing. */
  readonly clock?: Clock;
}

/** The worker, acting for one operator. */
export const jobActor = (operatorId: string, requestId: string): Actor => ({
  operatorId,
  scope: 'operator',
  organisationId: null,
  organisationIds: [],
  personId: null,
  role: 'job',
  requestId,
});

/** Who commits a school's money, days and places. Governors read, ask and evaluate. */
export const committingRoles: readonly Role[] = ['business-manager', 'headteacher'];
/** Who sees a school's own pages. */
export const schoolRoles: readonly Role[] = [...committingRoles, 'chair'];
/** Who delivers for a provider, and who decides for an authority. */
export const providerRoles: readonly Role[] = ['manager', 'practitioner'];
export const authorityRoles: readonly Role[] = ['commissioner', 'budget-holder'];

/** A key may do what those may who run its party's office: nobody gains a right by writing a program. */
const keyActsAs: readonly Role[] = [
  'business-manager',
  'manager',
  'commissioner',
  'budget-holder',
  'administrator',
];

/** Refuses `platform.forbidden` unless the actor's role is one of these. The worker may do everything. */
export function requireRole(actor: Actor, allowed: readonly Role[]): void {
  const may =
    actor.role === 'job' ||
    (actor.role === 'key' ? allowed.some((role) => keyActsAs.includes(role)) : allowed.includes(actor.role));
  if (!may)
    throw forbidden(
      'Your role does not allow this. Someone else at your organisation may, or you may act in another role.',
    );
}

/**
 * Refuses `platform.forbidden` unless the person acts for this organisation (a trust's staff act for its schools), in
 * one of these roles when they are named.
 */
export function requireActsFor(actor: Actor, organisationId: string, allowed?: readonly Role[]): void {
  if (actor.role !== 'job' && !actor.organisationIds.includes(organisationId)) {
    throw forbidden('You do not act for this organisation. Switch to it first, or ask someone there.');
  }
  if (allowed) requireRole(actor, allowed);
}

/** Refuses `platform.forbidden` unless the actor acts for this organisation, or sees the whole operator: what is worked out for one is nobody else's to read. */
export function requireSees(actor: Actor, organisationId: string): void {
  if (actor.scope !== 'operator') requireActsFor(actor, organisationId);
}

/** Refuses `platform.forbidden` unless it is one of the operator's own staff in one of these roles, its key, or the worker. */
export function requireStaff(actor: Actor, allowed: readonly Role[]): void {
  if (actor.scope !== 'operator') throw forbidden('Only the operator’s staff can do this.');
  requireRole(actor, allowed);
}
