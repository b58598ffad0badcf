export { authorityRoles, providerRoles } from '#platform';
