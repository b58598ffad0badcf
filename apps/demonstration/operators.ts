import type { Team } from './team.js';

export interface DemonstrationOperator {
  /** The operating model, which also names it. */
  readonly blueprint: string;
  /** How many schools of each authority sign, as the papers say; Halton's, and the share of Hertfordshire's, are illustrative. */
  readonly signed: Readonly<Record<string, number>>;
  readonly team: Team;
}

/** The operators of the demonstration. Everyone in their teams is invented. */
export const operators: readonly DemonstrationOperator[] = [
  {
    blueprint: 'education-kingston',
    signed: { '314': 47 },
    team: {
      sips: {
        issuer: 'EducationKingston',
        names: ['Graham Ellis', 'Priya Nair', 'Sarah Connolly', 'David Amos'],
      },
      leaders: [
        { designation: 'NLE', issuer: 'National College', names: ['Christine Vale'] },
        {
          designation: 'LLE',
          issuer: 'EducationKingston',
          names: ['Andrew Hart', 'Monica Silva', 'Jasper Reid'],
        },
        {
          designation: 'SLE',
          issuer: 'Kingston Teaching School Alliance',
          names: ['Emily Ward', 'Sunil Desai'],
        },
      ],
    },
  },
  {
    blueprint: 'aspire',
    signed: { '877': 57, '876': 35 },
    team: {
      sips: {
        issuer: 'Aspire',
        names: ['Ruth Abbott', 'Daniel Osei', 'Moira Keane', 'Hasan Qureshi', 'Judith Ferris', 'Peter Lund'],
      },
      leaders: [
        { designation: 'NLE', issuer: 'National College', names: ['Alison Drew', 'Marcus Bell'] },
        {
          designation: 'LLE',
          issuer: 'Aspire',
          names: ['Samina Shah', 'Gareth Price', 'Helen Yates', 'Colin Moss'],
        },
        {
          designation: 'SLE',
          issuer: 'Mersey Teaching School Alliance',
          names: ['Nadia Khan', 'Tom Fielding', 'Grace Obi'],
        },
      ],
    },
  },
  {
    blueprint: 'herts-for-learning',
    signed: { '919': 430 },
    team: {
      sips: {
        issuer: 'Herts for Learning',
        names: [
          'Margaret Hale',
          'Ian Crowther',
          'Bola Adeyemi',
          'Susan Whitby',
          'Fiona Grant',
          'Rajesh Patel',
          'Owen Davies',
          'Claire Hobbs',
          'Lucy Tran',
          'Edward Marsh',
          'Anita Rao',
          'Stephen Cole',
        ],
      },
      leaders: [
        {
          designation: 'NLE',
          issuer: 'National College',
          names: ['Rebecca Stone', 'Imran Malik', 'Diane Porter'],
        },
        {
          designation: 'LLE',
          issuer: 'Herts for Learning',
          names: ['Joan Whitehead', 'Kwame Mensah', 'Philippa Lane', 'Robert Ashby', 'Teresa Nolan'],
        },
        {
          designation: 'SLE',
          issuer: 'Hertfordshire Teaching School Alliance',
          names: ['Yusuf Ali', 'Hannah Brooks', 'Michael Grove'],
        },
      ],
    },
  },
];

/** What an operator of the demonstration is made from, so that nobody's own is taken for one. */
export const modelOf = (blueprint: string): string => `demonstration-${blueprint}`;

/** The team of the operator of this model. */
export const teamOf = (blueprint: string): Team =>
  operators.find((operator) => operator.blueprint === blueprint)!.team;
