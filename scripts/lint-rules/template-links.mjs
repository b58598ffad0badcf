// A link opens where it stands, in templates: what they write a link with is missing when it would not open, and only the
// macros `link`, `button` and `empty` ask. An address written by hand nobody can take away.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const illegal = [
  '<p><a class="govuk-link" href="{{ layout.paths.visits.new }}">Book a day</a></p>',
  '{{ govukButton({ text: "Book a day", href: layout.paths.visits.new }) }}',
  '<a href="/visits/new">Book a day</a>',
  '{{ button("Book a day", "/visits/new") }}',
];

const wrong = [
  /<a\b[^>]*\shref="\{\{\s*layout\.paths\b/,
  /\bgovuk\w+\([^)]*\bhref:\s*layout\.paths\b/,
  /\b(href|action|formaction)(="|:\s*["'])\//,
  /\{\{\s*(link|button)\([^)]*,\s*["']\//,
];

/** Each line of a template with a link that does not ask, as a sentence. */
export const askNobody = (name, template) =>
  template
    .split('\n')
    .flatMap((line, index) =>
      wrong.some((pattern) => pattern.test(line))
        ? [`${name}:${index + 1}: a link that does not ask whether it opens`]
        : [],
    );

/** The frame and the macros are where asking is done. */
const asks = new Set(['layout/layout.njk', 'kit/macros.njk']);

export function templateLinks(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.njk') && !asks.has(name))
    .flatMap((name) =>
      askNobody(relative(folder, join(folder, name)), readFileSync(join(folder, name), 'utf8')),
    );
}
