import type { Role } from '#platform';

/** Who sees an authority's pages, and a provider's. */
export const authorityRoles: readonly Role[] = ['commissioner', 'budget-holder'];
export const providerRoles: readonly Role[] = ['manager', 'practitioner'];
