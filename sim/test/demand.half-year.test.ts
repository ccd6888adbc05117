// Are hours and weekly charts of half a year as published, and what a simulated day comes to?
import type { World } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileCatalogue } from '../demand/catalogue.ts';
import { weekdayFactors } from '../demand/diurnal.ts';
import {
  type ChartRow,
  chartOf,
  halfYearOf,
  lastDayOf,
  worldChartOf,
  worldHours,
} from '../demand/half-year.ts';
import { startsPerMemberDay } from '../demand/length.ts';
import { referenceMembers } from '../demand/reference-members.ts';
import { createSessions, drawSession } from '../demand/session.ts';
import { isOpenOn, wantsOf } from '../demand/wants.ts';
import { regionOfCountry } from '../generate/regions.ts';
import { drawFiles, drawTitles } from '../generate/titles.ts';
import { createKey, openCell, openMember } from '../random/keyed.ts';
import { withFile } from './support/real-table.ts';

const dayMs = 86400000;
const at = (column: ArrayLike<number>, row: number): number => column[row] ?? Number.NaN;
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0);
const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length;
const near = (value: number, expected: number, within: number, text: string): void =>
  assert.ok(Math.abs(value - expected) <= within, `${text}: ${value}, expected ${expected}`);
const falling = (a: number, b: number): number => b - a;

const codes = referenceMembers.map(([code]) => code);

/** Countries whose lists are compared. */
const charting = 'AR BR DE ES GB IN JP KR MX PL TH US'.split(' ');

/** One metro a country, with the members of the reference audience, and a catalogue of `count` titles. */
function worldOf(count: number): Pick<World, 'metros' | 'titles' | 'files'> {
  const asn = Uint32Array.from(codes, (_, row) => row + 1);
  const members = Float64Array.from(referenceMembers, ([, count]) => count);
  const networks = { count: codes.length, asn, name: codes, country: codes, members };
  const titles = drawTitles(3, count, networks);
  const nowhere = new Float64Array(codes.length);
  const place = { city: codes, lat: nowhere, lon: nowhere, timezone: codes.map(() => 'UTC') };
  const metros = { count: codes.length, id: codes, asn, country: codes, members, ...place };
  return { metros, titles, files: drawFiles(titles) };
}

const world = worldOf(16000);
const { titles } = world;
const wants = wantsOf(world);
const weeks = [...halfYearOf(wants)];
const weekly = weeks.map((week) => worldHours(week, titles.count));
const hours = titles.id.map((_, title) => sum(weekly.map((week) => at(week, title))));
const allMembers = sum(world.metros.members);

/** Part of all that the first `share` of falling numbers have. */
const headOf = (numbers: readonly number[], share: number): number =>
  sum(numbers.slice(0, Math.round(share * numbers.length))) / sum(numbers);

/** Largest gap between two empirical distributions (Kolmogorov and Smirnov). */
function gapOf(left: readonly number[], right: readonly number[]): number {
  const share = (numbers: readonly number[], value: number): number =>
    numbers.filter((number) => number <= value).length / numbers.length;
  const values = [...new Set([...left, ...right])].filter((_, k) => k % 5 === 0);
  return Math.max(...values.map((value) => Math.abs(share(left, value) - share(right, value))));
}

/** Slope of ln hours over ln rank, of the ranks up to `count`. */
function slopeOf(numbers: readonly number[], count: number): number {
  const x = Array.from({ length: count }, (_, row) => Math.log(row + 1));
  const y = numbers.slice(0, count).map(Math.log);
  const [mx, my] = [mean(x), mean(y)];
  return sum(x.map((v, k) => (v - mx) * (at(y, k) - my))) / sum(x.map((v) => (v - mx) ** 2));
}

withFile('title-hours.tsv.gz', 'hours of titles are as three real half years report', (rows) => {
  const model = [...hours].sort(falling);
  for (const period of ['2023Jul-Dec', '2024Jan-Jun', '2024Jul-Dec']) {
    const report = rows.filter(([of]) => of === period);
    const real = report.map((row) => Number(row[5])).sort(falling);
    assert.ok(real.length > 15000, `${real.length} titles`);
    for (const share of [0.001, 0.01, 0.05, 0.1, 0.2, 0.5])
      near(headOf(model, share), headOf(real, share), 0.012, `${period}, first ${share}`);
    near(slopeOf(model, 1000), slopeOf(real, 1000), 0.04, `${period}, slope`);
    // Rounded as the report: to 100,000 hours, and at least that.
    const scale = sum(real) / sum(model);
    const rounded = model.map((own) => Math.max(1, Math.round((own * scale) / 1e5)) * 1e5);
    const gap = gapOf(rounded, real);
    assert.ok(gap <= 0.03, `${period}, KS ${gap}`);
    const films = report.filter((row) => row[1] === 'Film').map((row) => Number(row[5]));
    const own = hours.filter((_, title) => titles.kind[title] === 0);
    near(sum(own) / sum(hours), sum(films) / sum(real), 0.02, `${period}, hours of films`);
  }
});

