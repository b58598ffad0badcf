import { Module } from '@nestjs/common';
import { DirectoryModule } from '#directory';
import { IdentityModule } from '#identity';
import { NotificationsModule } from '#notifications';
import { AboutController } from './about/controller.js';
import { ActingController } from './acting/controller.js';
import { ColleaguesController } from './colleagues/controller.js';
import { ConfirmAppointmentController } from './confirm-appointment/controller.js';
import { ForgottenPasswordController } from './forgotten-password/controller.js';
import { HomeController } from './home/controller.js';
import { LookController } from './look/look.controller.js';
import { MailboxController } from './mailbox/controller.js';
import { NominationsController } from './nominations/controller.js';
import { OperatorModule } from './operator.module.js';
import { ResetPasswordController } from './reset-password/controller.js';
import { SchoolModule } from './school.module.js';
import { SignInController } from './sign-in/controller.js';

/** The pages: here those that are not one kind of party's alone. */
@Module({
  imports: [DirectoryModule, IdentityModule, NotificationsModule, OperatorModule, SchoolModule],
  controllers: [
    AboutController,
    ActingController,
    ColleaguesController,
    ConfirmAppointmentController,
    ForgottenPasswordController,
    HomeController,
    LookController,
    MailboxController,
    NominationsController,
    ResetPasswordController,
    SignInController,
  ],
})
export class WebModule {}

export { configureWeb } from './configure.js';
