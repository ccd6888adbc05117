// Which values may stand in which column of a world? The rules, as data, for every door.
import {
  applianceStates,
  linkKinds,
  rpkiNotFound,
  rpkiStates,
  siteKinds,
  titleKinds,
  type World,
} from './world.ts';

/** Which numbers a column takes. */
export type BoundsRule = {
  readonly min: number;
  readonly max: number;
  readonly isWhole?: boolean;
  /** What an empty field of a table means; absent: an empty field is an error. */
  readonly empty?: number;
};

/** What the values of a column are, and in which array they stand. */
export type CellRule =
  /** Texts that name their rows: unique, not empty, without comma, quote or control character. */
  | { readonly kind: 'id' }
  /**
   * Texts of any characters that UTF-8 has, but control characters. `isZone`: names of time zones,
   * which who has a table of them looks up.
   */
  | { readonly kind: 'text'; readonly isZone?: true }
  /** Uint8Array: places in a list of words. */
  | {
      readonly kind: 'word';
      readonly words: readonly string[];
      /** Other words that a table may have for some of them. */
      readonly others?: readonly (readonly [other: string, word: string])[];
    }
  /** Uint32Array or Float64Array by `bits`. */
  | { readonly kind: 'number'; readonly bits: 32 | 64; readonly range: BoundsRule }
  /** Uint32Array: rows of another table of the world. */
  | {
      readonly kind: 'reference';
      readonly to: 'sites' | 'clusters' | 'links' | 'metros' | 'titles' | 'files';
    }
  /** Uint32Array: rows of `manifestId`. A cluster holds one, its own where the field is empty. */
  | { readonly kind: 'holds' }
  /** Uint32Array: rows of `manifestId` that some cluster holds. */
  | { readonly kind: 'held' }
  /** Uint32Array: rows of `prefixes`. */
  | { readonly kind: 'prefix' }
  /** Uint32Array: rows of `paths`. */
  | { readonly kind: 'path' };

/** One column: its name in `World` and in the CSV table. */
export type ColumnRule<Column extends string = string> = CellRule & {
  readonly column: Column;
  readonly name: string;
  /** It need not be there; a table in which all of its fields are empty makes no column. */
  readonly isOptional?: true;
};

/** The tables of a world that are CSV tables too: all that count rows but the two pools. */
export type WorldTable = Exclude<
  NonNullable<
    {
      [K in keyof World]: NonNullable<World[K]> extends { readonly count: number } ? K : never;
    }[keyof World]
  >,
  'prefixes' | 'paths'
>;

/** One table: its names, its columns, and what holds between them. */
export type TableRule<Table extends WorldTable = WorldTable> = {
  readonly table: Table;
  /** Name of the CSV table. */
  readonly name: string;
  readonly columns: readonly ColumnRule<
    Exclude<keyof NonNullable<World[Table]>, 'count'> & string
  >[];
  /** It need not be there; one without rows makes no table of a world. */
  readonly isOptional?: true;
  /** Columns whose values together stand in one row at most; who is said to be there already. */
  readonly unique?: { readonly columns: readonly string[]; readonly what: string };
  /** A column of numbers of which one at least is above 0 in a folder that has rows. */
  readonly weighed?: string;
  /** A column whose rows must be of the same site as those of the other one. */
  readonly sameSite?: { readonly column: 'link'; readonly as: 'cluster' };
};

const anyAsn: BoundsRule = { min: 0, max: 0xffffffff, isWhole: true };
const asnOrNone: BoundsRule = { ...anyAsn, empty: 0 };
/** More members than there are people on the line: a slip in the unit. */
const members: BoundsRule = { min: 0, max: 1e10 };
const hours: BoundsRule = { min: 0, max: 1e5 };
const weight: BoundsRule = { min: 0, max: 1e15 };
/** Of 1 countries differ as published lists do; of 3 hardly two have a title in common. */
const tasteRule: BoundsRule = { min: 0, max: 3, empty: 0 };
const bitrate: BoundsRule = { min: 0, max: 1e12 };
const wholeBytes: BoundsRule = { min: 0, max: Number.MAX_SAFE_INTEGER, isWhole: true };
const latitude: BoundsRule = { min: -90, max: 90 };
const longitude: BoundsRule = { min: -180, max: 180 };
/** From 1870, before there were films, to the end of 2100. */
const dayOrAlways: BoundsRule = { min: -36_524, max: 47_846, empty: Number.NaN };
const copies: BoundsRule = { min: 1, max: 0xffffffff, isWhole: true };

/**
 * Capacities of appliances and links, in bits per second: up to a petabit. 0 is sound and counts as
 * 1 bit/s: such an appliance comes last among equals, and such a link is full with the first bit.
 */
export const capacityRule: BoundsRule = { min: 0, max: 1e15 };

/** What a Mbit/s over a link costs, in whatever money. */
export const costRule: BoundsRule = { min: 0, max: 1e9, empty: 0 };

