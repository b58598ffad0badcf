import type { Page } from 'playwright-core';

/** A page that someone can reach. */
export interface Found {
  readonly href: string;
  /** Its address without what differs from one thing to the next: `/documents/:id`. */
  readonly pattern: string;
  readonly html: string;
}

/** Addresses of one pattern that are opened, and pages in all: a person's pages are bounded, their things are not. */
const limits = { ofPattern: 2, pages: 120 };

const id = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Settings are forms of one page, as many as there are. */
const setting = /(?<=^\/settings\/)\w+\.\w+/;
const patternOf = (href: string): string =>
  href.split(/[?#]/)[0]!.replace(id, ':id').replace(setting, ':setting');

/** The pages that someone who signed in reaches from home by links and by forms that only ask. */
export async function pagesOf(page: Page): Promise<Found[]> {
  const found: Found[] = [];
  const waiting = ['/home'];
  const asked = new Set(waiting);
  const counts = new Map<string, number>();
  for (let href = waiting.shift(); href && found.length < limits.pages; href = waiting.shift()) {
    const pattern = patternOf(href);
    const count = (counts.get(pattern) ?? 0) + 1;
    if (count > limits.ofPattern) continue;
    counts.set(pattern, count);
    const answer = await page.request.get(href, { maxRedirects: 0 });
    if (!(answer.headers()['content-type'] ?? '').startsWith('text/html') || answer.status() !== 200)
      continue;
    const html = await answer.text();
    found.push({ href, pattern, html });
    for (const next of addressesIn(html)) {
      if (asked.has(next)) continue;
      asked.add(next);
      waiting.push(next);
    }
  }
  return found;
}

const addressesIn = (html: string): string[] =>
  [...html.matchAll(/<a\b[^>]*\bhref="(\/[^"#]*)|<form\b[^>]*method="get"[^>]*\baction="(\/[^"]*)"/g)].map(
    ([, link, form]) => (link ?? form!).replaceAll('&amp;', '&'),
  );
