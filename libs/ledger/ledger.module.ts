import { Module } from '@nestjs/common';
import { OperatingModelModule } from '#operating-model';
import { DirectoryModule } from '#directory';
import { IdentityModule } from '#identity';
import { Books } from './books.js';
import { CreditBank } from './credit-bank.js';
import { Expiry } from './expiry.js';
import { Ledger } from './ledger.js';

const facades = [Ledger, Books, CreditBank, Expiry];

@Module({
  imports: [DirectoryModule, IdentityModule, OperatingModelModule],
  providers: facades,
  exports: facades,
})
export class LedgerModule {}
