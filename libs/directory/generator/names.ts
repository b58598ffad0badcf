import type { Random } from './random.js';

const heads = [
  'Alder',
  'Amber',
  'Ash',
  'Beck',
  'Birch',
  'Bram',
  'Broad',
  'Carr',
  'Clay',
  'Copper',
  'Crane',
  'Dun',
  'Elm',
  'Fern',
  'Finch',
  'Fox',
  'Gold',
  'Harts',
  'Hazel',
  'Heron',
  'Holl',
  'Iron',
  'Kestrel',
  'Lark',
  'Lime',
  'Ling',
  'Long',
  'Mallow',
  'Marl',
  'Merle',
  'Nether',
  'Oak',
  'Otter',
  'Over',
  'Pear',
  'Plover',
  'Quarry',
  'Raven',
  'Rook',
  'Rowan',
  'Rush',
  'Salter',
  'Sedge',
  'Silver',
  'Stone',
  'Swan',
  'Tarn',
  'Thorn',
  'Wain',
  'Wether',
  'Willow',
  'Wren',
];
const tails = [
  'bourne',
  'bridge',
  'brook',
  'bury',
  'cliffe',
  'combe',
  'cote',
  'croft',
  'dale',
  'den',
  'field',
  'ford',
  'gate',
  'ham',
  'holme',
  'hurst',
  'ley',
  'mere',
  'moor',
  'stead',
  'stoke',
  'thwaite',
  'ton',
  'well',
  'wick',
  'wood',
  'worth',
];
const saints = [
  'Aidan',
  'Alban',
  'Anne',
  'Bede',
  'Bernadette',
  'Chad',
  'Cuthbert',
  'Edmund',
  'Helen',
  'Hilda',
  'James',
  'John',
  'Joseph',
  'Luke',
  'Margaret',
  'Mark',
  'Mary',
  'Oswald',
  'Paul',
  'Peter',
  'Thérèse',
  'Wilfrid',
  'Winifred',
  'Zoë',
];
const founders = [
  'Agnes Barlow',
  'Edith Marsden',
  'Francis Yardley',
  'Grace Tindall',
  'Henry Askew',
  'Isaac Thornley',
  'Josephine Hale',
  'Mary Pemberton',
  'Robert Latchford',
  'Thomas Wakelin',
];
const streets = [
  'Church Lane',
  'Mill Road',
  'School Lane',
  'Station Road',
  'The Green',
  'Park Avenue',
  'Chapel Street',
  'Orchard Way',
  'Meadow Close',
  'Manor Drive',
];
const trustWords = [
  'Beacon',
  'Compass',
  'Harbour',
  'Horizon',
  'Keystone',
  'Lantern',
  'Meridian',
  'Pathway',
  'Summit',
  'Tapestry',
  'Waymark',
  'Woven',
];

/** Every name that one register uses, so that no two schools of it share one. */
export class Names {
  private readonly used = new Set<string>();

  constructor(private readonly random: Random) {}

  place = (): string => this.random.pick(heads) + this.random.pick(tails);
  private saint = (): string => `St ${this.random.pick(saints)}'s`;
  street = (): string => `${this.random.between(1, 90)} ${this.random.pick(streets)}`;

  primary(typeCode: string, town: string): string {
    if (typeCode === '02')
      return this.unique(
        () => `${this.saint()} ${this.random.pick(['Catholic', 'CofE'])} Primary School`,
        town,
      );
    if (typeCode === '03')
      return this.unique(() => `${this.place()} Church of England Voluntary Controlled Primary School`, town);
    const kinds =
      typeCode === '35'
        ? ['Free School']
        : ['34', '28'].includes(typeCode)
          ? ['Primary Academy', 'Academy', 'Primary School']
          : ['Primary School', 'Community Primary School', 'Infant and Nursery School', 'Junior School'];
    return this.unique(() => `${this.place()} ${this.random.pick(kinds)}`, town);
  }

  secondary(typeCode: string, town: string): string {
    if (typeCode === '02') return this.unique(() => `${this.saint()} Catholic High School`, town);
    return this.unique(
      () =>
        this.random.weighted([
          [`${this.place()} High School`, 4],
          [`The ${this.place()} Academy`, 3],
          [`${this.place()} School`, 2],
          [`The ${this.random.pick(founders)} School`, 1],
        ]),
      town,
    );
  }

  of(kind: string, town: string): string {
    return this.unique(() => `${this.place()} ${kind}`, town);
  }

  trust(): string {
    return this.unique(
      () => `${this.random.pick(trustWords)} ${this.place()} Learning Trust`.toUpperCase(),
      '',
    );
  }

  private unique(name: () => string, town: string): string {
    for (;;) {
      const plain = name();
      // A large authority runs out of saints and towns: then a place of the school's own tells it apart.
      for (const full of town ? [plain, `${plain}, ${town}`, `${plain}, ${this.place()}`] : [plain]) {
        if (this.used.has(full)) continue;
        this.used.add(full);
        return full;
      }
    }
  }
}
