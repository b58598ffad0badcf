import { send, type Browser } from '../access/http.js';
import { eightAtATime } from '../access/attack.js';

/** A form as a page shows it. */
export interface Form {
  /** Where it was seen. */
  readonly page: string;
  readonly method: 'get' | 'post';
  readonly action: string;
  /** What a person who changes nothing, or types something plain, would send. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

const text = (html: string): string =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : text(found);
};

/** The forms of a page, filled in plausibly. */
export function formsOf(page: string, html: string): Form[] {
  return [...html.matchAll(/<form\b[^>]*>([\s\S]*?)<\/form>/g)].map(([whole, inside]) => {
    const tag = /^<form[^>]*>/.exec(whole)![0];
    const fields = new Map<string, string>();
    const take = (name: string | undefined, value: string) => {
      if (name && (!fields.has(name) || !fields.get(name))) fields.set(name, value);
    };
    for (const [input] of inside!.matchAll(/<input\b(?![^>]*\sdisabled)[^>]*>/g))
      take(attribute(input, 'name'), plausible(input));
    for (const [area] of inside!.matchAll(/<textarea\b[^>]*>/g))
      take(attribute(area, 'name'), 'Reading in Year 2, seen together with the head.');
    for (const [select] of inside!.matchAll(/<select\b[\s\S]*?<\/select>/g)) {
      const values = [...select.matchAll(/<option\b[^>]*>/g)].map(([option]) => attribute(option, 'value'));
      take(attribute(select, 'name'), values.filter(Boolean)[0] ?? '');
    }
    return {
      page,
      method: attribute(tag, 'method') === 'post' ? 'post' : 'get',
      action: attribute(tag, 'action') || page.split('?')[0]!,
      fields: [...fields],
    };
  });
}

function plausible(input: string): string {
  const value = attribute(input, 'value') ?? '';
  const type = attribute(input, 'type') ?? 'text';
  // Half a day is what the school has left.
  if (attribute(input, 'name') === 'portion' && value === '100') return '';
  if (value || type === 'hidden') return value;
  if (type === 'date') return '2027-03-01';
  if (/^(q|text)$/.test(attribute(input, 'name') ?? '')) return 'primary';
  if (type === 'time') return '09:30';
  if (type === 'email') return 'someone@example.org';
  return /numeric|decimal/.test(attribute(input, 'inputmode') ?? '') ? '2' : 'An answer';
}

export interface Walked {
  /** Each form once, by where it leads. */
  readonly forms: readonly Form[];
  /** Names that an address was seen to take, by its path. */
  readonly queries: ReadonlyMap<string, ReadonlySet<string>>;
}

/** How many pages of one kind are looked at. */
const ofAKind = 4;

/** Follows a person's links and notes the forms, by the kind of page they lead to. */
export async function walk(
  address: string,
  { cookie }: Browser,
  kindOf: (path: string) => string,
  /** Pages that are behind more of a kind than are looked at. */
  besides: readonly string[] = [],
): Promise<Walked> {
  const forms = new Map<string, Form>();
  const queries = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  let ahead = ['/home', '/sign-in', ...besides];
  const wanted = (href: string): boolean => {
    const { pathname, searchParams } = new URL(href, address);
    for (const name of searchParams.keys())
      queries.set(pathname, (queries.get(pathname) ?? new Set()).add(name));
    const kind = `${kindOf(pathname)}?${[...searchParams.keys()].sort().join('&')}`;
    if (seen.has(href) || (counts.get(kind) ?? 0) >= ofAKind) return false;
    seen.add(href);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return true;
  };
  while (ahead.length) {
    const next: string[] = [];
    await eightAtATime(ahead, async (href) => {
      const answer = await send(address, href, { cookie });
      const links = answer.location
        ? [answer.location]
        : [...answer.body.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(([, link]) => text(link!));
      for (const form of formsOf(href, answer.body)) {
        if (form.method === 'get')
          links.push(`${form.action}?${new URLSearchParams(Object.fromEntries(form.fields)).toString()}`);
        const kind = `${form.method} ${kindOf(form.action)} ${form.fields.map(([name]) => name).join()}`;
        if (!forms.has(kind)) forms.set(kind, form);
      }
      for (const link of links) {
        if (!/^([/?]|$)/.test(link) || link.startsWith('/assets/')) continue;
        const { pathname, search } = new URL(link, new URL(href, address));
        if (wanted(pathname + search)) next.push(pathname + search);
      }
    });
    ahead = next;
  }
  return { forms: [...forms.values()], queries };
}
