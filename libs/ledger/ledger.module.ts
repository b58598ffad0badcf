import { Module } from '@nestjs/common';
import { Operators } from '#platform';
import { DirectoryModule } from '#directory';
import { IdentityModule } from '#identity';
import { Books } from './books.js';
import { CreditBank } from './credit-bank.js';
import { Expiry } from './expiry.js';
import { Ledger } from './ledger.js';

const facades = [Ledger, Books, CreditBank, Expiry];

@Module({
  imports: [DirectoryModule, IdentityModule],
  providers: [Operators, ...facades],
  exports: facades,
})
export class LedgerModule {}
