import { forbidden, type Actor } from '#platform';

/** Refuses `platform.forbidden` unless the operator's finance officer or administrator acts. */
export function requireFinance(actor: Actor): void {
  if (!['finance', 'administrator'].includes(actor.role) || actor.scope !== 'operator')
    throw forbidden('Only the operator’s finance officer or administrator sets this.');
}
