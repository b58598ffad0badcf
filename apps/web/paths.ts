/** Every address of the pages, in one place. A journey adds its own; nothing writes an address by hand. */
export const paths = {
  start: '/',
  home: '/home',
  signIn: '/sign-in',
  stepIn: '/sign-in/step-in',
  signOut: '/sign-out',
  forgottenPassword: '/forgotten-password',
  resetPassword: '/reset-password',
  acting: '/acting',
  mailbox: { index: '/mailbox', show: (messageId: string) => `/mailbox/${messageId}` },
  accessibility: '/accessibility',
  cookies: '/cookies',
} as const;
