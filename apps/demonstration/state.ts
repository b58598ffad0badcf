import { Temporal, type Operator } from '#platform';
import { modelOf, operators } from './operators.js';
import { ends } from './story.js';

/** Whether an installation has no operator yet, or has those of a demonstration that was broken off and no other. */
export function stateOf(
  all: readonly Pick<Operator, 'blueprint' | 'rehearsalNow'>[],
): 'wanted' | 'unfinished' | 'not wanted' {
  if (!all.length) return 'wanted';
  const models = operators.map(({ blueprint }) => modelOf(blueprint));
  if (!all.every(({ blueprint }) => models.includes(blueprint))) return 'not wanted';
  const told = all.filter(
    ({ rehearsalNow }) => rehearsalNow && Temporal.Instant.compare(rehearsalNow, ends) >= 0,
  );
  return told.length === operators.length ? 'not wanted' : 'unfinished';
}
