import { Injectable } from '@nestjs/common';
import { Temporal, type Tx } from '#platform';
import { Requests, type Proposal, type RequestFilter, type Stage, type SupportRequest } from '#delivery';
import { Calendar, Directory } from '#directory';

/** How soon a broker answers, in working days (handbook Part 3, items 7 and 10). */
export const targets = { acknowledge: 1, match: 10 } as const;

export interface BoardRequest extends SupportRequest {
  readonly school: string;
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
    private readonly directory: Directory,
    private readonly calendar: Calendar,
  ) {}

  /** Requests, oldest first (closed ones are read latest first), each with who is proposed and by when it is due. */
  async board(tx: Tx, filter: RequestFilter): Promise<(BoardRequest & { total: number })[]> {
    const requests = await this.requests.list(tx, filter);
    const live = (
      await this.requests.proposals(tx, { requestIds: requests.map((request) => request.requestId) })
    ).filter((proposal) => proposal.state !== 'declined');
    const proposed = new Map(live.map((proposal) => [proposal.requestId, proposal]));
    const names = new Map(
      (await this.directory.list(tx, [...new Set(requests.map((request) => request.schoolId))])).map(
        (one) => [one.organisationId, one.name],
      ),
    );
    const asked = requests.map((request) => Temporal.PlainDate.from(request.askedOn));
    const acknowledgeBy = await this.calendar.addWorkingDaysToEach(tx, asked, targets.acknowledge);
    const matchBy = await this.calendar.addWorkingDaysToEach(tx, asked, targets.match);
    return requests.map((request, index) => {
      const proposal = proposed.get(request.requestId) ?? null;
      return {
        ...request,
        school: names.get(request.schoolId) ?? '',
        proposal,
        practitioner: proposal?.practitioner ?? null,
        acknowledgeBy: acknowledgeBy[index]!,
        matchBy: matchBy[index]!,
      };
    });
  }
}
