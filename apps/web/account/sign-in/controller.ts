import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CurrentVisitor, Public, Sessions, SignedIn, SignIn, type Session, type Visitor } from '#identity';
import { Database, isId, notFound } from '#platform';
import { lastActed } from '../acting/last-acted.js';
import { blankForm, readForm, refused, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { presentSignInAgain } from '../../layout/errors/error.presenter.js';
import { paths } from '../../paths.js';
import { SignInForm } from './form.js';
import { afterSignIn, presentCarryOn, presentSignIn, readResume } from './presenter.js';

@Controller()
@Public()
export class SignInController {
  constructor(
    private readonly db: Database,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
  ) {}

  @Get(paths.start)
  start(@CurrentVisitor() visitor: Visitor) {
    return redirect(visitor.session ? paths.home : paths.signIn);
  }

  @Get(paths.signIn)
  form(@CurrentVisitor() visitor: Visitor, @Query('next') next?: string) {
    if (visitor.session) return redirect(afterSignIn(next));
    return this.show(blankForm({ next: next ?? '' }));
  }

  @Post(paths.signIn)
  async enter(@Body() body: unknown, @Req() request: FastifyRequest) {
    const submitted = readForm(SignInForm, body);
    if (!submitted.ok) return this.show(submitted.form);
    const { email, password, next, resume } = submitted.data;
    const entered = await this.signIn
      .withPassword(
        { email, password },
        { address: request.ip, requestId: request.id, cookie: request.headers.cookie },
      )
      .catch((error: unknown) => refused(submitted.form, error, 'email'));
    if ('errorList' in entered) return this.show(entered);
    const { cookies, session } = entered;
    await this.chooseAgain(session, lastActed(request));
    const kept = readResume(resume);
    return kept ? presentCarryOn(kept, cookies, session) : redirect(afterSignIn(next), { cookies });
  }

  @Post(paths.stepIn)
  async stepIn(@Body('appointmentId') appointmentId: unknown, @Req() request: FastifyRequest) {
    if (!isId(appointmentId)) throw notFound('person');
    const cookies = await this.signIn.stepIn(appointmentId, request.id, request.headers.cookie);
    return redirect(paths.home, { cookies });
  }

  @Post(paths.signOut)
  @SignedIn()
  async out(@Req() request: FastifyRequest) {
    return redirect(paths.signIn, {
      cookies: await this.signIn.out(request.headers.cookie ?? '', request.id),
      flash: 'You have signed out.',
    });
  }

  private async show(form: FormState) {
    if (readResume(String(form.values.resume))) return presentSignInAgain(form);
    return presentSignIn(
      await this.db.systemTx('who may step in', (tx) => this.signIn.demonstrationPeople(tx)),
      form,
    );
  }

  /** A new session acts as the last one on this browser did, when the person still may. */
  private async chooseAgain(session: Session, appointmentId: string | null): Promise<void> {
    if (!appointmentId) return;
    await this.db.systemTx('whom a new session acts for', async (tx) => {
      const choices = await this.sessions.choices(tx, session.personId);
      if (choices.some((choice) => choice.appointmentId === appointmentId))
        await this.sessions.choose(tx, session, appointmentId);
    });
  }
}
