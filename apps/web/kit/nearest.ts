/** Of what a search finds so many at most, and whether there is more: a page that leaves some out says so. */
export interface Nearest<One> {
  readonly shown: readonly One[];
  readonly more: boolean;
}
const most = 20;

export async function nearest<One>(
  search: (limit: number) => Promise<readonly One[]>,
): Promise<Nearest<One>> {
  const found = await search(most + 1);
  return { shown: found.slice(0, most), more: found.length > most };
}
