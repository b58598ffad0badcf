import { Module } from '@nestjs/common';
import { OperatingModelModule } from '#operating-model';
import { DirectoryModule } from '#directory';
import { IdentityModule } from '#identity';
import { LedgerModule } from '#ledger';
import { Funds } from './funds.js';

@Module({
  imports: [DirectoryModule, IdentityModule, LedgerModule, OperatingModelModule],
  providers: [Funds],
  exports: [Funds],
})
export class FundingModule {}
