import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contrast, themeOf } from './theme.js';

test('contrast is WCAG’s', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

test('a dark colour is left as the operator set it', () => {
  expect(themeOf('#12436d').brand).toBe('#12436d');
});

test('whatever colour an operator sets can be read', () => {
  const channel = fc.integer({ min: 0, max: 255 }).map((value) => value.toString(16).padStart(2, '0'));
  fc.assert(
    fc.property(channel, channel, channel, (red, green, blue) => {
      const theme = themeOf(`#${red}${green}${blue}`);
      expect(contrast(theme.brand, '#ffffff')).toBeGreaterThanOrEqual(4.5);
      for (const colour of [theme.link, theme.linkHover]) {
        expect(contrast(colour, '#ffffff')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(colour, theme.surface)).toBeGreaterThanOrEqual(4.5);
      }
    }),
  );
});
