import { Module } from '@nestjs/common';
import { DirectoryModule } from '#directory';
import { IdentityModule } from '#identity';
import { LedgerModule } from '#ledger';
import { OperatingModelModule } from '#operating-model';
import { CreditBank } from './credit-bank.js';
import { Entitlements } from './entitlements.js';

const facades = [CreditBank, Entitlements];

@Module({
  imports: [DirectoryModule, IdentityModule, LedgerModule, OperatingModelModule],
  providers: facades,
  exports: facades,
})
export class EntitlementsModule {}