function id<Name extends string>(name: Name) {
  return { column: 'id', name, kind: 'id' } as const;
}
function text<Column extends string>(column: Column, name: string = column) {
  return { column, name, kind: 'text' } as const;
}
function word<Column extends string>(column: Column, words: readonly string[]) {
  return { column, name: column, kind: 'word', words } as const;
}
function whole<Column extends string>(column: Column, range: BoundsRule, name: string = column) {
  return { column, name, kind: 'number', bits: 32, range } as const;
}
function real<Column extends string>(column: Column, range: BoundsRule, name: string = column) {
  return { column, name, kind: 'number', bits: 64, range } as const;
}
type Target = Extract<CellRule, { kind: 'reference' }>['to'];
function reference<Column extends string>(column: Column, to: Target) {
  return { column, name: column, kind: 'reference', to } as const;
}
function ruled<Table extends WorldTable>(rule: TableRule<Table>): TableRule<Table> {
  return rule;
}

const place = [text('country'), text('city'), real('lat', latitude), real('lon', longitude)];
const location = [...place, { ...text('timezone'), isZone: true }] as const;

/**
 * The rules of all tables, in an order in which a reference points backwards. Who adds a table or
 * a column adds it here: the check of worlds in memory and the reader of CSV tables both follow.
 * Source of the rules: the contract of the world folder.
 */
export const tableRules = [
  ruled<'sites'>({
    table: 'sites',
    name: 'sites',
    columns: [id('site'), word('kind', siteKinds), whole('asn', asnOrNone), ...location],
  }),
  ruled<'clusters'>({
    table: 'clusters',
    name: 'clusters',
    columns: [
      id('cluster'),
      reference('site', 'sites'),
      { column: 'manifest', name: 'manifest', kind: 'holds' },
    ],
  }),
  ruled<'appliances'>({
    table: 'appliances',
    name: 'appliances',
    columns: [
      id('appliance'),
      reference('cluster', 'clusters'),
      text('model'),
      real('capacityBps', capacityRule, 'capacity_bps'),
      real('storageBytes', wholeBytes, 'storage_bytes'),
      word('state', applianceStates),
    ],
  }),
  ruled<'links'>({
    table: 'links',
    name: 'links',
    columns: [
      id('link'),
      reference('site', 'sites'),
      word('kind', linkKinds),
      whole('peerAsn', asnOrNone, 'peer_asn'),
      real('capacityBps', capacityRule, 'capacity_bps'),
      { ...real('costPerMbps', costRule, 'cost_per_mbps'), isOptional: true },
    ],
  }),
  ruled<'networks'>({
    table: 'networks',
    name: 'networks',
    columns: [whole('asn', anyAsn), text('name'), text('country'), real('members', members)],
    unique: { columns: ['asn'], what: 'this AS number' },
  }),
  ruled<'metros'>({
    table: 'metros',
    name: 'metros',
    columns: [id('metro'), whole('asn', anyAsn), ...location, real('members', members)],
  }),
  ruled<'clients'>({
    table: 'clients',
    name: 'prefixes',
    columns: [
      { column: 'prefix', name: 'prefix', kind: 'prefix' },
      whole('asn', anyAsn),
      reference('metro', 'metros'),
    ],
    unique: { columns: ['prefix'], what: 'this prefix' },
  }),
  ruled<'routes'>({
    table: 'routes',
    name: 'routes',
    columns: [
      reference('cluster', 'clusters'),
      { column: 'prefix', name: 'prefix', kind: 'prefix' },
      { column: 'path', name: 'as_path', kind: 'path' },
      whole('med', anyAsn),
      reference('link', 'links'),
      { ...word('rpki', rpkiStates), others: [[rpkiNotFound, 'unknown']] },
    ],
    sameSite: { column: 'link', as: 'cluster' },
  }),
  ruled<'titles'>({
    table: 'titles',
    name: 'titles',
    columns: [
      id('title'),
      word('kind', titleKinds),
      text('language'),
      text('region'),
      real('releasedDay', dayOrAlways, 'released_day'),
      real('runtimeH', hours, 'runtime_h'),
      real('weight', weight),
      { ...real('taste', tasteRule), isOptional: true },
    ],
    weighed: 'weight',
  }),
  ruled<'files'>({
    table: 'files',
    name: 'files',
    columns: [
      id('file'),
      reference('title', 'titles'),
      real('sizeBytes', wholeBytes, 'bytes'),
      real('bitrateBps', bitrate, 'bitrate_bps'),
    ],
  }),
  ruled<'manifests'>({
    table: 'manifests',
    name: 'manifests',
    columns: [
      { column: 'manifest', name: 'manifest', kind: 'held' },
      reference('file', 'files'),
      whole('copies', copies),
    ],
    unique: { columns: ['manifest', 'file'], what: 'this file of this manifest' },
  }),
  ruled<'fallback'>({
    table: 'fallback',
    name: 'fallback',
    columns: [{ column: 'prefix', name: 'prefix', kind: 'prefix' }, reference('metro', 'metros')],
    unique: { columns: ['prefix'], what: 'this prefix' },
    isOptional: true,
  }),
] as const;
