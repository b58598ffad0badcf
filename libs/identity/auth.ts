import { betterAuth } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import type pg from 'pg';
import { newId, type Config } from '#platform';
import { clientAddressHeader } from './attempts.js';
import { passwordLength, resetLinkHours } from './passwords.js';

const minute = 60;

const timestamps = { createdAt: 'created_at', updatedAt: 'updated_at' };

/**
 * better-auth as this installation uses it: e-mail and password, no sign-up (an operator adds its people), sessions
 * and attempts in PostgreSQL.
 */
export function openAuth(config: Config, pool: pg.Pool) {
  return betterAuth({
    baseURL: config.PUBLIC_URL ?? 'http://localhost',
    basePath: '/auth',
    secret: config.SECRET,
    database: pool,
    logger: { disabled: true },
    telemetry: { enabled: false },
    user: {
      modelName: 'identity.person',
      fields: { emailVerified: 'email_verified', ...timestamps },
    },
    session: {
      modelName: 'auth.session',
      expiresIn: config.SESSION_HOURS * 60 * minute,
      // A session ends when it was opened plus SESSION_HOURS, so that no read of a page writes.
      disableSessionRefresh: true,
      additionalFields: {
        operatorId: { type: 'string', required: false, input: false },
        appointmentId: { type: 'string', required: false, input: false },
      },
    },
    account: { modelName: 'auth.account' },
    verification: { modelName: 'auth.verification', storeIdentifier: 'hashed' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.least,
      maxPasswordLength: passwordLength.most,
      resetPasswordTokenExpiresIn: resetLinkHours * 60 * minute,
      revokeSessionsOnPasswordReset: true,
      // `SignIn.answerReset` does it: what fails in here, better-auth tells nobody.
      sendResetPassword: () => Promise.resolve(),
    },
    rateLimit: {
      enabled: true,
      storage: 'database',
      modelName: 'auth.rate_limit',
      customRules: {
        '/sign-in/email': { window: minute, max: config.SIGN_IN_LIMIT_PER_MINUTE },
        '/request-password-reset': { window: minute, max: config.SIGN_IN_LIMIT_PER_MINUTE },
        '/reset-password': { window: minute, max: config.SIGN_IN_LIMIT_PER_MINUTE },
      },
    },
    advanced: {
      cookiePrefix: 'middletier',
      useSecureCookies: config.PUBLIC_URL?.startsWith('https://') ?? false,
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    plugins: [stepIn],
  });
}

export type Auth = ReturnType<typeof openAuth>;

/** Opens a session without a password. It has no address, so only `SignIn.stepIn` reaches it. */
const stepIn = {
  id: 'step-in',
  endpoints: {
    stepIn: createAuthEndpoint({ method: 'POST' }, async (ctx) => {
      const { personId, operatorId, appointmentId } = ctx.body as Record<
        'personId' | 'operatorId' | 'appointmentId',
        string
      >;
      const user = await ctx.context.internalAdapter.findUserById(personId);
      if (!user) throw ctx.error('NOT_FOUND');
      const session = await ctx.context.internalAdapter.createSession(personId, false, {
        operatorId,
        appointmentId,
      });
      await setSessionCookie(ctx, { session, user });
      return { personId };
    }),
  },
};
