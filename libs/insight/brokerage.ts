import { Injectable } from '@nestjs/common';
import { Temporal, type Tx } from '#platform';
import { Requests, type Proposal, type Stage, type SupportRequest } from '#delivery';
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

/** The broker's view of every request, oldest first. */
@Injectable()
export class Brokerage {
  constructor(
    private readonly requests: Requests,
    private readonly directory: Directory,
    private readonly calendar: Calendar,
  ) {}

  async board(tx: Tx): Promise<BoardRequest[]> {
    const requests = await this.requests.list(tx);
    const live = (await this.requests.proposals(tx)).filter((proposal) => proposal.state !== 'declined');
    const names = new Map(
      (await this.directory.list(tx, [...new Set(requests.map((request) => request.schoolId))])).map(
        (one) => [one.organisationId, one.name],
      ),
    );
    const days = new Map<string, { acknowledgeBy: Temporal.PlainDate; matchBy: Temporal.PlainDate }>();
    for (const askedOn of new Set(requests.map((request) => request.askedOn)))
      days.set(askedOn, await this.due(tx, askedOn));
    return requests.map((request) => {
      const proposal = live.find((one) => one.requestId === request.requestId) ?? null;
      return {
        ...request,
        school: names.get(request.schoolId) ?? '',
        proposal,
        practitioner: proposal?.practitioner ?? null,
        ...days.get(request.askedOn)!,
      };
    });
  }

  private async due(tx: Tx, askedOn: string) {
    const day = Temporal.PlainDate.from(askedOn);
    return {
      acknowledgeBy: await this.calendar.addWorkingDays(tx, day, targets.acknowledge),
      matchBy: await this.calendar.addWorkingDays(tx, day, targets.match),
    };
  }
}
