// `npm run lint`: format, the rules' own proofs, types, lint. Runs all and fails if any fails.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (path) => join(root, 'node_modules', path);

const checks = {
  format: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'],
  rules: [join(root, 'scripts/lint-rules/prove.mjs')],
  types: [bin('typescript/bin/tsc'), '-p', '.'],
  lint: [bin('eslint/bin/eslint.js'), '--max-warnings=0', '.'],
};

let failed = false;
for (const [name, argv] of Object.entries(checks)) {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit' });
  console.log(
    `${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
