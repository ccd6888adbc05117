// Do sessions want titles as published: hours by weight, taste by country, lengths, bitrates?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Catalogue, chooseFile, compileCatalogue } from '../demand/catalogue.ts';
import { startsPerMemberDay } from '../demand/length.ts';
import { referenceMembers } from '../demand/reference-members.ts';
import { createSessions, drawSession } from '../demand/session.ts';
import { chooseByWeight } from '../demand/weight-classes.ts';
import { regionOfCountry } from '../generate/regions.ts';
import { createKey, openCell, openMember } from '../random/keyed.ts';
import { normalQuantile } from '../random/quantiles.ts';
import { createStream, next32, openStream } from '../random/stream.ts';
import { belgium } from './support/belgium.ts';

const hourMs = 3600000;
const dayMs = 24 * hourMs;
const at = (column: ArrayLike<number>, row: number): number => column[row] ?? Number.NaN;
const near = (value: number, expected: number, within: number, text = ''): void =>
  assert.ok(Math.abs(value - expected) <= within, `${text} ${value}, published ${expected}`);
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0);

const ladderBps = [235e3, 375e3, 560e3, 750e3, 1.05e6, 1.75e6, 2.35e6, 3e6, 4.3e6, 5.8e6, 15e6];
const countries = [
  'US',
  'GB',
  'CA',
  'DE',
  'NL',
  'PL',
  'SE',
  'ES',
  'IT',
  'TR',
  'BR',
  'MX',
  'AR',
  'CO',
  'CL',
  'JP',
  'KR',
  'TH',
  'ID',
  'SG',
];

type TitleRow = { readonly weight: number; readonly region: string };

const members = countries.map((_, row) => 1e6 * (1 + (row % 5)));
const regions = [...new Set(countries.map(regionOfCountry))];
const memberShare = (region: string): number =>
  sum(countries.map((at, row) => (regionOfCountry(at) === region ? (members[row] ?? 0) : 0))) /
  sum(members);

/** A world of these titles, each in every rung, with the published runtimes and kinds. */
function worldOf(rows: readonly TitleRow[]) {
  const count = rows.length;
  const titles = {
    count,
    id: rows.map((_, row) => `t${row}`),
    kind: new Uint8Array(count),
    language: new Array<string>(count).fill('en'),
    region: rows.map(({ region }) => region),
    releasedDay: new Float64Array(count).fill(Number.NaN),
    runtimeH: new Float64Array(count),
    weight: Float64Array.from(rows, ({ weight }) => weight),
    taste: new Float64Array(count).fill(1),
  };
  const languages = ['en', 'en', 'en', 'en', 'es', 'ko', 'ja', 'de'];
  for (let row = 0; row < count; row++) {
    const stream = openStream(createStream(), 7, row, 1);
    titles.kind[row] = next32(stream) % 100 < 43 ? 1 : 0;
    titles.language[row] = languages[next32(stream) % languages.length] ?? '';
    const z = normalQuantile((next32(stream) + 0.5) / 4294967296);
    titles.runtimeH[row] =
      titles.kind[row] === 1 ? Math.exp(1.687 + 0.832 * z) : Math.exp(0.538 + 0.254 * z);
  }
  const rungs = ladderBps.length;
  return {
    titles,
    files: {
      count: count * rungs,
      id: Array.from({ length: count * rungs }, (_, row) => `f${row}`),
      title: Uint32Array.from({ length: count * rungs }, (_, row) => Math.floor(row / rungs)),
      sizeBytes: new Float64Array(count * rungs).fill(1e9),
      bitrateBps: Float64Array.from({ length: count * rungs }, (_, row) =>
        at(ladderBps, row % rungs),
      ),
    },
    metros: {
      count: countries.length,
      id: countries,
      asn: new Uint32Array(countries.length),
      country: countries,
      city: countries,
      lat: new Float64Array(countries.length),
      lon: new Float64Array(countries.length),
      timezone: countries.map(() => 'UTC'),
      members: Float64Array.from(members),
    },
  };
}

/** Titles by the published rank law; every fourth belongs to the region of a country. */
const byRank = (count: number): TitleRow[] =>
  Array.from({ length: count }, (_, row) => ({
    weight: Math.exp(-0.5465 * Math.log(row + 1 + 2.91) - (row + 1) / (0.2243 * count)),
    region: row % 4 === 3 ? regionOfCountry(countries[(row >> 2) % 20] ?? '') : '',
  }));

