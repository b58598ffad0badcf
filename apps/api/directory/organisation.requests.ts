import { phases, statuses } from '#directory';
import { Choice, Text, Whole } from '../kit/fields.js';

export class OrganisationSearch {
  @Text({
    min: 2,
    max: 200,
    about: 'Name, town, postcode or URN; typing mistakes are forgiven.',
    example: 'greenway primary',
  })
  text: string;

  @Text({ optional: true, max: 5, about: 'Only schools of this LA, by its code.', example: '314' })
  laCode?: string;

  @Choice(Object.values(phases), { optional: true })
  phase?: (typeof phases)[keyof typeof phases];

  @Choice(Object.values(statuses), { optional: true })
  status?: (typeof statuses)[keyof typeof statuses];

  @Whole({
    optional: true,
    min: 1,
    max: 50,
    about:
      'The most schools to answer with; 20 unless given. A search has no further pages: ask more precisely.',
  })
  limit?: number;
}
