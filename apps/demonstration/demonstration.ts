import { Injectable } from '@nestjs/common';
import { Database } from '#platform';
import { OperatorCreation, readBlueprint, type Created } from '#blueprints';
import {
  Calendar,
  generateRegister,
  generateTerms,
  papersAuthorities,
  Register,
  registerFile,
  type RegisterFile,
} from '#directory';
import { History } from './history.js';
import { modelOf, operators, type DemonstrationOperator } from './operators.js';
import { begins } from './story.js';

/** Told to the person who waits: what is being made, how much of it is done. */
export type OnDemonstration = (what: string, done: number, of: number) => void;

/** Fills a new installation with three operators, some months into a year, on a generated register or a real one. */
@Injectable()
export class Demonstration {
  constructor(
    private readonly db: Database,
    private readonly register: Register,
    private readonly calendar: Calendar,
    private readonly creation: OperatorCreation,
    private readonly history: History,
  ) {}

  /** `register`: a real download; generated when left out. Refuses as importing and creating do. */
  async load(register: string | undefined, tell: OnDemonstration): Promise<void> {
    await this.importRegister(register, tell);
    for (const operator of operators) await this.make(operator, tell);
  }

  /** One operator, with a year so far. */
  async make(operator: DemonstrationOperator, tell: OnDemonstration): Promise<Created> {
    const model = readBlueprint(operator.blueprint);
    tell(`${model.name}: schools and offers`, 0, 1);
    const created = await this.creation.create(
      { ...model, slug: modelOf(model.slug) },
      { slug: model.slug, rehearsalNow: begins },
    );
    await this.db.systemTx('the demonstration sets term dates', async (tx) => {
      for (const la of created.laIds) await this.calendar.setTerms(tx, la, generateTerms(2024, 2029));
    });
    tell(`${model.name}: schools and offers`, 1, 1);
    await this.history.play(operator, created, (done, of) => tell(`${model.name}: a year so far`, done, of));
    return created;
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
