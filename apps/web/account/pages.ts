import { AboutController } from './about/controller.js';
import { ActingController } from './acting/controller.js';
import { ColleaguesController } from './colleagues/controller.js';
import { ConfirmAppointmentController } from './confirm-appointment/controller.js';
import { ForgottenPasswordController } from './forgotten-password/controller.js';
import { HomeController } from './home/controller.js';
import { KeysController } from './keys/controller.js';
import { MailboxController } from './mailbox/controller.js';
import { NominationsController } from './nominations/controller.js';
import { ResetPasswordController } from './reset-password/controller.js';
import { SignInController } from './sign-in/controller.js';

/** Signing in, and who acts for whom: pages of more than one kind of party. */
export const accountPages = [
  AboutController,
  ActingController,
  ColleaguesController,
  ConfirmAppointmentController,
  ForgottenPasswordController,
  HomeController,
  KeysController,
  MailboxController,
  NominationsController,
  ResetPasswordController,
  SignInController,
];
