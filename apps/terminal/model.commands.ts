import { Argument, type Command } from 'commander';
import { parse, stringify } from 'yaml';
import { jobActor, type Operator, type Tx } from '#platform';
import { blueprintSchema } from '#blueprints';
import { OperatingModel, Vocabularies, type Deed, type TaxedAs, type Vocabulary } from '#operating-model';
import type { WithDatabase } from './commands.js';
import { dayOf, operatorCalled } from './operator-called.js';

const vocabulary = () =>
  new Argument('<vocabulary>').choices(['needs', 'designations', 'service_types', 'party_roles', 'units']);
const from = ['--from <date>', 'the day from which it holds, YYYY-MM-DD; today unless given'] as const;

/** `middletier model …`: what an operator has chosen, read and chosen anew. */
export function modelCommands(program: Command, withDatabase: WithDatabase): void {
  const model = program.command('model').description('what an operator has chosen: its rules and its words');
  const of = (slug: string, work: (tx: Tx, operator: Operator) => Promise<string>) =>
    withDatabase(async (db) => {
      const operator = await operatorCalled(db, slug);
      console.log(await db.tx(jobActor(operator.operatorId, 'terminal'), (tx) => work(tx, operator)));
    });
  model
    .command('schema')
    .description('print the JSON Schema of a blueprint, so that an editor helps to write one')
    .action(() => console.log(JSON.stringify(blueprintSchema(), null, 2)));
  model
    .command('show <slug>')
    .option('--on <date>', 'a day, YYYY-MM-DD; today unless given')
    .description('an operator’s rules as they hold on a day, and its words')
    .action((slug: string, { on }: { on?: string }) =>
      of(slug, async (tx) => {
        const rules = await new OperatingModel().on(tx, on ? dayOf(on) : undefined);
        return stringify({ settings: rules, vocabularies: await new Vocabularies().words(tx) }).trimEnd();
      }),
    );
  model
    .command('choose')
    .argument('<slug>')
    .argument('<rule>', 'as agreements.notice_days; docs/operators.md lists them')
    .argument('<value>', 'as in a blueprint')
    .option(...from)
    .description('choose a rule anew, from today or a later day on')
    .action((slug: string, rule: string, value: string, options: { from?: string }) =>
      of(slug, async (tx, { name }) => {
        const day = options.from ? dayOf(options.from) : tx.today;
        const [group, setting] = rule.split('.') as [string, string];
        await new OperatingModel().choose(tx, { [group]: { [setting]: parse(value) as unknown } }, day);
        return `${name}: ${rule} is ${value} from ${day.toString()} on.`;
      }),
    );
  model
    .command('add-word')
    .argument('<slug>')
    .addArgument(vocabulary())
    .argument('<code>', 'letters and hyphens; it never changes')
    .argument('<label>', 'how people read it')
    .option('--leads', 'of a designation: its holders may support other schools', false)
    .option('--taxed-as <kind>', 'of a kind of service: what the law of VAT takes it for', 'services')
    .option('--may <deeds...>', 'of a role of a party: what it does here: buys, provides, commissions, hosts')
    .option('--one <noun>', 'of a unit: one of it, as hour')
    .option('--many <noun>', 'of a unit: several of it, as hours')
    .option('--places <digits>', 'of a unit: how many digits stand after the point', '0')
    .option(...from)
    .description(
      'add a need, a designation, a kind of service, a role of a party or a unit, last in its order',
    )
    .action(
      (
        slug: string,
        list: Vocabulary,
        code: string,
        label: string,
        {
          leads,
          taxedAs,
          may = [],
          one = '',
          many = '',
          places,
          ...options
        }: {
          leads: boolean;
          taxedAs: TaxedAs;
          may?: Deed[];
          one?: string;
          many?: string;
          places: string;
          from?: string;
        },
      ) =>
        of(slug, async (tx, { name }) => {
          const [words, day] = [new Vocabularies(), options.from ? dayOf(options.from) : tx.today];
          if (list === 'needs') await words.add(tx, list, { code, label }, day);
          else if (list === 'designations') await words.add(tx, list, { code, label, leads }, day);
          else if (list === 'party_roles') await words.add(tx, list, { code, label, may }, day);
          else if (list === 'units')
            await words.add(tx, list, { code, label, one, many, places: Number(places) }, day);
          else await words.add(tx, list, { code, label, taxed_as: taxedAs }, day);
          return `${name}: “${label}” is among its ${list} from ${day.toString()} on.`;
        }),
    );
  model
    .command('end-word')
    .argument('<slug>')
    .addArgument(vocabulary())
    .argument('<code>')
    .argument('<last-day>', 'YYYY-MM-DD')
    .description('end one of an operator’s words: it is chosen no more; what has it keeps it')
    .action((slug: string, list: Vocabulary, code: string, lastDay: string) =>
      of(slug, async (tx, { name }) => {
        await new Vocabularies().end(tx, list, code, dayOf(lastDay));
        return `${name}: the last day of ${code} is ${lastDay}.`;
      }),
    );
}
