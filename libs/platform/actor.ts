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

/** Who acts, for whom. Made by identity for a request, or by `jobActor` for the worker. */
export interface Actor {
  readonly operatorId: string;
  /** `operator`: the operator's staff and its jobs see the whole operator. `party`: only rows that name theirs. */
  readonly scope: 'operator' | 'party';
  /** The party acted for; null for a job of the operator. */
  readonly organisationId: string | null;
  /** The party's own organisation and those it may act for, such as a trust's schools. */
  readonly organisationIds: readonly string[];
  readonly personId: string | null;
  readonly role: Role | 'job' | 'key';
  /** Of a key: which. */
  readonly apiKeyId?: string;
  readonly requestId: string;
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

/** Refuses `platform.forbidden` unless the person acts for this organisation (a trust's staff act for its schools). */
export function requireActsFor(actor: Actor, organisationId: string): void {
  if (actor.role !== 'job' && !actor.organisationIds.includes(organisationId)) {
    throw forbidden('You do not act for this organisation. Switch to it first, or ask someone there.');
  }
}
