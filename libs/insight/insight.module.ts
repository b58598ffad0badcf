import { Module } from '@nestjs/common';
import { DeliveryModule } from '#delivery';
import { DirectoryModule } from '#directory';
import { LedgerModule } from '#ledger';
import { OperatingModelModule } from '#operating-model';
import { AuthoritySchools } from './authority-schools.js';
import { Brokerage } from './brokerage.js';
import { Credits } from './credits.js';
import { Membership } from './membership.js';
import { Provision } from './provision.js';
import { RegisterChanges } from './register-changes.js';
import { SchoolYear } from './school-year.js';
import { Season } from './season.js';
import { UnfinishedWork } from './unfinished.js';
import { WordUses } from './word-uses.js';
import { Worklist } from './worklist.js';

const facades = [
  AuthoritySchools,
  Brokerage,
  Credits,
  Membership,
  Provision,
  RegisterChanges,
  SchoolYear,
  Season,
  UnfinishedWork,
  WordUses,
  Worklist,
];

@Module({
  imports: [DeliveryModule, DirectoryModule, LedgerModule, OperatingModelModule],
  providers: facades,
  exports: facades,
})
export class InsightModule {}
