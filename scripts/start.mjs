// `npm start`: build if anything changed, then run everything in this process.
import { build } from './build.mjs';

await build();
await import('../dist/apps/standalone/main.js');
