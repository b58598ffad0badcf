import type {
  BoardRequest,
  CreditTotals,
  Income,
  PlanRow,
  RenewalProblem,
  TakeUpRow,
  ToCall,
  Waiting,
} from '#insight';
import type { Verification } from '#ledger';
import { civilDate, pounds, shortDate, Temporal } from '#platform';
import { age } from '../brokerage/presenter.js';
import { creditAmounts } from '../credits/amounts.js';
import { onlyOpen } from '../../kit/doors.js';
import type { Figure, FigureData } from '../../kit/figure.js';
import { page } from '../../kit/page.js';
import { task, type Task } from '../../kit/task.js';
import { phaseName, sizeName } from '../../kit/staff-words.js';
import { counted } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { callRows } from '../schools-to-call/presenter.js';

export interface OperatorHomeFacts {
  readonly operatorName: string;
  readonly today: Temporal.PlainDate;
  readonly takeUp: readonly TakeUpRow[];
  readonly plans: readonly PlanRow[];
  readonly income: Income;
  /** The longest waiting for a head, and the first that could not renew. */
  readonly waiting: Waiting | null;
  readonly problem: RenewalProblem | null;
  readonly toCall: readonly ToCall[];
  readonly board: readonly BoardRequest[];
  readonly credits: CreditTotals;
  /** Corrections of credits that wait for whoever looks. */
  readonly corrections: number;
  readonly books: Verification | null;
  /** What the register changed and nobody has decided. */
  readonly newSchools: number;
  readonly closedSchools: number;
}

export function presentOperatorHome(facts: OperatorHomeFacts, chart: Figure) {
  const credits = creditAmounts(facts.credits);
  const all = facts.takeUp.find((row) => row.by === 'all') ?? { schools: 0, signed: 0, leaving: 0 };
  return page('operator/home/page.njk', facts.operatorName, {
    today: facts.today,
    tasks: onlyOpen(tasks(facts)),
    amounts: [
      {
        label: 'Schools with an agreement',
        value: `${all.signed} of ${all.schools}`,
        note: `${percent(all.signed, all.schools)}${all.leaving ? `, ${all.leaving} leaving` : ''}`,
      },
      {
        label: 'Income signed this year',
        value: pounds(facts.income.signed, { whole: true }),
        note: 'before VAT',
      },
      {
        label: 'Signed for next year',
        value: pounds(facts.income.next, { whole: true }),
        note: counted(facts.income.nextAgreements, 'agreement'),
      },
    ],
    schools: all.schools,
    chart,
    takeUp: takeUpRows(facts.takeUp),
    plans: facts.plans.map((plan) => [
      plan.title,
      String(plan.schools),
      pounds(plan.income, { whole: true }),
    ]),
    renewals: renewalSentences(facts.income),
    credits: [credits.now, credits.earned, credits.ending],
    books: booksSentence(facts.books),
    booksWrong: Boolean(facts.books?.findings.length),
    toCall: callRows(facts.toCall),
  });
}

const percent = (part: number, whole: number): string =>
  whole ? `${Math.round((part * 100) / whole)}%` : '0%';

const kinds = { all: 'All schools', la: 'Local authority', phase: 'Phase', size: 'Size' } as const;
const groupName = (row: TakeUpRow): string =>
  row.by === 'all'
    ? 'All schools'
    : row.by === 'phase'
      ? phaseName(row.group)
      : row.by === 'size'
        ? sizeName(row.group)
        : row.group;

/** Signed and not yet, for each authority (when there are several) and phase. */
export function takeUpFigure(rows: readonly TakeUpRow[]): FigureData {
  const authorities = rows.filter((row) => row.by === 'la');
  const shown = [
    ...(authorities.length > 1 ? authorities : []),
    ...rows.filter((row) => row.by === 'phase'),
  ].slice(0, 8);
  return {
    title: 'Schools with an agreement today',
    description: shown.map((row) => `${groupName(row)}: ${row.signed} of ${row.schools}`).join('; '),
    kind: 'stacked',
    of: 'Schools',
    categories: shown.map(groupName),
    series: [
      { name: 'Signed', values: shown.map((row) => row.signed) },
      { name: 'Not signed', values: shown.map((row) => row.schools - row.signed) },
    ],
  };
}

