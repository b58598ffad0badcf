import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { freePort, readConfig, type Config } from '#platform';
import { eventually, testSecret } from '#testing';

/** The programs under test, each a process of its own as in production, on a free port and the run's database. */
export interface App {
  readonly address: string;
  readonly config: Config;
  readonly close: () => Promise<void>;
}

/** Starts the pages and, when asked, the worker; ready when it answers. */
export async function startApp(settings: Record<string, string> = {}, { worker = false } = {}): Promise<App> {
  const port = String(await freePort());
  const address = `http://localhost:${port}`;
  const environment = {
    DATABASE_URL: process.env.MIDDLETIER_TEST_DATABASE_URL!,
    SECRET: testSecret,
    LOG_LEVEL: 'error',
    DEMONSTRATION: 'true',
    DRAIN_MS: '0',
    PORT: port,
    PUBLIC_URL: address,
    RATE_LIMIT_PER_MINUTE: '100000',
    SIGN_IN_LIMIT_PER_MINUTE: '1000',
    ...settings,
  };
  const stops = [run('web', environment)];
  if (worker) stops.push(run('worker', { ...environment, PORT: '0' }));
  await eventually(`${address} answers`, async () => (await fetch(`${address}/health/ready`)).ok);
  return {
    address,
    config: readConfig(environment),
    close: async () => {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

function run(program: string, environment: Record<string, string>): () => Promise<void> {
  const main = fileURLToPath(new URL(`../../apps/${program}/main.js`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, TZ: 'UTC', ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // A test that fails half-way keeps no process, and so no run, alive.
  child.unref();
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}

/** A page's scripts run for too short a time to be worth compiling well: that took a sixth of each look. */
const lightly = '--js-flags=--no-opt,--no-maglev';

/** The machine's Chromium when there is one on the PATH, without its windows where it can be had so, else the one from npm. */
export async function startBrowser(): Promise<Browser> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = [
    'chromium-headless-shell',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
  ]
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
  if (found)
    return chromium.launch({
      executablePath: found,
      args: ['--no-sandbox', '--disable-dev-shm-usage', lightly],
    });
  const { default: packed } = await import('@sparticuz/chromium');
  return chromium.launch({ executablePath: await packed.executablePath(), args: [...packed.args, lightly] });
}

export const desk = { width: 1280, height: 900 };
export const phone = { width: 390, height: 844 };

/** Someone new at a browser of their own. */
export async function visit(
  browser: Browser,
  { address }: Pick<App, 'address'>,
  viewport = desk,
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: address,
    viewport,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  context.setDefaultTimeout(120_000);
  return context.newPage();
}

/** Steps in as one of the demonstration's people, by the words on their button, such as `Headteacher, Ann Lee`. */
export async function stepIn(page: Page, who: string | RegExp): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: who }).first().click();
}

/** The same of someone new, who has not opened a page yet: where stepping in is not what is proved, it needs none. */
export async function enter(
  browser: Browser,
  app: Pick<App, 'address'>,
  who: RegExp,
  viewport = desk,
): Promise<Page> {
  const page = await visit(browser, app, viewport);
  const html = await (await page.request.get('/sign-in')).text();
  const buttons = html.matchAll(/name="appointmentId" value="([^"]+)"[^>]*>([^<]*<span[^>]*>[^<]*)/g);
  const [, appointmentId] = [...buttons].find(([, , words]) => who.test(words!.replace(/<.*?>/, '')))!;
  const [, token] = /name="_csrf" value="([^"]+)"/.exec(html)!;
  const form = { appointmentId: appointmentId!, _csrf: token! };
  const entered = await page.request.post('/sign-in/step-in', { form, maxRedirects: 0 });
  if (entered.headers().location !== '/home') throw new Error(`${who} did not step in: ${entered.status()}`);
  return page;
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Everything that a page owes: axe finds nothing, all its text is in the service's type, a search ends, a list's days stand on one line, and at a phone's width nothing needs sideways scrolling. */
export async function check(page: Page): Promise<void> {
  await axe(page);
  const size = page.viewportSize() ?? desk;
  const strange = (await page.evaluate(strangeType)) as string[];
  if (strange.length) throw new Error(`${page.url()} has text in no type of ours: ${strange.join(', ')}`);
  const broken = (await page.evaluate(brokenDays)) as string[];
  if (broken.length) throw new Error(`${page.url()} breaks days in two: ${broken.join(', ')}`);
  const endless = (await page.evaluate(endlessSearches)) as string[];
  if (endless.length) throw new Error(`${page.url()} searches for more than an address holds: ${endless}`);
  await page.setViewportSize(phone);
  const excess = (await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )) as number;
  await page.setViewportSize(size);
  if (excess > 0) throw new Error(`${page.url()} is ${excess} pixels too wide for a phone`);
}

