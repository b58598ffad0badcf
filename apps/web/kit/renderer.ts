import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';

const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL('..', import.meta.url));

/** Where the build put the style sheet, fonts and scripts; its version names their address. */
export const assetsFolder = fileURLToPath(new URL('../../../public', import.meta.url));
export const assetsVersion = readFileSync(join(assetsFolder, 'version'), 'utf8');
export const assetsPath = `/assets/${assetsVersion}`;

/** Above `govuk/` and `moj/`, so that templates say `govuk/components/button/macro.njk`. */
const libraries = [
  dirname(dirname(require.resolve('govuk-frontend'))),
  dirname(dirname(require.resolve('@ministryofjustice/frontend'))),
];

const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader([here, ...libraries]), {
  autoescape: true,
});

/** As the library's own, which costs the square of each gap in a text. */
environment.addFilter('trim', (text: string | nunjucks.runtime.SafeString) =>
  text instanceof nunjucks.runtime.SafeString ? safe(text.toString().trim()) : text.trim(),
);

interface Defining {
  getExported(...asked: unknown[]): void;
}
/** What a template defines for others depends on nothing of theirs, and is worked out once rather than on every page. */
const defining = nunjucks.Template.prototype as unknown as Defining;
const { getExported } = defining;
const defined = new WeakMap<object, object>();
defining.getExported = function (...asked) {
  const known = defined.get(this);
  const [done] = asked as [(error: unknown, macros?: object) => void];
  // `import … with context` hands over more than where the answer goes.
  if (asked.length > 1) return getExported.apply(this, asked);
  if (known) return done(null, known);
  getExported.call(this, (error: unknown, macros: object) => {
    if (!error) defined.set(this, macros);
    done(error, macros);
  });
};

/** Every value is escaped; a template that means HTML says so with `| safe`, and no template does with what people typed. */
export const render = (template: string, context: object): string =>
  environment
    .render(template, context)
    .replace(keptLines, (_, start: string, text: string, end: string) => `${start}${text.trim()}${end}`);
/** The component puts a value on a line of its own, which shows where lines are kept as they were written. */
const keptLines = /(<dd class="govuk-summary-list__value mt-letter">)([\s\S]*?)(<\/dd>)/g;
export const safe = (html: string): unknown => new nunjucks.runtime.SafeString(html);
