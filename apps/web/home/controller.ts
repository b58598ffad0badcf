import { Controller, Get } from '@nestjs/common';
import { CurrentActor, CurrentVisitor, type Visitor } from '#identity';
import type { Actor, Role } from '#platform';
import { page } from '../kit/page.js';
import { schoolRoles } from '../kit/school-roles.js';
import { paths } from '../paths.js';
import { SchoolHome } from '../school-home/school-home.js';

/** The home page of whichever role someone acts in. */
@Controller(paths.home)
export class HomeController {
  constructor(private readonly school: SchoolHome) {}

  @Get()
  show(@CurrentActor() actor: Actor, @CurrentVisitor() { acting }: Visitor) {
    if (schoolRoles.includes(actor.role as Role)) return this.school.show(actor);
    return page('home/page.njk', acting!.organisationName, {});
  }
}