test('members watch two hours a day, and a fifth of it was released in the half year', () => {
  near(sum(hours) / allMembers / (7 * weeks.length), 2, 0.1, 'hours of a member a day');
  const firstDay = lastDayOf(titles) - 7 * weeks.length;
  const fresh = sum(hours.filter((_, title) => at(titles.releasedDay, title) > firstDay));
  near(fresh / sum(hours), 0.189, 0.03, 'hours of new titles');
});

/** Titles of each week's list, week after week. */
type Lists = readonly (readonly (string | number)[])[];

/** Mean weeks that a title stays: first weeks are cut off, as in the published figures. */
function meanRun(lists: Lists): number {
  const since = new Map<string | number, number>();
  const runs: number[] = [];
  for (const [week, list] of lists.entries()) {
    for (const [title, from] of since) {
      if (list.includes(title)) continue;
      if (from > 0) runs.push(week - from);
      since.delete(title);
    }
    for (const title of list) if (!since.has(title)) since.set(title, week);
  }
  return mean(runs);
}

/** Mean share of a week's list that was not in the list of the week before. */
function churnOf(lists: Lists): number {
  return mean(
    lists.slice(1).map((list, week) => {
      const fresh = list.filter((title) => !lists[week]?.includes(title));
      return fresh.length / list.length;
    }),
  );
}

/** Median over weeks of the hours of rank 5 over those of rank 1. */
function fifthOf(lists: readonly (readonly number[])[]): number {
  const parts = lists.map((list) => at(list, 4) / at(list, 0)).sort(falling);
  return at(parts, parts.length >> 1);
}

const charts = weekly.map((week) => worldChartOf(titles, week));
const listNames = [...new Set(charts.flatMap((chart) => chart.map(({ list }) => list)))];

withFile(
  'top10-global.tsv.gz',
  'weekly lists have the real names, and stay and fall much as they do',
  (rows) => {
    assert.equal([...new Set(rows.map((row) => row[1]))].sort(), [...listNames].sort());
    for (const name of listNames) {
      const own = charts.map((chart) => chart.filter(({ list }) => list === name));
      for (const list of own)
        assert.equal(
          list.map((row) => row.rank),
          [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        );
      const byWeek = new Map<string, string[][]>();
      for (const row of rows)
        if (row[1] === name) byWeek.set(row[0] ?? '', [...(byWeek.get(row[0] ?? '') ?? []), row]);
      const real = [...byWeek].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, list]) => list);
      const ownTitles = own.map((list) => list.map(({ title }) => title));
      const realTitles = real.map((list) => list.map((row) => `${row[3]}|${row[4]}`));
      const fifth = fifthOf(own.map((list) => list.map((row) => row.hours)));
      const realFifth = fifthOf(real.map((list) => list.map((row) => Number(row[5]))));
      near(meanRun(ownTitles) / meanRun(realTitles), 1, 0.4, `${name}, weeks of a stay`);
      near(fifth, realFifth, 0.16, `${name}, hours of rank 5 over rank 1`);
      if (name.startsWith('TV'))
        near(churnOf(ownTitles), churnOf(realTitles), 0.08, `${name}, new a week`);
    }
    const slots = sum(charts.flatMap((chart) => chart.map((row) => row.hours)));
    near(slots / sum(hours), 0.2, 0.05, 'hours of the 40 places, of all');
  },
);

/** Jaccard of the lists of all pairs of countries, within and between content regions. */
function overlapOf(lists: ReadonlyMap<string, readonly (string | number)[]>) {
  const within: number[] = [];
  const between: number[] = [];
  const all = [...lists];
  for (const [row, [country, list]] of all.entries())
    for (const [other, theirs] of all.slice(0, row)) {
      const common = list.filter((title) => theirs.includes(title)).length;
      const isNear = regionOfCountry(country) === regionOfCountry(other);
      (isNear ? within : between).push(common / (list.length + theirs.length - common));
    }
  return { within, between };
}

