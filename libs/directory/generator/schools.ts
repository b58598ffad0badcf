import { generatorSettings, typeOf, type Draft, type DraftLink, type GeneratedAuthority } from './draft.js';
import { Names } from './names.js';
import { Random } from './random.js';

const academies = new Set(['28', '33', '34', '35', '36', '42', '44']);
const day = (random: Random, from: number, to: number): string =>
  `${String(random.between(1, 28)).padStart(2, '0')}-${String(random.between(1, 12)).padStart(2, '0')}-${random.between(from, to)}`;

/** The schools of one authority and the links between them; the same for the same seed and authority. */
export class Authority {
  readonly drafts: Draft[] = [];
  readonly links: DraftLink[] = [];
  private readonly random: Random;
  private readonly names: Names;
  private readonly towns: string[];
  private readonly centre: readonly [number, number];
  private readonly trusts: { uid: number; name: string; multi: boolean }[] = [];
  private readonly numbers = {
    primary: 2000,
    secondary: 4000,
    special: 7000,
    other: 1000,
    independent: 6000,
  };

  /** The URN and group UID that the next school and trust get. */
  readonly next: { urn: number; uid: number };

  constructor(
    seed: number,
    private readonly authority: GeneratedAuthority,
    private readonly area: string,
    first: { urn: number; uid: number },
  ) {
    this.next = { ...first };
    this.random = new Random(`${seed}/${authority.code}/${authority.name}`);
    this.names = new Names(this.random);
    const towns = Math.min(24, 2 + Math.round(authority.schools / 16));
    // A county is no town; a borough's own name is its largest.
    const places = Array.from({ length: towns }, this.names.place);
    this.towns = authority.name.endsWith('shire')
      ? places
      : [authority.name.replace(/ upon .*/, ''), ...places];
    this.centre = authority.centre ?? [
      this.random.between(380_000, 560_000),
      this.random.between(150_000, 420_000),
    ];
    this.make();
  }

  private make(): void {
    const { schools, grammarSchools = 0 } = this.authority;
    const share = (part: number, least = 0) => Math.max(least, Math.round(schools * part));
    const secondary = Math.max(share(generatorSettings.secondary, Math.min(1, schools)), grammarSchools);
    const others = [
      share(generatorSettings.special),
      share(generatorSettings.pupilReferral),
      share(generatorSettings.nursery),
      share(generatorSettings.allThrough),
    ];
    const primary = schools - secondary - others.reduce((sum, each) => sum + each, 0);
    if (primary < 0)
      throw new Error(
        `${this.authority.name} cannot have ${grammarSchools} grammar schools among ${schools}`,
      );
    const repeat = (times: number, make: (index: number) => void) =>
      Array.from({ length: times }, (_, index) => make(index));
    repeat(primary, () => this.primary());
    repeat(secondary, (index) => this.secondary(index < grammarSchools));
    repeat(others[0]!, () => this.special());
    repeat(others[1]!, () =>
      this.add({
        typeCode: '14',
        phase: 0,
        kind: 'other',
        name: (town) => this.names.of('Pupil Referral Unit', town),
        places: [30, 80],
      }),
    );
    repeat(others[2]!, () =>
      this.add({
        typeCode: '15',
        phase: 1,
        kind: 'other',
        name: (town) => this.names.of('Nursery School', town),
        places: [60, 120],
      }),
    );
    repeat(others[3]!, () =>
      this.add({
        typeCode: '35',
        phase: 7,
        kind: 'secondary',
        name: (town) => this.names.of('All-through School', town),
        places: [900, 1600],
      }),
    );
    repeat(share(generatorSettings.independents, 1), () => this.independent());
  }

  private primary(): void {
    const typeCode = typeOf(this.random, 'primary');
    const forms = this.random.weighted([
      [0.5, 20],
      [1, 40],
      [1.5, 12],
      [2, 20],
      [3, 8],
    ]);
    const school = this.add({
      typeCode,
      phase: 2,
      kind: 'primary',
      name: (town) => this.names.primary(typeCode, town),
      places: [forms * 210, forms * 210],
    });
    if (typeCode === '01' && this.random.chance(generatorSettings.amalgamations / 0.29))
      this.amalgamated(school);
  }

  private secondary(grammar: boolean): void {
    const typeCode = grammar ? '34' : typeOf(this.random, 'secondary');
    const gender = grammar
      ? this.random.pick(['Boys', 'Girls', 'Mixed'])
      : this.random.weighted([
          ['Mixed', 92],
          ['Girls', 5],
          ['Boys', 3],
        ]);
    this.add({
      typeCode,
      phase: 4,
      kind: 'secondary',
      gender,
      selective: grammar,
      places: [650, 1600],
      name: (town) =>
        grammar ? this.names.of('Grammar School', town) : this.names.secondary(typeCode, town),
    });
  }

