// What do all models of the world generator share: their rows, their draws, their growing columns?
import { assert, compareUtf8, type Networks, type PrefixColumns } from '@fairlead/core';
import { createStream, openStream, type Stream } from '../random/stream.ts';

export type WorldSize = 'small' | 'country' | 'global';

/** What `generateWorld` is asked. */
export type WorldSpec = {
  readonly size: WorldSize;
  /** uint32. */
  readonly seed: number;
  /** ISO 3166-1 alpha-2 codes; absent: IE, NL, GR (small), NL (country), 190 (global). */
  readonly countries?: readonly string[];
  /** Members of the whole world; absent: those of its countries (a small world has 28 in 100). */
  readonly members?: number;
};

/** A city or town. `population` as GeoNames has it, `timezone` an IANA name. */
export type Place = {
  readonly name: string;
  readonly country: string;
  readonly lat: number;
  readonly lon: number;
  readonly population: number;
  readonly timezone: string;
};

/** `continent` is one of AF, AN, AS, EU, NA, OC, SA; `languages` ISO 639-1. */
export type CountryRow = {
  readonly code: string;
  readonly name: string;
  readonly continent: string;
  readonly languages: readonly string[];
};

/** Who originates which prefix: row `k` of `prefixes` by `asn[k]`. Any order, any length. */
export type Announced = { readonly prefixes: PrefixColumns; readonly asn: Uint32Array };

/** An exchange as known: where it is, and the AS numbers on it. */
export type ExchangeRow = {
  readonly country: string;
  readonly lat: number;
  readonly lon: number;
  readonly asns: readonly number[];
};

/** Called now and then with the share that is done (0..1) and what comes next. */
export type Progress = (done: number, text: string) => void;

/**
 * What `furnishWorld` starts from: who is on the network and with which addresses. A network may
 * have 0 members. A prefix whose origin is not in `networks` is left out: nobody lives there.
 */
export type FurnishInput = {
  /** How many titles there are, and whether every country must have a site at an exchange. */
  readonly size: WorldSize;
  readonly seed: number;
  /** Sorted by `asn`, which is unique. */
  readonly networks: Networks;
  readonly announced: Announced;
  /** At least one; networks of a country without a place live in the largest place of all. */
  readonly places: readonly Place[];
  readonly countries: readonly CountryRow[];
  /** Absent: drawn from the model. Present: own clusters stand where AS 2906 is a member. */
  readonly exchanges?: readonly ExchangeRow[];
  readonly progress?: Progress;
};

/** The AS that peers at exchanges. Source: Bargisen, "Netflix Steering", AfPIF 2018. */
export const ownAsn = 2906;

/** Purposes of random streams: one number per kind of draw, never used twice. */
export const purpose = {
  networkCount: 101,
  shareSpread: 102,
  networkShare: 103,
  metros: 104,
  prefixes4: 105,
  prefixes6: 106,
  prefixHome: 107,
  exchangeCount: 108,
  exchangeSize: 109,
  exchangePresence: 110,
  exchangeMember: 111,
  host: 112,
  peering: 113,
  upstream: 114,
  rpki: 115,
  title: 116,
} as const;

/** A fresh stream of (seed, entity, purpose): an entity is the hash of its id. */
export function drawFor(seed: number, entity: number, use: number, counter = 0): Stream {
  return openStream(createStream(), seed, entity, use, counter);
}

/** A column that grows as rows come; `done` cuts it to size. */
export type Growing = {
  readonly push: (value: number) => void;
  readonly done: () => Uint32Array;
};

export function growing(): Growing {
  let column = new Uint32Array(1024);
  let count = 0;
  return {
    push(value) {
      if (count === column.length) {
        const larger = new Uint32Array(Math.floor(count * 1.6));
        larger.set(column);
        column = larger;
      }
      column[count++] = value;
    },
    done: () => column.slice(0, count),
  };
}

/** Lower-case letters, digits and single hyphens of a name: fit for an id. Never empty. */
function slugOf(name: string): string {
  const letters = name.normalize('NFD').toLowerCase();
  const slug = letters
    .replace(/[\u0300-\u036f'’ʻ]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'place' : slug;
}

/** A name without comma, quote or control characters. */
export function cleanName(name: string): string {
  return name.replace(/[\p{Cc},"]+/gu, ' ').trim();
}

/** Great-circle kilometres on a sphere of radius 6371.0088 km. Source: haversine formula. */
export function distanceKm(latA: number, lonA: number, latB: number, lonB: number): number {
  const radian = Math.PI / 180;
  const sinLat = Math.sin(((latB - latA) * radian) / 2);
  const sinLon = Math.sin(((lonB - lonA) * radian) / 2);
  const a = sinLat * sinLat + Math.cos(latA * radian) * Math.cos(latB * radian) * sinLon * sinLon;
  return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(a)));
}

/** Places of one country, largest first, names clean, with a slug of its own for each. */
export type CountryPlaces = {
  readonly rows: readonly Place[];
  readonly slug: readonly string[];
  /** Population up to and with each row. */
  readonly cumulated: Float64Array;
};

/** Every country's places, sorted when first asked for; none: the largest place of all. */
export function indexPlaces(places: readonly Place[]): (country: string) => CountryPlaces {
  const byCountry = new Map<string, Place[]>();
  let largest = places[0];
  for (const place of places) {
    const rows = byCountry.get(place.country);
    if (rows) rows.push(place);
    else byCountry.set(place.country, [place]);
    if (place.population > largest.population) largest = place;
  }
  assert(largest !== undefined, 'a world has at least one place');
  const elsewhere = ordered([largest]);
  const indexed = new Map<string, CountryPlaces>();
  return (country) => {
    const found = indexed.get(country);
    if (found) return found;
    const rows = byCountry.get(country);
    const made = rows ? ordered(rows) : elsewhere;
    indexed.set(country, made);
    return made;
  };
}

function ordered(places: readonly Place[]): CountryPlaces {
  const rows = places.map((place) => ({ ...place, name: cleanName(place.name) }));
  rows.sort(
    (a, b) =>
      b.population - a.population || compareUtf8(a.name, b.name) || a.lat - b.lat || a.lon - b.lon,
  );
  const taken = new Map<string, number>();
  const slug = rows.map((place) => {
    const base = slugOf(place.name);
    const times = (taken.get(base) ?? 0) + 1;
    taken.set(base, times);
    return times === 1 ? base : `${base}-${times}`;
  });
  const cumulated = new Float64Array(rows.length);
  let sum = 0;
  for (let row = 0; row < rows.length; row++) cumulated[row] = sum += rows[row].population;
  return { rows, slug, cumulated };
}

/** Row drawn in proportion to the steps of a cumulated column, for a uniform `unit` in [0, 1). */
export function pickCumulated(cumulated: Float64Array, unit: number): number {
  const target = unit * cumulated[cumulated.length - 1];
  let low = 0;
  let high = cumulated.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulated[middle] > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
