import { Module } from '@nestjs/common';
import { Audit } from './audit.js';
import { Limits } from './limits.js';
import { Parties } from './parties.js';
import { People } from './people.js';

const facades = [Audit, Limits, Parties, People];

@Module({ providers: facades, exports: facades })
export class IdentityModule {}
