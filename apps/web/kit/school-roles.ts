export { committingRoles, schoolRoles } from '#platform';
