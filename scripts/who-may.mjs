// `npm run who-may`: writes docs/who-may.md, the matrix of roles and verbs, from the routes of the build.
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';

const { allRoutes } = await import('../dist/apps/boot/all-routes.js');
const { whoMay } = await import('../dist/apps/boot/who-may.js');
writeFileSync(new URL('../docs/who-may.md', import.meta.url), whoMay(allRoutes()));
