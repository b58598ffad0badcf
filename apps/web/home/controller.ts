import { Controller, Get } from '@nestjs/common';
import { CurrentVisitor, type Visitor } from '#identity';
import { page } from '../kit/page.js';
import { paths } from '../paths.js';

/** The home page of a role that has none of its own yet. */
@Controller(paths.home)
export class HomeController {
  @Get()
  show(@CurrentVisitor() { acting }: Visitor) {
    return page('home/page.njk', acting!.organisationName, {});
  }
}
