// What is there to watch, in which files, and how much is each watched?
import { type Files, hashId, type Networks, type Titles, titleKinds } from '@fairlead/core';
import { lognormal, normal } from '../random/distributions.ts';
import { nextUnit } from '../random/stream.ts';
import { languageOfCountry, regionOfCountry } from './regions.ts';
import { drawFor, pickCumulated, purpose, type WorldSize } from './rows.ts';

export const titleCounts = { small: 400, country: 2_000, global: 16_000 } as const satisfies {
  readonly [size in WorldSize]: number;
};

/** Newest release day of a generated catalogue: 2026-01-01 in days since 1970-01-01. */
const catalogueDay = 20_454;

/**
 * Share of viewing hours of the titles of rank 1..count over a half year, falling, sum 1:
 * (r + 2.91)^-0.5465 exp(-r / (0.2243 count)).
 * Source: Zipf–Mandelbrot with cut-off fitted to the engagement reports 2023H2–2024H2; KS .016.
 */
export function titleHours(count: number): Float64Array {
  const hours = new Float64Array(count);
  let sum = 0;
  for (let rank = 1; rank <= count; rank++) {
    hours[rank - 1] = Math.exp(-0.5465 * Math.log(rank + 2.91) - rank / (0.2243 * count));
    sum += hours[rank - 1];
  }
  for (let row = 0; row < count; row++) hours[row] /= sum;
  return hours;
}

/**
 * P(film | place 0..1 in the ranking): .24 in the first tenth, .33 to the half, .56 after, which
 * gives films 43 % of titles and 27 % of hours. Source: the same reports.
 */
function filmShare(place: number): number {
  if (place < 0.1) return 0.24;
  return place < 0.5 ? 0.33 : 0.56;
}

/**
 * Hours: seasons lognormal 1.687, .832; films 92 % lognormal .567, .16 and 8 % (specials and epics)
 * .2, .65. `unit` chooses, `gaussian` draws.
 * Source: the reports of 2024, 18,040 films; KS .05, where one lognormal (.538, .254) has .146.
 */
function runtimeH(kind: 'film' | 'tv', unit: number, gaussian: number): number {
  if (kind === 'tv') return Math.exp(1.687 + 0.832 * gaussian);
  return unit < 0.92 ? Math.exp(0.567 + 0.16 * gaussian) : Math.exp(0.2 + 0.65 * gaussian);
}

/** P(released within the half year | place): they are 2.5 % of titles and 19 % of hours. */
function newShare(place: number): number {
  if (place < 0.01) return 0.42;
  if (place < 0.1) return 0.16;
  return place < 0.5 ? 0.02 : 0.002;
}

/** Ages of the titles with a date that are not new: [share, days from, days to]. */
const ages = [
  [0.158, 182, 365],
  [0.102, 365, 548],
  [0.16, 548, 913],
  [0.262, 913, 1461],
  [0.318, 1461, 3650],
] as const;

/** Day of release, or NaN (licensed, no date: 68 % of titles). */
function releasedDay(place: number, draw: () => number): number {
  const isNew = draw() < newShare(place);
  const hasDate = draw() < 0.303; // with the 2.5 % that are new: 32 % have one
  const unit = draw();
  let left = draw();
  if (isNew) return catalogueDay - Math.floor(unit * 182);
  if (!hasDate) return Number.NaN;
  for (const [share, from, to] of ages) {
    if (left < share) return catalogueDay - Math.floor(from + unit * (to - from));
    left -= share;
  }
  return catalogueDay - 3650;
}

/** Languages of titles that the whole world may watch; one third is not English. */
const worldLanguages = ['en', 'es', 'ko', 'ja', 'fr', 'de', 'hi', 'tr'];
const worldLanguageShares = Float64Array.from([0.66, 0.76, 0.83, 0.88, 0.92, 0.95, 0.98, 1]);

/**
 * The catalogue, most watched first. `weight` is the title's part in a million of the world's
 * viewing hours. Half of the titles belong to one content region (`region`), that of a country
 * drawn by members, in whose language they are; but none that would take more than a tenth of what
 * the region watches, and none in a world of one region.
 * Source of the half: titles available everywhere have 46–52 % of all hours.
 */
