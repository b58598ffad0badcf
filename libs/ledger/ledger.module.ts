import { Module } from '@nestjs/common';
import { Operators } from '#platform';
import { Books } from './books.js';
import { CreditBank } from './credit-bank.js';
import { Exchange } from './exchange.js';
import { Expiry } from './expiry.js';
import { Ledger } from './ledger.js';

const facades = [Ledger, Books, CreditBank, Exchange, Expiry];

@Module({ providers: [Operators, ...facades], exports: facades })
export class LedgerModule {}
