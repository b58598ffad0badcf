import { Injectable } from '@nestjs/common';
import { Temporal, type Tx } from '#platform';
import { Requests, type Proposal, type RequestFilter, type Stage, type SupportRequest } from '#delivery';
import { Calendar } from '#directory';

/** How soon a broker answers, in working days (handbook Part 3, items 7 and 10). */
export const targets = { acknowledge: 1, match: 10 } as const;

export interface BoardRequest extends SupportRequest {
  /** Who is proposed or agreed. */
  readonly practitioner: string | null;
  readonly proposal: Proposal | null;
  /** The last day to acknowledge it, and to match it. */
  readonly acknowledgeBy: Temporal.PlainDate;
  readonly matchBy: Temporal.PlainDate;
}

/** The stages that the board shows, in order; withdrawn requests are history. */
export const boardStages: readonly Stage[] = [
  'new',
  'offered',
  'agreed',
  'under-way',
  'to-evaluate',
  'closed',
];

/** Those that somebody still has to do something about. */
export const openStages: readonly Stage[] = boardStages.filter((stage) => stage !== 'closed');

/** The broker's view of requests. */
@Injectable()
export class Brokerage {
  constructor(
    private readonly requests: Requests,
    private readonly calendar: Calendar,
  ) {}

  /** Requests, oldest first, each with who is proposed and by when it is due. */
  async board(tx: Tx, filter: RequestFilter): Promise<(BoardRequest & { total: number })[]> {
    return this.due(tx, await this.requests.list(tx, filter));
  }

  /** All that somebody still has to do something about, and a page of the closed ones, the latest first. */
  async boards(
    tx: Tx,
    page: { limit: number; offset: number },
  ): Promise<Record<'open' | 'closed', (BoardRequest & { total: number })[]>> {
    const open = await this.requests.list(tx, { stages: openStages });
    const closed = await this.requests.list(tx, { stages: ['closed'], latestFirst: true, ...page });
    const all = await this.due(tx, [...open, ...closed]);
    return { open: all.slice(0, open.length), closed: all.slice(open.length) };
  }

  private async due<Request extends SupportRequest>(
    tx: Tx,
    requests: readonly Request[],
  ): Promise<(Request & BoardRequest)[]> {
    // Nobody is proposed for a new one.
    const taken = requests.filter((request) => request.stage !== 'new').map((request) => request.requestId);
    const proposals = taken.length ? await this.requests.proposals(tx, { requestIds: taken }) : [];
    const live = proposals.filter((proposal) => proposal.state !== 'declined');
    const proposed = new Map(live.map((proposal) => [proposal.requestId, proposal]));
    const asked = requests.map((request) => Temporal.PlainDate.from(request.askedOn));
    const [acknowledgeBy, matchBy] = await this.calendar.addWorkingDaysToEach(
      tx,
      asked,
      targets.acknowledge,
      targets.match,
    );
    return requests.map((request, index) => {
      const proposal = proposed.get(request.requestId) ?? null;
      return {
        ...request,
        proposal,
        practitioner: proposal?.practitioner ?? null,
        acknowledgeBy: acknowledgeBy![index]!,
        matchBy: matchBy![index]!,
      };
    });
  }
}
