import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Public, SignIn } from '#identity';
import { blankForm, handleForm, type FormState } from '../../kit/form.js';
import { page, redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { ResetPasswordForm } from './form.js';

const show = (form: FormState) =>
  page('account/reset-password/page.njk', 'Choose a new password', {}, { form });

/** Where the link of the mail leads. */
@Controller(paths.resetPassword)
@Public()
export class ResetPasswordController {
  constructor(private readonly signIn: SignIn) {}

  @Get()
  form(@Query('token') token?: string) {
    return show(blankForm({ token }));
  }

  @Post()
  async set(@Body() body: unknown, @Req() request: FastifyRequest) {
    return handleForm(ResetPasswordForm, body, {
      again: show,
      refusedAt: 'newPassword',
      next: async ({ token, newPassword }) => {
        await this.signIn.resetPassword(token, newPassword, { address: request.ip, requestId: request.id });
        return redirect(paths.signIn, { flash: 'Your new password is set. Sign in with it.' });
      },
    });
  }
}
