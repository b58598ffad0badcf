import { Module } from '@nestjs/common';
import { LedgerModule } from '#ledger';
import { SchoolYear } from './school-year.js';

@Module({ imports: [LedgerModule], providers: [SchoolYear], exports: [SchoolYear] })
export class InsightModule {}
