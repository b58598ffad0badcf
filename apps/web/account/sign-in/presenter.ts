import { roleName, type DemonstrationPerson, type Session } from '#identity';
import { blankForm, type FormState } from '../../kit/form.js';
import { ownAddress, page, type Page } from '../../kit/page.js';
import { paths } from '../../paths.js';

export interface SignInPage {
  readonly operators: readonly {
    readonly name: string;
    readonly people: readonly {
      readonly appointmentId: string;
      readonly role: string;
      readonly who: string;
    }[];
  }[];
}

/** In a demonstration the people of each operator to step in as; else the form alone. */
export function presentSignIn(
  people: readonly DemonstrationPerson[],
  form: FormState = blankForm(),
): Page<SignInPage> {
  const names = [...new Set(people.map((person) => person.operatorName))];
  const operators = names.map((name) => ({
    name,
    people: people
      .filter((person) => person.operatorName === name)
      .map(({ appointmentId, role, name: who, organisationName }) => ({
        appointmentId,
        role: roleName(role),
        who: `${who}, ${organisationName}`,
      })),
  }));
  return page('account/sign-in/page.njk', 'Sign in', { operators }, { form });
}

/** What a session that ended was sending; null when there is nothing, or it is not ours. */
export function readResume(
  resume: string | undefined,
): { path: string; fields: { name: string; value: string }[] } | null {
  try {
    const { path, values } = JSON.parse(resume ?? '') as { path: unknown; values: Record<string, unknown> };
    const to = ownAddress(path, '');
    const fields = Object.entries(values).flatMap(([name, value]) =>
      [value].flat().map((one) => ({ name, value: String(one) })),
    );
    return to ? { path: to, fields } : null;
  } catch {
    return null;
  }
}

export const presentCarryOn = (
  resume: NonNullable<ReturnType<typeof readResume>>,
  cookies: readonly string[],
  entered: Session,
) => page('account/sign-in/carry-on.njk', 'You are signed in again', resume, { cookies, entered });

export const afterSignIn = (next: string | undefined): string => ownAddress(next, paths.home);
