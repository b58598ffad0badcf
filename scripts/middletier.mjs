#!/usr/bin/env node
// `npx middletier …`: a file that is there before the first build, so that `npm ci` can link it.
import { build } from './build.mjs';

await build();
await import('../dist/apps/terminal/main.js');
