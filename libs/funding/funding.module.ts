import { Module } from '@nestjs/common';
import { Operators } from '#platform';
import { DirectoryModule } from '#directory';
import { IdentityModule } from '#identity';
import { LedgerModule } from '#ledger';
import { Funds } from './funds.js';

@Module({
  imports: [DirectoryModule, IdentityModule, LedgerModule],
  providers: [Funds, Operators],
  exports: [Funds],
})
export class FundingModule {}