/** One table for all groupings: each row says what it is a group of. */
const takeUpRows = (rows: readonly TakeUpRow[]) =>
  (['all', 'la', 'phase', 'size'] as const).flatMap((by) =>
    rows
      .filter((row) => row.by === by)
      .map((row) => ({
        first: by !== 'all' && rows.find((one) => one.by === by) === row ? kinds[by] : null,
        name: groupName(row),
        schools: row.schools,
        signed: row.signed,
        percent: percent(row.signed, row.schools),
        leaving: row.leaving,
      })),
  );

/** What someone has to do something about, the most urgent first. */
function tasks(facts: OperatorHomeFacts): Task[] {
  const { board, waiting, problem, income, today, books } = facts;
  const changes = [
    ...(facts.newSchools ? [counted(facts.newSchools, 'new school')] : []),
    ...(facts.closedSchools ? [counted(facts.closedSchools, 'closed school')] : []),
  ].join(', ');
  const open = board.filter((request) => request.stage === 'new');
  const late = open.filter((request) => age(request, today).state === 'late').length;
  return [
    ...(books?.findings ?? []).map((finding) => task('The books do not add up', finding, 'Alert', 'red')),
    ...(open.length
      ? [
          task(
            `${counted(open.length, 'request')} for support to match`,
            `The oldest is from ${open[0]!.school}, asked on ${shortDate(open[0]!.askedOn)}`,
            late ? `${late} late` : 'Match',
            late ? 'red' : 'yellow',
            paths.brokerage.index,
          ),
        ]
      : []),
    ...(changes
      ? [
          task(
            `The register changed: ${changes}`,
            'Decide which join, and whose membership ends',
            'Decide',
            'yellow',
            paths.register.index,
          ),
        ]
      : []),
    ...(problem
      ? [
          task(
            `${counted(problem.of, 'agreement')} could not renew`,
            `The first is ${problem.school}’s ${problem.title}, ended ${shortDate(problem.endsOn)}. ${problem.problem}`,
            'To decide',
            'red',
            paths.renewalProblems.index,
          ),
        ]
      : []),
    ...(facts.corrections
      ? [
          task(
            `${counted(facts.corrections, 'correction')} of credits to approve`,
            'A correction moves credits only when a second person has approved it',
            'To approve',
            'yellow',
            paths.credits.index,
          ),
        ]
      : []),
    ...(waiting
      ? [
          task(
            `${counted(waiting.of, 'agreement')} waiting for approval`,
            `The longest since ${shortDate(civilDate(Temporal.Instant.fromEpochMilliseconds(waiting.preparedAt.getTime())))}: ${waiting.school}, ${waiting.title}`,
            'Waiting',
            'blue',
            paths.agreements.show(waiting.agreementId),
          ),
        ]
      : []),
    ...(income.noticeBy
      ? [
          task(
            `${counted(income.noticeDue, 'agreement')} can be changed or ended until ${shortDate(income.noticeBy)}`,
            'After that day they renew for another year',
            'Coming up',
            'grey',
          ),
        ]
      : []),
  ];
}

/** Whether the books were proved right, in one sentence; what is wrong is a task of its own. */
function booksSentence(books: Verification | null): string {
  if (!books) return 'The books have not been checked yet. The check runs every night.';
  const day = shortDate(civilDate(books.verifiedAt));
  return books.findings.length
    ? `Checked on ${day}: something does not add up. See what needs you.`
    : `Checked on ${day}: every balance equals its entries, and nothing was changed behind the books’ back.`;
}

function renewalSentences(income: Income): string[] {
  return [
    `${counted(income.renewing, 'agreement')} will renew by ${income.renewing === 1 ? 'itself' : 'themselves'}, ${income.changing} will change plan and ${income.leaving} will end.`,
    ...(income.withdrawn
      ? [
          `${counted(income.withdrawn, 'agreement')} cannot renew, because the plan is not offered then: ${income.withdrawn === 1 ? 'its school has' : 'their schools have'} to choose another.`,
        ]
      : []),
    ...(income.closing
      ? [
          `${counted(income.closing, 'agreement')} cannot renew, because the register does not have ${income.closing === 1 ? 'its school' : 'their schools'} open then.`,
        ]
      : []),
    `At today’s prices that brings ${pounds(income.expected, { whole: true })} for another year, before VAT.`,
  ];
}
