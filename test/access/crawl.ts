import { opensFor } from '#identity';
import type { Role } from '#platform';
import type { Route } from '../../apps/boot/routes.js';
import { Doors } from '../../apps/web/kit/doors.js';
import { eightAtATime } from './attack.js';
import { send, type Browser } from './http.js';

/** How many pages of one kind are followed, with or without a query: the tenth visit has the same links as the first. */
const ofAKind = 4;

export interface Crawled {
  /** Every page that was opened, as its route, with the addresses that were followed to it. */
  readonly routes: ReadonlyMap<string, readonly string[]>;
  /** A sentence for each link that leads nowhere and each form that this role may not send. */
  readonly faults: readonly string[];
}

/** Follows the links of every page that a person can reach from home. */
export async function crawl(
  address: string,
  routes: readonly Route[],
  { cookie }: Browser,
  role: Role,
): Promise<Crawled> {
  const doors = new Doors(routes);
  const faults = new Set<string>();
  const seen = new Map<string, number>();
  const opened = new Map<string, string[]>();
  let ahead = ['/home'];

  const kindOf = (href: string): string => {
    const { pathname, searchParams } = new URL(href, address);
    const route = doors.routeOf(pathname);
    return `${route?.path ?? pathname}?${[...searchParams.keys()].sort().join('&')}`;
  };
  const wanted = (href: string): boolean => {
    if (seen.has(href)) return false;
    const kind = kindOf(href);
    const count = seen.get(kind) ?? 0;
    seen.set(href, 1).set(kind, count + 1);
    return count < ofAKind;
  };
  const look = async (href: string): Promise<string[]> => {
    const answer = await send(address, href, { cookie });
    if (answer.status === 303) return wanted(answer.location) ? [answer.location] : [];
    if (answer.status !== 200) faults.add(`${role}: ${href} answers ${answer.status}`);
    const path = doors.routeOf(href)?.path ?? href;
    opened.set(path, [...(opened.get(path) ?? []), href]);
    for (const action of actions(answer.body)) {
      const route = doors.routeOf(action, 'POST');
      if (!route || !opensFor(route.who, true, role))
        faults.add(`${role}: ${kindOf(href)} has a form for ${action}, which they may not send`);
    }
    const ours = links(answer.body).flatMap((link) => {
      if (!link || link === 'null' || link === 'undefined')
        faults.add(`${role}: ${kindOf(href)} has a link without an address`);
      return /^([/?]|$)/.test(link) && !link.startsWith('/assets/') ? [link] : [];
    });
    return ours.map((link) => {
      const { pathname, search } = new URL(link, new URL(href, address));
      return pathname + search;
    });
  };

  while (ahead.length) {
    const next: string[] = [];
    await eightAtATime(ahead, async (href) => {
      for (const link of await look(href)) {
        if (!wanted(link)) continue;
        next.push(link);
        if (doors.routeOf(link) && !opensFor(doors.routeOf(link)!.who, true, role))
          faults.add(`${role}: ${kindOf(href)} links to ${kindOf(link)}, which does not open for them`);
      }
    });
    ahead = next;
  }
  return { routes: opened, faults: [...faults] };
}

const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"');
const links = (html: string): string[] =>
  [...html.matchAll(/<(?:a|link)\b[^>]*?\shref="([^"]*)"/g)].map(([, href]) => unescaped(href!));
/** Where the forms of a page send what was entered; those that only ask are links. */
const actions = (html: string): string[] => [
  ...[...html.matchAll(/<form\b[^>]*>/g)]
    .filter(([form]) => /method="post"/.test(form))
    .map(([form]) => unescaped(/action="([^"]*)"/.exec(form)?.[1] ?? '')),
  ...[...html.matchAll(/\sformaction="([^"]*)"/g)].map(([, action]) => unescaped(action!)),
];
