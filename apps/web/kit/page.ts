import type { Session } from '#identity';
import { Refusal } from '#platform';
import type { Href } from './doors.js';
import type { FormState } from './form.js';

/** What a controller returns to show a page; made by a pure presenter; kit/rendering.ts makes HTML of it. */
export class Page<Model extends object = object> {
  constructor(
    /** Under `apps/web`, such as `visits/show.njk`. */
    readonly template: string,
    /** First words of the browser's title, and the page's heading unless the template writes another. */
    readonly title: string,
    readonly model: Model,
    readonly options: PageOptions = {},
  ) {}
}
export interface PageOptions {
  readonly status?: number;
  readonly back?: { readonly href: Href; readonly text?: string };
  /** Shown in the error summary; the fields show their own. */
  readonly form?: FormState;
  readonly cookies?: readonly string[];
  /** The session that its cookies open: its forms are for that one. */
  readonly entered?: Session | null;
}
export const page = <Model extends object>(
  template: string,
  title: string,
  model: Model,
  options?: PageOptions,
) => new Page(template, title, model, options);

/** What a controller returns after a change: the browser asks for `to` with GET, so that reloading repeats nothing. */
export class Redirect {
  constructor(
    readonly to: string,
    readonly options: {
      readonly cookies?: readonly string[];
      readonly flash?: string;
      readonly notice?: string;
    } = {},
  ) {}
}
/** `flash` is one sentence that the next page shows once, without personal data, of what was done; `notice` one of why nothing was. */
export const redirect = (to: string, options?: Redirect['options']): Redirect => new Redirect(to, options);

/** For `.catch`: what is done already, or can be done no more, leads on to the thing as it is now, which is told why. */
export const leadOn =
  (to: string | ((refusal: Refusal) => string)) =>
  (error: unknown): Redirect => {
    if (!(error instanceof Refusal) || error.kind !== 'conflict') throw error;
    return redirect(typeof to === 'string' ? to : to(error), {
      notice: `${error.message} Nothing was changed.`,
    });
  };

/** An address of ours, or the start page: what a visitor hands in never leads elsewhere. */
export const ownAddress = (text: unknown, otherwise = '/'): string =>
  typeof text === 'string' && /^\/(?![/\\])[\w\-./?=&%~+,:]*$/.test(text) ? text : otherwise;
