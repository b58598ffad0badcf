import { resetLinkHours } from '#identity';
import { letter, type Letter, type To } from './letter.js';

export const resetLetter = (to: To): Letter => ({
  ...letter(to, 'Set your password', [
    'Someone asked to set the password of your account. If it was you, follow this link within an hour. It works once.',
    to.link,
    'If it was not you, do nothing: your password stays as it is.',
  ]),
  secret: true,
  worksForHours: resetLinkHours,
});
