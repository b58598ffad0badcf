import type { FastifyReply, FastifyRequest } from 'fastify';
import { actingField, nobody, type AccessRequest, type Visitor, type Visitors } from '#identity';
import { presentLayout } from '../layout/layout.presenter.js';
import { paths } from '../paths.js';
import { asOpened, type Doors } from './doors.js';
import { formToken } from './form-token.js';
import { Page, Redirect, type PageOptions } from './page.js';
import { assetsPath, render, safe } from './renderer.js';
import { readyForPhones } from './tables.js';

const flashCookie = 'middletier.flash';

/**
 * Turns what controllers (and the error filter) return into HTML or a redirect: one Fastify hook for every page. The
 * flash message of a redirect waits in a signed cookie for the next page.
 */
export const rendering =
  (visitors: Visitors, doors: Doors, demonstration: boolean) =>
  async (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    if (payload instanceof Redirect) return sendRedirect(reply, payload);
    if (!(payload instanceof Page)) return payload;
    const visitor = await visitors.atPage(request as unknown as AccessRequest).catch(() => nobody);
    const { template, title, model, options } = payload;
    const html = render(template, {
      title,
      model: asOpened(model, doors, visitor),
      form: options.form ?? { values: {}, errors: {}, errorList: [] },
      back: options.back && backFor(options.back, doors, visitor),
      flash: takeFlash(request, reply),
      csrf: safe(
        hidden('_csrf', formToken(reply, (options.entered ?? visitor.session)?.sessionId)) +
          hidden(actingField, visitor.acting?.appointmentId),
      ),
      assets: assetsPath,
      layout: presentLayout(
        visitor,
        doors,
        { path: request.url.split('?')[0]!, answer: request.method === 'POST' },
        demonstration,
      ),
    });
    addCookies(reply, options.cookies);
    reply.status(options.status ?? (options.form?.errorList.length ? 400 : 200));
    return asHtml(reply, readyForPhones(html));
  };

const hidden = (name: string, value?: string): string =>
  value ? `<input type="hidden" name="${name}" value="${value}">` : '';

/** Where someone came from by another way than most, back leads home, and is not called by the name of what it does not lead to. */
export const backFor = (back: NonNullable<PageOptions['back']>, doors: Doors, visitor: Visitor) =>
  [back, { href: paths.home }].map((one) => asOpened(one, doors, visitor)).find(({ href }) => href);

function sendRedirect(reply: FastifyReply, { to, options }: Redirect): string {
  addCookies(reply, options.cookies);
  const [kind, text] = options.flash ? ['success', options.flash] : ['', options.notice];
  if (text)
    reply.setCookie(flashCookie, `${kind}:${text}`, {
      ...{ path: '/', httpOnly: true, sameSite: 'lax', signed: true },
    });
  reply.status(303).header('location', to);
  return asHtml(reply, '');
}

const asHtml = (reply: FastifyReply, html: string): string => {
  reply.type('text/html; charset=utf-8').serializer(() => html);
  return html;
};

function takeFlash(request: FastifyRequest, reply: FastifyReply): { type: string; text: string } | null {
  const cookie = request.cookies[flashCookie];
  if (!cookie) return null;
  reply.clearCookie(flashCookie, { path: '/' });
  const { valid, value } = request.unsignCookie(cookie);
  if (!valid) return null;
  const [type] = value.split(':', 1) as [string];
  return { type, text: value.slice(type.length + 1) };
}

function addCookies(reply: FastifyReply, cookies: readonly string[] = []): void {
  for (const cookie of cookies) reply.header('set-cookie', cookie);
}
