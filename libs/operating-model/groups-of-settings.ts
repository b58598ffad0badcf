import { z } from 'zod';
import { settings } from './settings.js';

/** Each group's settings, as they are declared. */
export const groupsOfSettings: readonly (readonly [group: string, shape: z.ZodRawShape])[] = Object.entries(
  settings.shape,
).map(([group, declared]) => [
  group,
  declared instanceof z.ZodPrefault ? declared.unwrap().shape : declared.shape,
]);

/** What holds where an operator says nothing, by group. */
export const unsaid: Readonly<Record<string, object>> = Object.fromEntries(
  groupsOfSettings.map(([group, shape]) => {
    const usual = Object.entries(shape).filter(([, setting]) => setting instanceof z.ZodDefault);
    return [
      group,
      Object.fromEntries(usual.map(([name, setting]) => [name, (setting as z.ZodDefault).parse(undefined)])),
    ];
  }),
);
