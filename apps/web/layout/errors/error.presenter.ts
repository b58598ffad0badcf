import { HttpStatus } from '@nestjs/common';
import { isRecord, Refusal, refusalStatus, tidyText } from '#platform';
import { blankForm, type FormState } from '../../kit/form.js';
import { page, type Page } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { readResume } from '../../account/sign-in/presenter.js';

interface ErrorModel {
  readonly paragraphs: readonly string[];
  readonly action: { readonly text: string; readonly href: string } | null;
  /** What to quote when asking for help. */
  readonly reference: string | null;
  /** What was written at length in the form that was sent. */
  readonly written?: readonly string[];
}

const show = (
  status: number,
  title: string,
  paragraphs: readonly string[],
  reference: string | null,
  action: ErrorModel['action'] = { text: 'Go to your home page', href: paths.start },
): Page<ErrorModel> => page('layout/errors/error.njk', title, { paragraphs, action, reference }, { status });

/** Which page an HTTP status shows: what happened, what to do, a reference. */
export function presentStatus(status: number, reference: string): Page<ErrorModel> {
  switch (status) {
    case HttpStatus.NOT_FOUND:
      return show(
        status,
        'Page not found',
        [
          'If you typed the web address, check it is correct. If you followed a link, what it led to may have moved, or may belong to another organisation.',
          'If you act for several organisations, switch to the one it belongs to and try again.',
        ],
        reference,
      );
    case HttpStatus.FORBIDDEN:
      return show(
        status,
        'You cannot do this',
        [
          'Your role does not allow this. Someone else at your organisation may, or you may act in another role.',
        ],
        reference,
      );
    case HttpStatus.TOO_MANY_REQUESTS:
      return show(
        status,
        'Too many requests',
        [
          'There have been a great many requests from your network. Nothing is lost. Wait a minute, then go back and try again.',
        ],
        reference,
        null,
      );
    case 419:
      return show(
        status,
        'Your form was open too long',
        [
          'We could not be sure that it was you who sent it, so nothing was changed. Go back, reload the page and send it again.',
        ],
        reference,
      );
    case HttpStatus.REQUEST_TIMEOUT:
      return show(
        status,
        'That took too long to arrive',
        ['Not all of what you sent arrived in time, so nothing was changed. Go back and send it again.'],
        reference,
        null,
      );
    case HttpStatus.PAYLOAD_TOO_LARGE:
      return show(
        status,
        'That is too large',
        ['What you sent is larger than we take. Nothing was changed. Send a smaller file or a shorter text.'],
        reference,
        null,
      );
    case HttpStatus.SERVICE_UNAVAILABLE:
      return show(
        status,
        'Sorry, the service is unavailable',
        [
          'It will be back in a moment. What you sent just now was saved whole or not at all.',
          'Wait a minute, then reload the page. If you sent a form, look whether it arrived before you send it again.',
        ],
        reference,
        null,
      );
    default:
      return status < 500
        ? show(
            status,
            'We could not understand that',
            [
              'Something in what was sent is not right, and nothing was changed. Go back, check what you entered and send it again.',
            ],
            reference,
          )
        : show(
            status,
            'Sorry, something went wrong',
            [
              'It is our fault, and it has been noted. What you were doing was not half-done: either all of it was saved, or none.',
              'Try again in a few minutes. If it keeps happening, tell the organisation that runs this marketplace the reference below.',
            ],
            reference,
          );
  }
}

const refusalTitle: Record<Refusal['kind'], string> = {
  invalid: 'Check what you entered',
  conflict: 'That could not be done',
  forbidden: 'You cannot do this',
  'not-found': 'Page not found',
  'too-many': 'Too many attempts',
};

/** A business "no", in its own words. */
export function presentRefusal(refusal: Refusal, reference: string): Page<ErrorModel> {
  const status = refusalStatus[refusal.kind];
  if (refusal.code === 'platform.not-found') return presentStatus(status, reference);
  const next =
    refusal.code === 'platform.changed-meanwhile'
      ? ['Go back and reload the page to see what changed, then decide again.']
      : ['Nothing was changed.'];
  return show(status, refusalTitle[refusal.kind], [refusal.message, ...next], reference);
}

/** The same with what was written in the form that was sent, so that nobody writes it twice. */
export const withWritten = ({ template, title, model, options }: Page<ErrorModel>, body: unknown) =>
  page(template, title, { ...model, written: writtenIn(body) }, options);

const writtenIn = (body: unknown): string[] => {
  const { resume, ...sent } = isRecord(body) ? body : {};
  const kept = (typeof resume === 'string' && readResume(resume)?.fields) || [];
  return [...Object.entries(sent), ...kept.map(({ name, value }) => [name, value] as const)].flatMap(
    ([name, value]) =>
      typeof value === 'string' && value.length >= 40 && /\s/.test(value) && !/password/i.test(name)
        ? [value]
        : [],
  );
};

/** The session ended while a form was open: sign in again and carry on with the same answers. */
export const presentSessionEnded = (path: string, body: unknown): Page =>
  presentSignInAgain(blankForm({ resume: resumeField(path, body) }));

/** Also where the password was wrong: what is kept in the form stays there. */
export const presentSignInAgain = (form: FormState): Page =>
  page('layout/errors/session-ended.njk', 'Your session has ended', {}, { status: 419, form });

const resumeField = (path: string, body: unknown): string => {
  const entries = Object.entries((body ?? {}) as Record<string, unknown>).filter(
    ([name]) => name !== '_csrf' && !/password/i.test(name),
  );
  // Tidied here as every form is when it is read: the form that signs in would break what it carries with rarer ends of a line.
  return JSON.stringify({ path, values: Object.fromEntries(entries) }, (_, value: unknown) =>
    typeof value === 'string' ? tidyText(value) : value,
  );
};
