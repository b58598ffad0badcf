import type { Type } from '@nestjs/common';
import type { Processor } from '#platform';
import { FacadesModule } from '../boot/facades.module.js';
import { AgreementsProcessor } from './agreements.processor.js';
import { IdentityProcessor } from './identity.processor.js';
import { InvoicingProcessor } from './invoicing.processor.js';
import { LedgerProcessor } from './ledger.processor.js';
import { LettersProcessor } from './letters.processor.js';
import { NotificationsProcessor } from './notifications.processor.js';
import { RetentionProcessor } from './retention.processor.js';

/** Whose facades the processors call. */
export const modules: Type[] = [FacadesModule];

/** Every context's processor, each listed once: `<context>.processor.ts` beside this file. */
export const processors: Type<Processor>[] = [
  AgreementsProcessor,
  IdentityProcessor,
  InvoicingProcessor,
  LedgerProcessor,
  LettersProcessor,
  NotificationsProcessor,
  RetentionProcessor,
];