/** In the page: text that is set in what the browser takes when nobody says. */
const strangeType = `[...document.querySelectorAll('body *')].filter((one) => one.checkVisibility()
  && [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim())
  && !/Atkinson|monospace/.test(getComputedStyle(one).fontFamily)).map((one) => one.textContent.trim().slice(0, 60))`;

/** In the page: what is searched for goes into the address, and a server answers none that is too long. */
const endlessSearches = `[...document.querySelectorAll('form[method=get] input')]
  .filter((one) => ['text', 'search'].includes(one.type) && one.maxLength < 0).map((one) => one.name)`;

/** In the page: the days of its lists that would take more than a line, were they the longest of the year. */
const brokenDays = `[...document.querySelectorAll('.mt-dates dt')].filter((day) => {
  const said = day.textContent;
  if (!/[0-9]{4}$/.test(said)) return false;
  day.textContent = 'Wed 30 September 2026';
  const range = document.createRange();
  range.selectNodeContents(day);
  const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
  day.textContent = said;
  return lines.size > 1;
}).map((day) => day.textContent)`;

/** Throws what of a page would stand on paper and be of no use there. */
export async function checkOnPaper(page: Page): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  const useless = (await page.evaluate(uselessOnPaper)) as string[];
  await page.emulateMedia({ media: null });
  if (useless.length) throw new Error(`${page.url()} is printed with ${useless.join(', ')}`);
}

/** In the page: what is there to press, what leads elsewhere, addresses of ours, and white on white. */
const uselessOnPaper = `[...document.querySelectorAll('a, nav, footer, .govuk-button, .mt-filters, .mt-header *')]
  .filter((one) => one.checkVisibility() && (one.matches('nav, footer, .govuk-button, .mt-filters, form')
    || getComputedStyle(one, '::after').content.includes('(')
    || getComputedStyle(one).color === 'rgb(255, 255, 255)'))
  .map((one) => one.tagName + ' ' + one.textContent.trim().slice(0, 40))`;

/** Its source makes a second of each look when it comes whole, with its comments, by way of a page's evaluate(). */
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** In the page. It looks at each element for long: rows of a table are alike, and nobody reads what is well. */
const lookWithAxe = `axe.run({ exclude: ['tbody tr:nth-child(n+6)'] }, { resultTypes: ['violations'], preload: false })
  .then(({ violations }) => violations)`;

/** Throws a readable list of what axe finds on the page. */
export async function axe(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Runtime.evaluate', { expression: axeSource });
  await devTools.detach();
  const violations = await page.evaluate<AxeResults['violations']>(lookWithAxe);
  if (!violations.length) return;
  const lines = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `  ${id}: ${help}\n    ${target.join(' ')}\n    ${html.slice(0, 200)}`),
  );
  throw new Error(`axe finds ${lines.length} on ${page.url()}:\n${lines.join('\n')}`);
}

/** Keeps a picture under docs/screenshots, at both widths, when SCREENSHOTS=1 asks for it. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS !== '1') return;
  const folder =
    process.env.SCREENSHOTS_FOLDER ?? fileURLToPath(new URL('../../../docs/screenshots', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const size = page.viewportSize() ?? desk;
  for (const [suffix, viewport] of [
    ['', desk],
    ['-phone', phone],
  ] as const) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: join(folder, `${name}${suffix}.png`), fullPage: true });
  }
  await page.setViewportSize(size);
}
