/** Something that needs whoever looks, as the task list of a home shows it. */
export interface Task {
  readonly title: { readonly text: string };
  readonly hint?: { readonly text: string };
  readonly href?: string;
  readonly status: { readonly tag: { readonly text: string; readonly classes: string } };
}

export const task = (
  text: string,
  hint: string | null,
  tag: string,
  colour: 'blue' | 'grey' | 'red' | 'yellow',
  href?: string,
): Task => ({
  title: { text },
  ...(hint && { hint: { text: hint } }),
  ...(href && { href }),
  status: { tag: { text: tag, classes: `govuk-tag--${colour}` } },
});
