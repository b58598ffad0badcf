import { Module } from '@nestjs/common';
import { IdentityModule } from '#identity';
import { LedgerModule } from '#ledger';
import { Funds } from './funds.js';

@Module({ imports: [IdentityModule, LedgerModule], providers: [Funds], exports: [Funds] })
export class FundingModule {}
