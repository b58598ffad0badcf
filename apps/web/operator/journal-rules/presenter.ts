import { maintainedTypes } from '#directory';
import type { JournalRule } from '#invoicing';
import { notFound, shortDate, Temporal } from '#platform';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';

const does = (rule: JournalRule): string => (rule.journalled ? 'Journal' : 'Invoice');
const begins = (rule: JournalRule): string =>
  rule.startsOn.year <= 2000 ? 'From the start' : `From ${shortDate(rule.startsOn)}`;

/** A type's rows stand newest first. */
export const presentRules = (rules: readonly JournalRule[], today: Temporal.PlainDate) =>
  page(
    'operator/journal-rules/page.njk',
    'Journals to your authority’s schools',
    {
      rows: maintainedTypes.map(({ code, name }) => {
        const ofType = rules.filter((rule) => rule.typeCode === code);
        const now = ofType.find((rule) => Temporal.PlainDate.compare(rule.startsOn, today) <= 0);
        const next = ofType[0] !== now ? ofType[0] : undefined;
        return {
          name,
          href: paths.journalRules.change(code),
          now: now ? does(now) : 'Invoice',
          since: now ? begins(now) : '',
          source: now?.source ?? 'Nobody has decided',
          next: next ? `${does(next)} from ${shortDate(next.startsOn)}` : null,
        };
      }),
    },
    { back: { href: paths.worklist, text: 'Invoices and journals' } },
  );

/** Throws `platform.not-found` for a type that no authority maintains. */
export function presentRule(rules: readonly JournalRule[], typeCode: string, form: FormState) {
  const type = maintainedTypes.find(({ code }) => code === typeCode);
  if (!type) throw notFound('type of school');
  return page(
    'operator/journal-rules/rule.njk',
    type.name,
    {
      action: paths.journalRules.change(typeCode),
      choices: [
        {
          value: 'yes',
          text: 'A journal',
          hint: { text: 'No VAT: the budget share is the authority’s own money until it is spent' },
          checked: form.values.journalled === 'yes',
        },
        {
          value: 'no',
          text: 'An invoice',
          hint: { text: 'With VAT where it is due' },
          checked: form.values.journalled === 'no',
        },
      ],
      history: rules
        .filter((rule) => rule.typeCode === typeCode)
        .map((rule, at, all) => ({
          does: does(rule),
          from: `${begins(rule)}${all[at - 1]?.startsOn.equals(rule.startsOn) ? ', replaced by the line above' : ''}`,
          source: rule.source,
        })),
    },
    { form, back: { href: paths.journalRules.index, text: 'Journals to your authority’s schools' } },
  );
}
