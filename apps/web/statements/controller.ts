import { Controller, Get } from '@nestjs/common';
import { Public } from '#identity';
import { page } from '../kit/page.js';
import { paths } from '../paths.js';

@Controller()
@Public()
export class StatementsController {
  @Get(paths.accessibility)
  accessibility() {
    return page('statements/accessibility.njk', 'Accessibility', {});
  }

  @Get(paths.cookies)
  cookies() {
    return page('statements/cookies.njk', 'Cookies', {});
  }
}
