import { z } from 'zod';
import { asked } from './question.js';

/** A whole number of days, months, kilometres or pence, within what anyone would mean. */
export const whole = (least: number, most: number) => z.int().min(least).max(most);
export const group = <Shape extends z.ZodRawShape>(label: string, shape: Shape) =>
  z
    .strictObject({
      ...shape,
      illustrative: z.boolean().optional().describe('Made up, because no paper gives it.'),
    })
    .register(asked, { label });
