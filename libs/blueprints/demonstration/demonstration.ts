import { Injectable } from '@nestjs/common';
import { Database, Operators, Temporal } from '#platform';
import {
  Calendar,
  generateRegister,
  generateTerms,
  papersAuthorities,
  Register,
  registerFile,
  type RegisterFile,
} from '#directory';
import { readBlueprint } from '../blueprint.js';
import { OperatorCreation } from '../create-operator.js';
import { History } from './history.js';

/** Told to the person who waits: what is being made, how much of it is done. */
export type OnDemonstration = (what: string, done: number, of: number) => void;

/** How many schools sign, as the papers say; Halton's, and the share of Hertfordshire's, are illustrative. */
const operators = [
  { blueprint: 'education-kingston', seed: 3, signed: { '314': 47 } },
  { blueprint: 'aspire', seed: 1, signed: { '877': 57, '876': 35 } },
  { blueprint: 'herts-for-learning', seed: 2, signed: { '919': 430 } },
] as const;

/** What an operator of the demonstration is made from, so that nobody takes a rehearsal of their own for one. */
const modelOf = (blueprint: string): string => `demonstration-${blueprint}`;

/** Fills a new installation with three operators, some months into a year, on a generated register or a real one. */
@Injectable()
export class Demonstration {
  constructor(
    private readonly db: Database,
    private readonly operators: Operators,
    private readonly register: Register,
    private readonly calendar: Calendar,
    private readonly creation: OperatorCreation,
    private readonly history: History,
  ) {}

  /** Whether the installation has no operator yet, or has those of a demonstration that was broken off and no other. */
  async state(): Promise<'wanted' | 'unfinished' | 'not wanted'> {
    const all = await this.db.systemTx('is there any operator', (tx) => this.operators.all(tx));
    if (!all.length) return 'wanted';
    const models = operators.map(({ blueprint }) => modelOf(blueprint));
    if (!all.every(({ blueprint }) => models.includes(blueprint))) return 'not wanted';
    const told = all.filter(
      ({ rehearsalNow }) => rehearsalNow && Temporal.Instant.compare(rehearsalNow, this.history.ends) >= 0,
    );
    return told.length === operators.length ? 'not wanted' : 'unfinished';
  }

  /** `register`: a real download; generated when left out. Refuses as importing and creating do. */
  async load(register: string | undefined, tell: OnDemonstration): Promise<void> {
    await this.importRegister(register, tell);
    for (const { blueprint, seed, signed } of operators) {
      const model = readBlueprint(blueprint);
      tell(`${model.name}: schools, offers, team`, 0, 1);
      const created = await this.creation.create(
        { ...model, slug: modelOf(model.slug) },
        { slug: model.slug, rehearsalNow: this.history.begins },
      );
      await this.db.systemTx('the demonstration sets term dates', async (tx) => {
        for (const la of created.laIds) await this.calendar.setTerms(tx, la, generateTerms(2024, 2029));
      });
      tell(`${model.name}: schools, offers, team`, 1, 1);
      await this.history.play(model, created, { seed, signed }, (done, of) =>
        tell(`${model.name}: a year so far`, done, of),
      );
    }
    // The history billed as it went; the worker need not look at its messages again.
    await this.db.systemTx('the demonstration is told to its end', async (tx) => {
      await tx.query('UPDATE platform.outbox SET enqueued_at = $1, done_at = $1 WHERE done_at IS NULL', [
        tx.now.toString(),
      ]);
    });
  }

  private async importRegister(path: string | undefined, tell: OnDemonstration): Promise<void> {
    const file: RegisterFile = path
      ? registerFile(path)
      : generateRegister({ seed: 1, authorities: papersAuthorities }).register;
    await this.db.systemTx('the demonstration imports its register', (tx) =>
      this.register.import(tx, file, {
        onProgress: ({ bytes }) => tell(`The register (${file.name})`, bytes, file.bytes ?? bytes),
      }),
    );
  }
}
