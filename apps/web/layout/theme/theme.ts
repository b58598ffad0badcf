/** Colours derived from an operator's own, each checked for contrast (WCAG 2.2 AA: 4.5 to 1 for text). */
export interface Theme {
  readonly brand: string;
  readonly link: string;
  readonly linkHover: string;
  readonly surface: string;
  readonly surfaceBorder: string;
}

export const houseColour = '#12436d';

/** The operator's colour, darkened as far as white text on it, and it on white and on the tint, can be read. */
export function themeOf(colour: string): Theme {
  const surface = mix(colour, '#ffffff', 0.95);
  const brand = darkenUntil(colour, (shade) => contrast(shade, '#ffffff') >= 4.5);
  const link = darkenUntil(brand, (shade) => contrast(shade, surface) >= 4.6);
  return {
    brand,
    link,
    linkHover: mix(link, '#000000', 0.4),
    surface,
    surfaceBorder: mix(colour, '#ffffff', 0.5),
  };
}

export const themeSheet = (theme: Theme): string =>
  `:root{--govuk-brand-colour:${theme.brand};--govuk-link-colour:${theme.link};--govuk-link-hover-colour:${theme.linkHover};` +
  `--govuk-surface-background-colour:${theme.surface};--govuk-template-background-colour:${theme.surface};--govuk-surface-border-colour:${theme.surfaceBorder}}`;

/** WCAG's ratio of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function darkenUntil(colour: string, good: (colour: string) => boolean): string {
  for (let part = 0; part < 1; part += 0.02) {
    const shade = mix(colour, '#000000', part);
    if (good(shade)) return shade;
  }
  return '#000000';
}

const channels = (colour: string): number[] => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

function mix(colour: string, other: string, part: number): string {
  const target = channels(other);
  const mixed = channels(colour).map((value, index) =>
    Math.round(value * (1 - part) + target[index]! * part),
  );
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
