import { expect, test } from '@jest/globals';
import type { ArgumentsHost } from '@nestjs/common';
import { Refusal } from '#platform';
import type { Page } from '../../kit/page.js';
import { WebErrors } from './web-errors.filter.js';

test('what was written stands on the page of whatever refused the form that was sent', () => {
  const report = 'We looked at reading in Year 2, and agreed what comes next.';
  const shown = (method: 'GET' | 'POST', error: unknown) => {
    let page: Page<{ written?: readonly string[] }> | undefined;
    const reply = {
      header: () => reply,
      removeHeader: () => reply,
      send: (sent: typeof page) => (page = sent),
    };
    const request = {
      method,
      url: '/visits/v/report',
      routeOptions: { url: '', config: {} },
      id: 'r',
      body: { report },
    };
    const http = { getRequest: () => request, getResponse: () => reply };
    new WebErrors().catch(error, { switchToHttp: () => http } as unknown as ArgumentsHost);
    return [page!.options.status, page!.model.written];
  };
  const forbidden = new Refusal('platform.forbidden', 'Not you.', 'forbidden');
  expect(shown('POST', forbidden)).toEqual([403, [report]]);
  expect(shown('GET', forbidden)).toEqual([403, undefined]);
  expect(shown('POST', { statusCode: 413 })).toEqual([413, [report]]);
});