withFile(
  'top10-countries.tsv.gz',
  'countries of a region chart as much alike as real ones',
  (rows) => {
    for (const category of ['Films', 'TV']) {
      const ofWeek = (week: number) =>
        new Map(
          charting.map((code) => [
            code,
            chartOf(titles, weeks[week]?.hours[wants.country.indexOf(code)] ?? [])
              .filter(({ list }: ChartRow) => list === category)
              .map(({ title }) => title),
          ]),
        );
      const own = weeks.map((_, week) => ofWeek(week));
      const pairs = own.map(overlapOf);
      const real = new Map<string, Map<string, string[]>>();
      for (const [, code = '', week = '', kind, , show, season] of rows) {
        if (kind !== category || !charting.includes(code)) continue;
        const lists = real.get(week) ?? new Map<string, string[]>();
        lists.set(code, [...(lists.get(code) ?? []), `${show}|${season}`]);
        real.set(week, lists);
      }
      const realWeeks = [...real].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, lists]) => lists);
      const realPairs = realWeeks.map(overlapOf);
      const churn = (all: readonly ReadonlyMap<string, readonly (string | number)[]>[]) =>
        mean(charting.map((code) => churnOf(all.map((lists) => lists.get(code) ?? []))));
      const [inside, outside] = [
        mean(pairs.flatMap(({ within }) => within)),
        mean(pairs.flatMap(({ between }) => between)),
      ];
      const realInside = mean(realPairs.flatMap(({ within }) => within));
      const realOutside = mean(realPairs.flatMap(({ between }) => between));
      near(inside, realInside, 0.06, `${category}, overlap within a region`);
      assert.ok(
        outside < inside && realOutside < realInside,
        `${category}, overlap between regions`,
      );
      if (category === 'TV') near(churn(own), churn(realWeeks), 0.08, `${category}, new a week`);
    }
  },
);

test('sessions drawn day by day watch the hours of the week, title by title', () => {
  const week = weeks.length - 3;
  const monday = (weeks[week]?.lastDay ?? 0) - 6;
  const drawn = new Float64Array(titles.count);
  const variance = new Float64Array(titles.count);
  const out = createSessions(1);
  const key = createKey();
  for (const [weekday, factor] of weekdayFactors.entries()) {
    const catalogue = compileCatalogue(world, [(monday + weekday) * dayMs]);
    for (const [metro, count] of world.metros.members.entries()) {
      openCell(key, 4, metro, weekday);
      const [edition] = catalogue.editions;
      if (edition === undefined) throw new Error('no edition');
      const source = { catalogue, edition, taste: at(catalogue.tasteOfMetro, metro), cellMs: 1000 };
      const draws = Math.ceil(count / 4000);
      const sessions = (count * startsPerMemberDay * factor) / draws;
      for (let k = 0; k < draws; k++) {
        openMember(key, k);
        drawSession(source, key, out, 0);
        const own = (sessions * at(out.lengthMs, 0)) / 3600000;
        const title = at(out.title, 0);
        drawn[title] = at(drawn, title) + own;
        variance[title] = at(variance, title) + own * own;
      }
    }
  }
  const expected = weekly[week] ?? new Float64Array();
  const most = [...titles.id.keys()].sort((a, b) => at(expected, b) - at(expected, a)).slice(0, 50);
  assert.ok(
    most.some((title) => monday - at(titles.releasedDay, title) < 14),
    'one is new',
  );
  for (const title of most) {
    const error = Math.sqrt(at(variance, title));
    near(at(drawn, title), at(expected, title), 4.5 * error, titles.id[title] ?? '');
    assert.ok(error < 0.1 * at(expected, title), 'the draws are enough to tell');
  }
  near(sum(drawn) / sum(expected), 1, 0.01, 'all hours');
});

test('a chart has its ten titles in order of hours, equals by id, and none without hours', () => {
  const count = 14;
  const some = { ...titles, count, kind: new Uint8Array(count), id: 'nmlkjihgfedcba'.split('') };
  const watched = Float64Array.from({ length: count }, (_, title) => (title < 2 ? 0 : title >> 1));
  const ids = chartOf(some, watched).map(({ title }) => some.id[title]);
  assert.equal(ids.join(''), 'abcdefghij');
  assert.equal(chartOf(some, watched.fill(0)), []);
});

test('a day before the first release is no day of the half year', () => {
  const count = 1;
  const released = Float64Array.of(20000);
  const files = { ...world.files, count: 6 };
  const young = { ...world, files, titles: { ...titles, count, releasedDay: released } };
  const own = wantsOf({ ...young, files: { ...files, title: new Uint32Array(6) } });
  assert.not(isOpenOn(own, 19999));
  assert.ok(isOpenOn(own, 20000));
  const days = [...halfYearOf(own)];
  assert.is(days.length, 26);
  assert.is(sum(days.slice(0, 25).flatMap((week) => [...worldHours(week, count)])), 0);
  assert.ok(at(worldHours(days[25] ?? { lastDay: 0, hours: [] }, count), 0) > 0);
});

test.run();
