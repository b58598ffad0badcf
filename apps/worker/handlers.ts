import type { EventType, JobHandler, JobType } from '#platform';

/**
 * The handler of each declared job type, by its name. Throws one line per mistake: a type without a handler, with
 * two, a handler of a type that nobody declared, or an event that no type listens to.
 */
export function handlersByName(
  types: readonly JobType[],
  handlers: readonly JobHandler[],
  events: readonly EventType[] = [],
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
  mistakes.push(
    ...events
      .filter((event) => !types.some((type) => type.on?.name === event.name))
      .map((event) => `  - ${event.name} is an event that no job type listens to`),
  );
  if (mistakes.length)
    throw new Error(
      `Job types and handlers do not match (apps/worker/processors.ts):\n${mistakes.join('\n')}`,
    );
  return new Map(handlers.map((handler) => [handler.type.name, handler]));
}
