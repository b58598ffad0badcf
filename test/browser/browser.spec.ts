import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { check, startBrowser } from './browser.js';

let [browser, page] = [] as unknown as [Browser, Page];
beforeAll(async () => {
  browser = await startBrowser();
  page = await browser.newPage();
});
afterAll(() => browser?.close());

const checked = async (content: string): Promise<void> => {
  await page.setContent(
    `<html lang="en"><head><title>A page</title><style>body { font-family: Atkinson; background: #fff; color: #000 }</style></head>
     <body><main><h1>A page</h1>${content}</main></body></html>`,
  );
  await check(page);
};

test.each([
  ['a picture that says nothing', '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', /image-alt/],
  ['grey on white', '<p style="color: #ccc">Who can read this?</p>', /color-contrast/],
  ['text in no type of ours', '<p style="font-family: serif">Stray</p>', /no type of ours: Stray/],
  ['more than a phone is wide', '<p style="width: 900px">Wide</p>', /too wide for a phone/],
])('a page with %s does not pass', (_, content, fault) => expect(checked(content)).rejects.toThrow(fault));

test('a plain page passes', () => expect(checked('<p>Plain</p>')).resolves.toBeUndefined());
