import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { CurrentVisitor, Sessions, SignedIn, SignInRequired, type Visitor } from '#identity';
import { Database } from '#platform';
import { blankForm, readForm } from '../../kit/form.js';
import { ownAddress, redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { ActingForm } from './form.js';
import { rememberActing } from './last-acted.js';
import { presentActing } from './presenter.js';

/** Choosing whom one acts for, after signing in or to switch. */
@Controller(paths.acting)
@SignedIn()
export class ActingController {
  constructor(
    private readonly db: Database,
    private readonly sessions: Sessions,
  ) {}

  @Get()
  form(@CurrentVisitor() visitor: Visitor, @Query('next') next?: string) {
    return presentActing(
      visitor,
      blankForm({ appointmentId: visitor.acting?.appointmentId, next: ownAddress(next, paths.home) }),
    );
  }

  @Post()
  async choose(@CurrentVisitor() visitor: Visitor, @Body() body: unknown) {
    const submitted = readForm(ActingForm, body);
    if (!submitted.ok) return presentActing(visitor, submitted.form);
    const { session } = visitor;
    if (!session) throw new SignInRequired();
    const { appointmentId, next } = submitted.data;
    await this.db.systemTx('a session switches', (tx) => this.sessions.choose(tx, session, appointmentId));
    return redirect(ownAddress(next, paths.home), { cookies: [rememberActing(appointmentId)] });
  }
}