  private special(): void {
    const typeCode = typeOf(this.random, 'special');
    this.add({
      typeCode,
      phase: 0,
      kind: 'special',
      name: (town) =>
        this.names.of(this.random.pick(['Lodge School', 'Special School', 'House School']), town),
      places: [60, 180],
    });
  }

  private independent(): void {
    const typeCode = this.random.weighted([
      ['11', 80],
      ['10', 20],
    ]);
    this.add({
      typeCode,
      phase: 0,
      kind: 'independent',
      name: (town) =>
        this.names.of(this.random.pick(['House School', 'College', 'Preparatory School']), town),
      places: [60, 700],
    });
  }

  private add({
    typeCode,
    phase,
    kind,
    name,
    places,
    gender = 'Mixed',
    selective = false,
  }: {
    typeCode: string;
    phase: number;
    kind: keyof Authority['numbers'];
    name: (town: string) => string;
    places: readonly [number, number];
    gender?: string;
    selective?: boolean;
  }): Draft {
    const { random } = this;
    const town = random.chance(0.35) ? this.towns[0]! : random.pick(this.towns);
    const spread = 2_000 + Math.sqrt(this.authority.schools) * 700;
    const near = (middle: number) => Math.round(middle + (random.next() + random.next() - 1) * spread);
    const capacity = random.between(places[0], places[1]);
    const academy = academies.has(typeCode);
    const draft: Draft = {
      urn: this.next.urn++,
      authority: this.authority,
      number: this.numbers[kind]++,
      name: name(town),
      typeCode,
      status: 'open',
      phase,
      gender,
      selective,
      opened: academy ? `01-09-${random.between(2010, 2023)}` : '',
      closed: '',
      capacity,
      roll: Math.max(15, Math.round(capacity * (0.74 + random.next() * 0.3))),
      trust: academy ? this.trust() : null,
      street: this.names.street(),
      town,
      postcode: `${this.area}${random.between(1, 19)} ${random.between(1, 9)}${random.pick([...'ABDEFGHJLN'])}${random.pick([...'PQRSTUWXYZ'])}`,
      easting: near(this.centre[0]),
      northing: near(this.centre[1]),
      rating: random.weighted([
        ['Good', 76],
        ['Outstanding', 14],
        ['Requires improvement', 8],
        ['Inadequate', 2],
      ]),
      inspected: day(random, 2017, 2024),
    };
    this.drafts.push(draft);
    if (['34', '44', '28'].includes(typeCode) && random.chance(generatorSettings.predecessors))
      this.converted(draft);
    return draft;
  }

  private trust(): NonNullable<Draft['trust']> {
    const { random } = this;
    if (random.chance(0.12)) return { uid: this.next.uid++, name: this.names.trust(), multi: false };
    if (!this.trusts.length || random.chance(1 / generatorSettings.academiesPerTrust))
      this.trusts.push({ uid: this.next.uid++, name: this.names.trust(), multi: true });
    return random.pick(this.trusts);
  }

  /** The maintained school that an academy was before: closed the day before, under its own URN. */
  private converted(academy: Draft): void {
    const year = academy.opened.slice(6);
    const before = this.predecessor(academy, academy.name, `31-08-${year}`);
    before.number = academy.number;
    this.link(academy, before, ['Predecessor', 'Successor'], academy.opened);
  }

  private amalgamated(school: Draft): void {
    const year = this.random.between(2008, 2022);
    school.opened = `01-09-${year}`;
    const place = school.name.replace(
      / (Community |Infant and Nursery |Junior |Primary )?(Primary )?School.*/,
      '',
    );
    const [infants, juniors] = ['Infant School', 'Junior School'].map((kind) =>
      this.predecessor(school, `${place} ${kind}`, `31-08-${year}`),
    );
    for (const before of [infants!, juniors!])
      this.link(school, before, ['Predecessor - amalgamated', 'Successor - amalgamated'], school.opened);
    // The real register has pairs that are each other's predecessor; so has this one.
    this.link(infants!, juniors!, ['Predecessor', 'Predecessor'], school.opened);
  }

  private predecessor(school: Draft, name: string, closed: string): Draft {
    const before: Draft = {
      ...school,
      urn: this.next.urn++,
      number: this.numbers.primary++,
      name,
      typeCode: this.random.chance(generatorSettings.closedWithoutType) ? '' : '01',
      status: 'closed',
      opened: '',
      closed,
      trust: null,
      selective: false,
      capacity: null,
      roll: null,
      rating: '',
      inspected: '',
    };
    this.drafts.push(before);
    return before;
  }

  private link(one: Draft, other: Draft, [forward, back]: readonly [string, string], on: string): void {
    this.links.push(
      { urn: one.urn, link: other, type: forward, on },
      { urn: other.urn, link: one, type: back, on },
    );
  }
}
