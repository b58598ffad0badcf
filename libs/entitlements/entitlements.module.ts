import { Module } from '@nestjs/common';
import { DirectoryModule } from '#directory';
import { IdentityModule } from '#identity';
import { LedgerModule } from '#ledger';
import { OperatingModelModule } from '#operating-model';
import { CreditBank } from './credit-bank.js';

@Module({
  imports: [DirectoryModule, IdentityModule, LedgerModule, OperatingModelModule],
  providers: [CreditBank],
  exports: [CreditBank],
})
export class EntitlementsModule {}
