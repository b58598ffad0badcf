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

/** Every value is escaped; a template that means HTML says so with `| safe`, and no template does with what people typed. */
export const render = (template: string, context: object): string => environment.render(template, context);
export const safe = (html: string): unknown => new nunjucks.runtime.SafeString(html);
