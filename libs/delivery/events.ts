import { defineEvent } from '#platform';

/** A visit was booked; the entity is the visit. */
export const VisitBooked = defineEvent('delivery.visit-booked');
/** A visit's report was filed; the entity is the visit. */
export const VisitReported = defineEvent('delivery.visit-reported');
/** A visit was called off; the entity is the visit. */
export const VisitCalledOff = defineEvent('delivery.visit-called-off');
/** A school asked for support; the entity is the request. */
export const SupportRequested = defineEvent('delivery.support-requested');
/** A broker proposed someone; the entity is the proposal. */
export const SupportProposed = defineEvent('delivery.support-proposed');
/** The supporting party consented; the entity is the proposal. */
export const SupportAgreed = defineEvent('delivery.support-agreed');
/** The supporting party said no; the entity is the proposal. */
export const SupportDeclined = defineEvent('delivery.support-declined');
/** A broker took it for declined, for nobody answered; the entity is the proposal. */
export const SupportTakenBack = defineEvent('delivery.support-taken-back');
/** A broker ended what was agreed; the entity is the proposal. */
export const SupportEnded = defineEvent('delivery.support-ended');
/** A course's register was taken; the entity is the session. */
export const RegisterTaken = defineEvent('delivery.register-taken');
