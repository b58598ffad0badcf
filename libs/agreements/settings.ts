import { Injectable } from '@nestjs/common';
import { Operators, type Temporal, type Tx } from '#platform';
import type { FundingStatus } from '#catalogue';
import { yearOf, type Term, type YearStart } from './term.js';

interface AgreementSettings {
  /** When the year of each kind of school starts, as `MM-DD`. */
  readonly year_start: { readonly maintained: YearStart; readonly academy: YearStart };
  /** How long before its term ends a school must say that it leaves or steps down. */
  readonly notice_days: number;
  /** How long before the notice date it is told that its term ends. */
  readonly reminder_days: number;
  /** How long before its term starts a signed agreement is billed; 30 unless given. */
  readonly invoice_days?: number;
  /** How far before and after the day it is prepared an agreement may start; 31 and 366 unless given. */
  readonly start_back_days?: number;
  readonly start_ahead_days?: number;
}

export interface AgreementTerms {
  readonly noticeDays: number;
  readonly reminderDays: number;
  readonly invoiceDays: number;
  readonly startBackDays: number;
  readonly startAheadDays: number;
  yearFor(status: FundingStatus, on: Temporal.PlainDate): Term;
}

/** What the operator's blueprint says about agreements. */
@Injectable()
export class AgreementRules {
  constructor(private readonly operators: Operators) {}

  async of(tx: Tx): Promise<AgreementTerms> {
    const settings = (await this.operators.current(tx)).settings.agreements as AgreementSettings;
    return {
      noticeDays: settings.notice_days,
      reminderDays: settings.reminder_days,
      invoiceDays: settings.invoice_days ?? 30,
      startBackDays: settings.start_back_days ?? 31,
      startAheadDays: settings.start_ahead_days ?? 366,
      yearFor: (status, on) =>
        yearOf(on, status === 'academy' ? settings.year_start.academy : settings.year_start.maintained),
    };
  }
}
