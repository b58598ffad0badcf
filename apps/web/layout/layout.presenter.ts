import { roleName, type Visitor } from '#identity';
import { civilDate, civilZone, shortDate, Temporal } from '#platform';
import { houseColour } from './theme/theme.js';
import { openAddresses, type Doors } from '../kit/doors.js';
import { paths } from '../paths.js';
import { render, safe } from '../kit/renderer.js';
import { navigationFor, placeInMenu } from './navigation.js';

export interface PageRequest {
  readonly path: string;
  /** The page answers a form that was sent, so a browser cannot show it again without sending that again. */
  readonly answer: boolean;
}

/** The same for everyone of a role, and so found once: where templates may lead, and the menu as HTML, by its place in it. */
interface Frame {
  readonly addresses: Partial<typeof paths>;
  readonly menus: Map<string, unknown>;
}
const frames = new WeakMap<Doors, Map<string, Frame>>();

function frameFor(doors: Doors, visitor: Visitor): Frame {
  const known = frames.get(doors) ?? new Map<string, Frame>();
  frames.set(doors, known);
  const who = visitor.acting?.role ?? (visitor.session ? 'someone' : 'nobody');
  const frame = known.get(who) ?? { addresses: openAddresses(paths, doors, visitor), menus: new Map() };
  known.set(who, frame);
  return frame;
}

function menuOf({ menus }: Frame, doors: Doors, visitor: Visitor, path: string): unknown {
  const place = placeInMenu(path);
  const navigation = () =>
    visitor.acting ? navigationFor(visitor.acting.role, path, (href) => doors.open(visitor, href)) : [];
  const menu = menus.get(place) ?? safe(render('layout/menu.njk', { navigation: navigation() }));
  menus.set(place, menu);
  return menu;
}

/** The frame of a page: whose marketplace it is, who is there for whom, where they may go. */
export function presentLayout(
  visitor: Visitor,
  doors: Doors,
  { path, answer }: PageRequest,
  demonstration: boolean,
) {
  const { session, acting, choices } = visitor;
  const frame = frameFor(doors, visitor);
  return {
    paths: frame.addresses,
    operatorName: acting?.operatorName ?? 'Middletier',
    homeHref: session ? paths.home : paths.start,
    themeHref: paths.theme(`${(acting?.colour ?? houseColour).slice(1)}.css`),
    rehearsal: acting?.rehearsalNow ? `Rehearsal: it is ${clock(acting.rehearsalNow)} here` : null,
    who: session && {
      name: session.name,
      acting: acting && `${roleName(acting.role)}, ${acting.organisationName}`,
      maySwitch: choices.length > 1,
    },
    menu: menuOf(frame, doors, visitor, path),
    demonstration,
    answer,
  };
}

const timeOfDay = new Intl.DateTimeFormat('en-GB', {
  timeZone: civilZone,
  hour: '2-digit',
  minute: '2-digit',
});

/** `1 April 2027`, and the time of day when it is not the start of a day. */
function clock(at: Date): string {
  const time = timeOfDay.format(at);
  const day = shortDate(civilDate(Temporal.Instant.fromEpochMilliseconds(at.getTime())));
  return day + (time === '00:00' ? '' : `, ${time}`);
}