export function drawTitles(seed: number, count: number, networks: Networks): Titles {
  const homes = homeCountries(networks);
  const rows = Array.from(titleHours(count), (share, rank) => {
    const id = `t${String(rank).padStart(5, '0')}`;
    const stream = drawFor(seed, hashId(id), purpose.title);
    const draw = (): number => nextUnit(stream);
    const place = rank / count;
    const kind: 'film' | 'tv' = draw() < filmShare(place) ? 'film' : 'tv';
    const isLocal = draw() < 0.5;
    const home = homes.draw(draw());
    const region = isLocal && homes.regionCount > 1 && share <= 0.1 * home.share ? home.region : '';
    const worldLanguage = worldLanguages[pickCumulated(worldLanguageShares, draw())];
    return {
      id,
      kind,
      region,
      language: region === '' ? worldLanguage : home.language,
      releasedDay: releasedDay(place, draw),
      runtimeH: Math.round(runtimeH(kind, draw(), normal(stream)) * 1000) / 1000,
      weight: Math.round(share * 1e9 * lognormal(stream, 0, 0.02)) / 1000,
    };
  });
  return {
    count,
    id: rows.map((row) => row.id),
    kind: Uint8Array.from(rows, (row) => titleKinds.indexOf(row.kind)),
    language: rows.map((row) => row.language),
    region: rows.map((row) => row.region),
    releasedDay: Float64Array.from(rows, (row) => row.releasedDay),
    runtimeH: Float64Array.from(rows, (row) => row.runtimeH),
    taste: new Float64Array(rows.length).fill(1),
    weight: Float64Array.from(rows, (row) => row.weight),
  };
}

type Home = { readonly region: string; readonly language: string; readonly share: number };

/** Where a title may come from: a country drawn by members, its region, the region's members. */
function homeCountries(networks: Networks): {
  readonly regionCount: number;
  readonly draw: (unit: number) => Home;
} {
  const codes: string[] = [];
  const ofRegion = new Map<string, number>();
  const members: number[] = [];
  let sum = 0;
  for (const [code, count] of membersByCountry(networks)) {
    codes.push(code);
    sum += count;
    members.push(sum);
    const region = regionOfCountry(code);
    ofRegion.set(region, (ofRegion.get(region) ?? 0) + count);
  }
  const cumulated = Float64Array.from(members);
  return {
    regionCount: ofRegion.size,
    draw(unit) {
      const code = codes[pickCumulated(cumulated, unit)];
      const region = regionOfCountry(code);
      const share = (ofRegion.get(region) ?? 0) / sum;
      return { region, language: languageOfCountry(code), share };
    },
  };
}

/** Members per country code, in order of the networks. */
export function membersByCountry(networks: Networks): Map<string, number> {
  const members = new Map<string, number>();
  for (let row = 0; row < networks.count; row++) {
    const code = networks.country[row];
    members.set(code, (members.get(code) ?? 0) + networks.members[row]);
  }
  return members;
}

/**
 * Rungs of the bitrate ladder and the share of plays on each: mean 4.7 Mbps. The rungs are those of
 * the fixed ladder that Netflix published in 2015 (235 to 5800 kbps), thinned, with UHD on top.
 */
export const ladder = [
  { kbps: 235, playShare: 0.05 },
  { kbps: 750, playShare: 0.1 },
  { kbps: 1750, playShare: 0.15 },
  { kbps: 3000, playShare: 0.28 },
  { kbps: 5800, playShare: 0.3 },
  { kbps: 15000, playShare: 0.12 },
] as const;

/** One file per title and rung, sorted by id. */
export function drawFiles(titles: Titles): Files {
  const order = ladder.map((rung) => rung.kbps).sort((a, b) => (`${a}k` < `${b}k` ? -1 : 1));
  const count = titles.count * order.length;
  const id: string[] = [];
  const title = new Uint32Array(count);
  const sizeBytes = new Float64Array(count);
  const bitrateBps = new Float64Array(count);
  for (let row = 0; row < titles.count; row++)
    for (const kbps of order) {
      const file = id.length;
      id.push(`${titles.id[row]}-${kbps}k`);
      title[file] = row;
      bitrateBps[file] = kbps * 1000;
      sizeBytes[file] = Math.round((kbps * 1000 * titles.runtimeH[row] * 3600) / 8);
    }
  return { count, id, title, sizeBytes, bitrateBps };
}
