import { roleName, type Visitor } from '#identity';
import { civilDate, civilZone, shortDate, Temporal } from '#platform';
import { houseColour } from './theme/theme.js';
import { openAddresses, type Doors } from '../kit/doors.js';
import { paths } from '../paths.js';
import { navigationFor } from './navigation.js';

export interface Asked {
  readonly path: string;
  /** The page answers a form that was sent, so a browser cannot show it again without sending that again. */
  readonly answer: boolean;
}

const opened = new WeakMap<Doors, Map<string, Partial<typeof paths>>>();

/** The same for everyone of a role, and so found once. */
function addressesFor(doors: Doors, visitor: Visitor): Partial<typeof paths> {
  const known = opened.get(doors) ?? new Map<string, Partial<typeof paths>>();
  opened.set(doors, known);
  const who = visitor.acting?.role ?? (visitor.session ? 'someone' : 'nobody');
  const addresses = known.get(who) ?? openAddresses(paths, doors, visitor);
  known.set(who, addresses);
  return addresses;
}

/** The frame of a page: whose marketplace it is, who is there for whom, where they may go. */
export function presentLayout(
  visitor: Visitor,
  doors: Doors,
  { path, answer }: Asked,
  demonstration: boolean,
) {
  const { session, acting, choices } = visitor;
  return {
    paths: addressesFor(doors, visitor),
    operatorName: acting?.operatorName ?? 'Middletier',
    homeHref: session ? paths.home : paths.start,
    themeHref: paths.theme(`${(acting?.colour ?? houseColour).slice(1)}.css`),
    rehearsal: acting?.rehearsalNow ? `Rehearsal: it is ${clock(acting.rehearsalNow)} here` : null,
    who: session && {
      name: session.name,
      acting: acting && `${roleName(acting.role)}, ${acting.organisationName}`,
      maySwitch: choices.length > 1,
    },
    navigation: acting ? navigationFor(acting.role, path, (href) => doors.open(visitor, href)) : [],
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
