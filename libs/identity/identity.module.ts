import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Operators } from '#platform';
import { OperatingModelModule } from '#operating-model';
import { DirectoryModule } from '#directory';
import { AccessGuard, Visitors } from './access.js';
import { ApiKeys } from './api-keys.js';
import { Audit } from './audit.js';
import { Idempotency } from './idempotency.js';
import { Limits } from './limits.js';
import { Memberships } from './memberships.js';
import { Nominations } from './nominations.js';
import { Parties } from './parties.js';
import { People } from './people.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';

const facades = [
  ApiKeys,
  Audit,
  Idempotency,
  Limits,
  Memberships,
  Nominations,
  Parties,
  People,
  Sessions,
  SignIn,
  Visitors,
];

/** Importing it closes every route of the application that is not marked `@Public()`. */
@Module({
  imports: [DirectoryModule, OperatingModelModule],
  providers: [...facades, Operators, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: facades,
})
export class IdentityModule {}
