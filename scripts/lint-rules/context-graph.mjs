import { posix } from 'node:path';
import { mayCall } from './contexts.mjs';
import { place } from './places.mjs';

/** Contexts are reached as `#context`, only along the graph in contexts.mjs, and never by a relative path. */
export default {
  illegal: { file: 'libs/ledger/ledger.ts', code: `import { Agreements } from '#agreements';` },
  meta: { type: 'problem', schema: [] },
  create(context) {
    const here = place(context.filename);
    const check = (node) => {
      const target = node.source?.value;
      if (typeof target !== 'string') return;
      const wrong = target.startsWith('#')
        ? wrongContext(here, target.slice(1))
        : target.startsWith('.')
          ? wrongPath(here, target)
          : '';
      if (wrong) context.report({ node, message: wrong });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

function wrongContext(here, target) {
  if (!mayCall[target])
    return `There is no context #${target}: only its index is reached, and it is listed in scripts/lint-rules/contexts.mjs.`;
  if (here.part !== 'libs')
    return target === 'testing' && here.part === 'apps' && !here.spec ? '#testing is for tests.' : '';
  if (target === 'testing') return here.spec || here.room === 'testing' ? '' : '#testing is for tests.';
  if (here.room === target) return here.spec ? '' : `Inside ${target}, import its files, not its door.`;
  return mayCall[here.room]?.includes(target)
    ? ''
    : `${here.room} may not call ${target}: calls go down (scripts/lint-rules/contexts.mjs).`;
}

function wrongPath(here, target) {
  const [part, room] = posix.join(posix.dirname(here.path), target).split('/');
  if (part === 'libs' && (here.part !== 'libs' || room !== here.room)) return `Reach ${room} as #${room}.`;
  if (here.part === 'libs' && part !== 'libs') return 'libs know nothing of apps and tests.';
  return '';
}