/** One week as the published generator has it: 120 titles for all, 40 for each region. */
function week(number: number): TitleRow[] {
  const stream = openStream(createStream(), 9, number, 1);
  const score = (): number => -Math.log((next32(stream) + 1) / 4294967296);
  const all = Array.from({ length: 120 }, () => ({ weight: Math.exp(0.85 * score()), region: '' }));
  const own = regions.flatMap((region) =>
    Array.from({ length: 40 }, () => ({
      weight: Math.exp(0.85 * 0.77 * score()) * memberShare(region),
      region,
    })),
  );
  return [...all, ...own];
}

const evening = Date.UTC(2026, 5, 3, 20);
const world = worldOf(byRank(4000));
const catalogue = compileCatalogue(world, [evening]);
const edition = catalogue.editions[0] as (typeof catalogue.editions)[0];

/** Chance that each title is started in one taste, read off its classes. */
function startChance({ editions, runtimeMs }: Catalogue, taste: number): Float64Array {
  const chance = new Float64Array(runtimeMs.length);
  const classes = editions[0]?.titles[taste];
  if (classes === undefined) throw new Error('no such taste');
  const { upTo, slotStart, slotBits, row, taken } = classes;
  for (let c = 0; c < upTo.length; c++) {
    const mass = (at(upTo, c) - (c === 0 ? 0 : at(upTo, c - 1))) / 4294967296;
    const slots = 1 << at(slotBits, c);
    for (let slot = at(slotStart, c); slot < at(slotStart, c) + slots; slot++) {
      const title = at(row, slot);
      if (title < chance.length)
        chance[title] = at(chance, title) + (mass / slots) * (at(taken, slot) / 4294967296);
    }
  }
  const all = sum(chance);
  return chance.map((of) => of / all);
}

test('over the reference audience hours go to titles by their weight, whatever the tastes', () => {
  const draws = 20000;
  const codes = referenceMembers.map(([code]) => code);
  const counts = Float64Array.from(referenceMembers, ([, count]) => count);
  const metros = { ...world.metros, count: codes.length, country: codes, members: counts };
  const wide = compileCatalogue({ ...world, metros }, [evening]);
  const hours = new Float64Array(world.titles.count);
  const out = createSessions(1);
  const key = createKey();
  for (const [metro, members] of counts.entries()) {
    openCell(key, 3, metro, 2);
    const taste = at(wide.tasteOfMetro, metro);
    const [first = edition] = wide.editions;
    const source = { catalogue: wide, edition: first, taste, cellMs: 1000 };
    for (let k = 0; k < draws; k++) {
      openMember(key, k);
      drawSession(source, key, out, 0);
      const title = at(out.title, 0);
      hours[title] = at(hours, title) + members * at(out.lengthMs, 0);
    }
  }
  const total = sum(hours);
  const weights = sum(world.titles.weight);
  for (const [from, to] of [
    [0, 10],
    [10, 100],
    [100, 1000],
    [1000, 4000],
  ] as const) {
    const watched = sum(hours.slice(from, to)) / total;
    const expected = sum(world.titles.weight.slice(from, to)) / weights;
    near(watched / expected, 1, 0.03, `titles ${from} to ${to}:`);
  }
});

test('top tens of two countries overlap as published: more within a region than between', () => {
  const overlaps = { within: [] as number[], between: [] as number[] };
  for (let number = 0; number < 10; number++) {
    const weekly = worldOf(week(number));
    const compiled = compileCatalogue(weekly, [evening]);
    const tops = countries.map((_, row) => {
      const chance = startChance(compiled, at(compiled.tasteOfMetro, row));
      const hours = (title: number) => at(chance, title);
      return new Set([...chance.keys()].sort((a, b) => hours(b) - hours(a)).slice(0, 10));
    });
    for (const [a, top] of tops.entries())
      for (const [b, other] of tops.slice(0, a).entries()) {
        const common = [...top].filter((title) => other.has(title)).length;
        const same = regionOfCountry(countries[a] ?? '') === regionOfCountry(countries[b] ?? '');
        overlaps[same ? 'within' : 'between'].push(common / (20 - common));
      }
  }
  const within = sum(overlaps.within) / overlaps.within.length;
  const between = sum(overlaps.between) / overlaps.between.length;
  near(within, 0.4, 0.12, 'within a region:');
  near(between, 0.24, 0.1, 'between regions:');
});

