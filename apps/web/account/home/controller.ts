import { Controller, Get } from '@nestjs/common';
import { CurrentActor, CurrentVisitor, isStaff, Roles, staffRoles, type Visitor } from '#identity';
import type { Actor, Role } from '#platform';
import { authorityRoles, providerRoles, schoolRoles } from '#platform';
import { AuthorityHome } from '../../authority/home/authority-home.js';
import { OperatorHome } from '../../operator/home/operator-home.js';
import { paths } from '../../paths.js';
import { ProviderHome } from '../../provider/home/provider-home.js';
import { SchoolHome } from '../../school/home/school-home.js';

/** The home page of whichever role someone acts in. */
@Controller(paths.home)
@Roles(...schoolRoles, ...providerRoles, ...authorityRoles, ...staffRoles)
export class HomeController {
  constructor(
    private readonly operator: OperatorHome,
    private readonly authority: AuthorityHome,
    private readonly provider: ProviderHome,
    private readonly school: SchoolHome,
  ) {}

  @Get()
  show(@CurrentActor() actor: Actor, @CurrentVisitor() { acting }: Visitor) {
    const role = actor.role as Role;
    if (isStaff(role)) return this.operator.show(actor, acting!.operatorName);
    if (authorityRoles.includes(role)) return this.authority.show(actor, acting!.organisationName);
    if (providerRoles.includes(role)) return this.provider.show(actor, acting!.organisationName);
    return this.school.show(actor, acting!.organisationName);
  }
}
