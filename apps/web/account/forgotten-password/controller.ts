import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Public, SignIn } from '#identity';
import { blankForm, handleForm, type FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { ForgottenPasswordForm } from './form.js';

const show = (form: FormState) =>
  page(
    'account/forgotten-password/page.njk',
    'Set a new password',
    {},
    { form, back: { href: paths.signIn } },
  );

@Controller(paths.forgottenPassword)
@Public()
export class ForgottenPasswordController {
  constructor(private readonly signIn: SignIn) {}

  @Get()
  form() {
    return show(blankForm());
  }

  /** The same page whether or not the address is known, so that nobody learns who has an account. */
  @Post()
  async send(@Body() body: unknown, @Req() request: FastifyRequest) {
    return handleForm(ForgottenPasswordForm, body, {
      again: show,
      refusedAt: 'email',
      next: async ({ email }) => {
        await this.signIn.requestReset(email, { address: request.ip, requestId: request.id });
        return page('account/forgotten-password/sent.njk', 'Check your e-mail', { email });
      },
    });
  }
}
