import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Nominations, Public, roleName } from '#identity';
import { Database, jobActor } from '#platform';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';

/** Where the letter to an organisation's own office leads: whoever reads its mail says yes for it. */
@Controller(paths.confirmAppointment)
@Public()
export class ConfirmAppointmentController {
  constructor(
    private readonly db: Database,
    private readonly nominations: Nominations,
  ) {}

  @Get()
  async show(@Query('token') token?: unknown) {
    const { name, role, organisationName, operatorName } = await this.of(token);
    return page('account/confirm-appointment/page.njk', 'Does this person act for you?', {
      token,
      name,
      role: roleName(role).toLowerCase(),
      organisationName,
      operatorName,
    });
  }

  @Post()
  async confirm(@Body('token') token: unknown, @Req() request: FastifyRequest) {
    const { operatorId, name, organisationName } = await this.of(token);
    await this.db.tx(jobActor(operatorId, request.id), (tx) =>
      this.nominations.confirmByLink(tx, String(token)),
    );
    return page('account/confirm-appointment/done.njk', 'Thank you', { name, organisationName });
  }

  private of(token: unknown) {
    return this.db.systemTx('whose appointment a letter confirms', (tx) =>
      this.nominations.ofLink(tx, String(token)),
    );
  }
}
