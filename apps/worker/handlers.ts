import type { JobHandler, JobType } from '#platform';

/**
 * The handler of each declared job type, by its name. Throws one line per mistake: a type without a handler, with
 * two, or a handler of a type that nobody declared.
 */
export function handlersByName(
  types: readonly JobType[],
  handlers: readonly JobHandler[],
): Map<string, JobHandler> {
  const mistakes = types.flatMap(({ name }) => {
    const count = handlers.filter((handler) => handler.type.name === name).length;
    return count === 1 ? [] : [`  - ${name} has ${count === 0 ? 'no handler' : `${count} handlers`}`];
  });
  const declared = new Set(types.map((type) => type.name));
  mistakes.push(
    ...handlers
      .filter(({ type }) => !declared.has(type.name))
      .map(({ type }) => `  - ${type.name} is handled but not declared`),
  );
  if (mistakes.length)
    throw new Error(
      `Job types and handlers do not match (apps/worker/processors.ts):\n${mistakes.join('\n')}`,
    );
  return new Map(handlers.map((handler) => [handler.type.name, handler]));
}
