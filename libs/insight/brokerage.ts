import { Injectable } from '@nestjs/common';
import { Temporal, type Tx } from '#platform';
import { Requests, type RequestFilter, type Stage, type SupportRequest } from '#delivery';
import { Calendar } from '#directory';
import { OperatingModel } from '#operating-model';

export interface BoardRequest extends SupportRequest {
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
    private readonly model: OperatingModel,
  ) {}

  /** Requests, oldest first, each with by when it is due. */
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
    const asked = requests.map((request) => Temporal.PlainDate.from(request.askedOn));
    const dueIn = await this.working(tx, asked);
    return requests.map((request, index) => ({
      ...request,
      acknowledgeBy: dueIn(index, 'acknowledge_days'),
      matchBy: dueIn(index, 'match_days'),
    }));
  }

  /** By when each is due: the operator's target on the day it was asked (handbook Part 3, items 7 and 10). */
  private async working(tx: Tx, asked: readonly Temporal.PlainDate[]) {
    const targets = await Promise.all(asked.map(async (on) => (await this.model.on(tx, on)).brokerage));
    const counts = [...new Set(targets.flatMap((one) => [one.acknowledge_days, one.match_days]))];
    const ends = await this.calendar.addWorkingDaysToEach(tx, asked, ...counts);
    return (index: number, target: 'acknowledge_days' | 'match_days'): Temporal.PlainDate =>
      ends[counts.indexOf(targets[index]![target])]![index]!;
  }
}
