import { z } from 'zod';
import { asked, questionOf, type Question } from './question.js';
import { settings } from './settings.js';

/** One of them, as a page asks for it. */
export interface AskedSetting {
  /** As `agreements.notice_days`. */
  readonly name: string;
  readonly group: string;
  readonly question: Question;
  /** What a choice counts for, from its day on. */
  readonly counts: string;
  readonly check: z.ZodType;
}
/** All of them, in their groups. */
export const askedSettings: readonly AskedSetting[] = Object.entries(settings.shape).flatMap(
  ([group, declared]) => {
    const whole = declared instanceof z.ZodPrefault ? declared.unwrap() : declared;
    return Object.entries<z.core.$ZodType>(whole.shape).flatMap(([setting, check]) => {
      const question = questionOf(check);
      return question
        ? [
            {
              name: `${group}.${setting}`,
              group: asked.get(whole)!.label,
              question,
              counts: asked.get(check as z.ZodType)!.counts!,
              check: check as z.ZodType,
            },
          ]
        : [];
    });
  },
);
