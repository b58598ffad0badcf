import { onlyOpen, type Href } from './doors.js';
import type { FormState } from './form.js';
import { page, type Page } from './page.js';

export interface Row {
  readonly key: string;
  readonly value: string;
}
/** GOV.UK's "check your answers": everything that will be so, in one list, before it is. */
export interface Check {
  readonly rows: readonly Row[];
  /** Where confirming sends the answers, and where changing them does. */
  readonly action: string;
  readonly changeAction: string;
  readonly button: string;
  /** What happens when confirmed, in one sentence. */
  readonly then: string;
  /** Why this person cannot confirm; without a button then. */
  readonly blocked?: string;
}

export function checkPage(title: string, check: Check, form: FormState): Page {
  const hidden = Object.entries(form.values).flatMap(([name, values]) =>
    name === 'change'
      ? []
      : [values].flat().flatMap((value) => (typeof value === 'string' ? [{ name, value }] : [])),
  );
  return page('kit/check.njk', title, { ...check, rows: toSummary(check.rows), hidden }, { form });
}

/** Rows as the summary-list component takes them; what was written on several lines stands on several. */
export const toSummary = (rows: readonly Row[]) =>
  rows.map(({ key, value }) => ({
    key: { text: key },
    value: { text: value, ...(value.includes('\n') ? { classes: 'mt-letter' } : {}) },
  }));

/** One question before something is called off, given back or ended. */
export interface Question {
  readonly rows: readonly Row[];
  /** What happens then, in a sentence or two. */
  readonly then: string;
  readonly action: string;
  readonly button: string;
  /** The way out: its words, and where it and the link above the page lead. */
  readonly keep: string;
  readonly keepHref: string;
}

/** `template` extends kit/confirm.njk where more than a button is asked. */
export function confirmPage(
  title: string,
  question: Question,
  options: { form?: FormState; template?: string; backText?: string } = {},
): Page {
  const { form, template = 'kit/confirm.njk', backText: text } = options;
  const model = { ...question, rows: toSummary(question.rows) };
  return page(template, title, model, { form, back: { href: question.keepHref, text } });
}

export interface Done {
  /** One sentence under the heading. */
  readonly text: string;
  readonly rows?: readonly Row[];
  readonly next: readonly string[];
  readonly actions: readonly { readonly text: string; readonly href: Href }[];
}

/** Where every change ends: what happened, what happens next, the likely next step. */
export const donePage = (title: string, done: Done): Page =>
  page('kit/done.njk', title, {
    ...done,
    rows: toSummary(done.rows ?? []),
    actions: onlyOpen(done.actions),
  });
