import { describe, test } from '@jest/globals';

/** Tests that need a part which some machines lack. Where it is not, they do not run, and the report says what was not tried. */
export function whereThereIs(part: string, there: boolean, tests: () => void): void {
  if (there) describe(`with ${part}`, tests);
  else test(`${part} is not on this machine: what needs it was not tried`, () => undefined);
}