test('a title of one region is never started in another, nor one that is not yet released', () => {
  const later = {
    ...world,
    titles: { ...world.titles, releasedDay: world.titles.releasedDay.slice() },
  };
  later.titles.releasedDay[0] = Math.floor(evening / dayMs) + 1;
  const compiled = compileCatalogue(later, [evening]);
  for (const [metro, country] of countries.entries()) {
    const chance = startChance(compiled, at(compiled.tasteOfMetro, metro));
    assert.is(chance[0], 0);
    for (const [title, only] of world.titles.region.entries())
      if (only !== '' && only !== regionOfCountry(country)) assert.is(chance[title], 0);
  }
});

/** Sessions of the first taste. */
function drawn(seed: number, count = 20000) {
  const out = createSessions(count);
  const key = createKey();
  openCell(key, seed, 0, 0);
  const source = { catalogue, edition, taste: 0, cellMs: 300000 };
  for (let row = 0; row < count; row++) {
    openMember(key, row);
    drawSession(source, key, out, row);
  }
  return out;
}

test('a member who starts the default number of sessions watches two hours a day', () => {
  for (const startMs of edition.startMs)
    near((startsPerMemberDay * startMs) / hourMs, 2, 0.15, 'hours a day:');
  const out = drawn(5);
  near(sum(out.lengthMs) / 20000 / at(edition.startMs, 0), 1, 0.02);
  assert.ok(out.lengthMs.every((lengthMs) => lengthMs >= 60000));
  assert.ok(out.startOffsetMs.every((offsetMs) => offsetMs < 300000));
  for (const [row, lengthMs] of out.lengthMs.entries())
    assert.ok(lengthMs <= at(catalogue.runtimeMs, at(out.title, row)));
});

test('sessions stream 3 to 5 Mbit/s on average, and one client in twenty has less than 5', () => {
  const out = drawn(6, 200000);
  const mean = sum(out.bitrateBps) / 200000;
  assert.ok(mean >= 3e6 && mean <= 5e6, `${mean}`);
  near(out.throughputBps.filter((bps) => bps < 5e6).length / 200000, 0.054, 0.01);
});

test('the file is the highest rung that fits, or the lowest of all', () => {
  const rungs = (bpsMax: number) => at(catalogue.bitrateBps, chooseFile(catalogue, 5, bpsMax));
  assert.is(rungs(3e6), 3e6);
  assert.is(rungs(2999999), 2.35e6);
  assert.is(rungs(1), 235e3);
  assert.is(rungs(1e12), 15e6);
  for (const [place, file] of catalogue.file.entries())
    assert.is(at(world.files.bitrateBps, file), at(catalogue.bitrateBps, place));
});

test('titles are drawn by the chances of their table', () => {
  const chance = startChance(catalogue, 0);
  const [classes] = edition.titles;
  if (classes === undefined) throw new Error('no taste');
  const key = createKey();
  openCell(key, 8, 0, 0);
  const counts = new Float64Array(chance.length);
  const draws = 200000;
  for (let k = 0; k < draws; k++) {
    openMember(key, k);
    const title = chooseByWeight(classes, key, 16);
    counts[title] = at(counts, title) + 1;
  }
  for (let title = 0; title < 20; title++) {
    const expected = at(chance, title) * draws;
    near(at(counts, title), expected, 5 * Math.sqrt(expected), `title ${title}:`);
  }
});

test('a title that is released twice is out while either lasts, and as old as the latest', () => {
  const release = (fromMs: number, untilMs: number, factor = 1) => ({
    ...{ title: 0, fromMs, untilMs, factor, riseMs: 0, isRelease: true },
  });
  const minutes = (count: number): number => Date.UTC(2026, 10, 20, 12, count);
  const [first, second] = [release(minutes(10), minutes(20)), release(minutes(40), Infinity, 3)];
  const at = (minute: number, ...changes: readonly (typeof first)[]) =>
    compileCatalogue(belgium, [minutes(minute)], changes).editions.map(({ titles }) => titles);
  assert.equal(at(15, first, second), at(15, first), 'the first');
  assert.equal(at(50, first, second), at(50, second), 'the second');
  assert.equal(at(30, first, second), at(30, first), 'between them it is not out');
  assert.equal(at(5, first, second), at(30, first), 'nor before');
  assert.not.equal(at(15, first), at(30, first));
  const long = release(minutes(0), Infinity);
  assert.equal(at(50, second, long), at(50, second), 'the latest of two that last');
});

test.run();
