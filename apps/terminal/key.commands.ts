import { InvalidArgumentError, type Command } from 'commander';
import { laId, schoolId } from '#directory';
import { ApiKeys, Parties, type ApiKey, type KeyScope } from '#identity';
import { isId, jobActor, notFound, Operators, type Database, type Tx } from '#platform';
import type { WithDatabase } from './commands.js';

const scopes: readonly KeyScope[] = ['read', 'write'];

/** What became of a key, for whoever runs the installation. */
const said: Readonly<Record<ApiKey['state'], (key: ApiKey) => string>> = {
  works: ({ decider }) => (decider ? `works, confirmed by ${decider}` : 'works'),
  waiting: ({ lapsesOn }) => `does nothing: waits for its party's yes until ${lapsesOn}`,
  declined: ({ decider }) => `declined by ${decider}`,
  lapsed: ({ lapsesOn }) => `never works: nobody confirmed it by ${lapsesOn}`,
  revoked: ({ revokedAt }) => `revoked ${revokedAt!.toISOString()}`,
  stopped: () => 'works no more: its issuer is no administrator now',
};

/** `middletier key …`: the keys of a party to the API. */
export function keyCommands(program: Command, withDatabase: WithDatabase): void {
  const key = program.command('key').description('keys of a party to the API');
  const party =
    'a school by its URN, an authority as la:314, the operator itself as host, or an organisation’s id';
  key
    .command('issue')
    .argument('<operator>', 'the operator’s short name')
    .argument('<party>', party)
    .option('--name <name>', 'what it is for', 'terminal')
    .option('--scopes <scopes>', 'read, or read,write', readScopes, scopes)
    .description('issue a key, which works at once; it is shown once, and only its hash is kept')
    .action((slug: string, whose: string, options: { name: string; scopes: KeyScope[] }) =>
      withDatabase((db, config) =>
        atOperator(db, slug, async (tx) => {
          const organisationId = await partyOf(tx, whose);
          const issued = await new ApiKeys(config).issue(tx, { organisationId, ...options });
          console.log(issued.key);
        }),
      ),
    );
  key
    .command('list')
    .argument('<operator>', 'the operator’s short name')
    .argument('<party>', party)
    .description('the keys of a party, and what became of each')
    .action((slug: string, whose: string) =>
      withDatabase((db, config) =>
        atOperator(db, slug, async (tx) => {
          for (const one of await new ApiKeys(config).list(tx, await partyOf(tx, whose)))
            console.log(
              `${one.apiKeyId}\t…${one.lastFour}\t${one.scopes.join(',')}\t${one.name}\t${said[one.state](one)}`,
            );
        }),
      ),
    );
  key
    .command('revoke')
    .argument('<operator>', 'the operator’s short name')
    .argument('<id>', 'as `key list` tells it')
    .description('end a key; requests with it are refused from now on')
    .action((slug: string, id: string) =>
      withDatabase((db, config) =>
        atOperator(db, slug, async (tx) => {
          if (!isId(id)) throw notFound('key');
          await new ApiKeys(config).revoke(tx, id);
        }),
      ),
    );
}

function readScopes(text: string): KeyScope[] {
  const given = text.split(',').map((scope) => scope.trim());
  const known = scopes.filter((scope) => given.includes(scope));
  if (known.length < given.length) throw new InvalidArgumentError('Give read, or read,write.');
  return known;
}

export async function atOperator<Result>(
  db: Database,
  slug: string,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const operators = await db.systemTx('the terminal looks for an operator', (tx) => new Operators().all(tx));
  const found = operators.find((one) => one.slug === slug);
  if (!found) throw notFound(`operator as ${slug}`);
  return db.tx(jobActor(found.operatorId, 'terminal'), work);
}

export async function partyOf(tx: Tx, whose: string): Promise<string> {
  const parties = new Parties();
  if (whose === 'host') return (await parties.host(tx)).organisationId;
  const id = /^\d{5,6}$/.test(whose)
    ? schoolId(Number(whose))
    : whose.startsWith('la:')
      ? laId(whose.slice(3))
      : whose;
  if (!isId(id)) throw notFound(`party as ${whose}`);
  return (await parties.find(tx, id)).organisationId;
}
