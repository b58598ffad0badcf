import { Module } from '@nestjs/common';
import { Books } from './books.js';
import { Expiry } from './expiry.js';
import { Ledger } from './ledger.js';

const facades = [Ledger, Books, Expiry];

@Module({ providers: facades, exports: facades })
export class LedgerModule {}
