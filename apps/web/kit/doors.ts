import { opensFor, type Visitor } from '#identity';
import { theOperator } from './words.js';
import type { Route } from '../../boot/routes.js';

type Method = 'GET' | 'POST';
/** Where a link leads: one address, or several of which the first that opens is taken. */
export type Href = string | readonly string[];

/** Which of our pages open for whom, by the people whom their own routes name: so that a link stands only where it leads somewhere. */
export class Doors {
  private readonly doors = new Map<string, { route: Route; words: readonly string[] }[]>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const words = route.path.split('/');
      const alike = this.doors.get(shapeOf(route.method, words)) ?? [];
      // As the router does, a word stands before a parameter: /visits/new before /visits/:visitId.
      alike.push({ route, words });
      alike.sort((one, other) => parametersOf(one.words) - parametersOf(other.words));
      this.doors.set(shapeOf(route.method, words), alike);
    }
  }

  /** Whether an address opens for a visitor. One that is no page of ours (a file, another site, `#main-content`) is not ours to close. */
  open({ session, acting }: Visitor, href: string, method: Method = 'GET'): boolean {
    const route = this.routeOf(href, method);
    return !route || opensFor(route.who, session !== null, acting?.role ?? null);
  }

  /** The page that an address leads to. */
  routeOf(href: string, method: Method = 'GET'): Route | undefined {
    const words = href.split(/[?#]/, 1)[0]!.split('/');
    return this.doors
      .get(shapeOf(method, words))
      ?.find((door) => door.words.every((word, index) => isParameter(word) || word === words[index]))?.route;
  }
}

const shapeOf = (method: string, words: readonly string[]): string => `${method} ${words.length}`;
const isParameter = (word: string): boolean => word.startsWith(':');
const parametersOf = (words: readonly string[]): number => words.filter(isParameter).length;

/** A list whose items lead somewhere: those that would not open for whoever looks are left out, not only their links. */
export class OnlyOpen<Item> extends Array<Item> {}
export const onlyOpen = <Item extends { readonly href?: Href | null }>(
  items: readonly Item[],
): readonly Item[] => OnlyOpen.from(items) as OnlyOpen<Item>;

const isHref = (name: string): boolean => name === 'href' || name.endsWith('Href');
const isAction = (name: string): boolean => name === 'action' || name.endsWith('Action');

/**
 * What a page shows, as one visitor may use it, and their operator by its name. An address under `href` or `…Href` (or of a form, under `action` or
 * `…Action`) that would not open is null, and the template shows the words without a link, or nothing.
 */
export function asOpened<Model>(model: Model, doors: Doors, visitor: Visitor): Model {
  const see = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replaceAll(theOperator, () => visitor.acting?.operatorName ?? '');
    if (Array.isArray(value)) {
      const seen = value.map(see);
      return value instanceof OnlyOpen
        ? Array.from(seen as { href?: unknown }[]).filter(({ href }) => href !== null)
        : seen;
    }
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
      return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, seeNamed(name, part)]));
  };
  const seeNamed = (name: string, value: unknown): unknown => {
    if (isHref(name) && (typeof value === 'string' || isTexts(value)))
      return [value].flat().find((href) => doors.open(visitor, href)) ?? null;
    if (isAction(name) && typeof value === 'string') return doors.open(visitor, value, 'POST') ? value : null;
    return see(value);
  };
  return see(model) as Model;
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** The addresses that templates write links and forms with: those that would not open are missing. */
export function openAddresses<Paths extends object>(
  paths: Paths,
  doors: Doors,
  visitor: Visitor,
): Partial<Paths> {
  const open = (href: string) => doors.open(visitor, href, doors.routeOf(href) ? 'GET' : 'POST');
  return Object.fromEntries(
    Object.entries(paths).flatMap(([name, value]: [string, unknown]): [string, unknown][] => {
      if (typeof value === 'string') return open(value) ? [[name, value]] : [];
      return typeof value === 'object' ? [[name, openAddresses(value!, doors, visitor)]] : [];
    }),
  ) as Partial<Paths>;
}
