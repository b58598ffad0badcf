import { Controller, Get } from '@nestjs/common';
import { Public } from '#identity';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';

/** What the foot of every page leads to, under “About this service”. */
@Controller()
@Public()
export class AboutController {
  @Get(paths.accessibility)
  accessibility() {
    return page('account/about/accessibility.njk', 'Accessibility', {});
  }

  @Get(paths.cookies)
  cookies() {
    return page('account/about/cookies.njk', 'Cookies', {});
  }
}
