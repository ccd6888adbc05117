// Does demand follow the published curves: the day, the week, titles, releases, lengths, access?
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { hashId } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dailyCurve, offsetAt, startRate, weekdayFactors, weekdayOf } from '../demand/diurnal.ts';
import { firstYearShare, releaseFactor } from '../demand/release.ts';
import { lognormalTable, normalQuantile, quantileAt } from '../random/quantiles.ts';
import { createStream, next32, openStream } from '../random/stream.ts';

const hourMs = 3600000;
const dayMs = 24 * hourMs;
const at = (column: ArrayLike<number>, row: number): number => column[row] ?? Number.NaN;
const near = (value: number, expected: number, within: number, text = ''): void =>
  assert.ok(Math.abs(value - expected) <= within, `${text} ${value}, published ${expected}`);
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0);

const hourlyIndex = [
  1.11, 0.87, 0.68, 0.57, 0.54, 0.58, 0.64, 0.72, 0.79, 0.84, 0.88, 0.91, 0.93, 0.94, 0.95, 0.98,
  1.05, 1.17, 1.32, 1.47, 1.58, 1.61, 1.53, 1.35,
];

test('the daily curve has the published index in each hour, within twice .077', () => {
  for (const [hour, index] of hourlyIndex.entries())
    near(dailyCurve((hour + 0.5) * hourMs), index, 2 * 0.077, `hour ${hour}:`);
});

test('the daily curve peaks at 21:15 at 1.61, is least before 5 at .54, and 1 on average', () => {
  const minutes = Array.from({ length: 1440 }, (_, minute) => dailyCurve(minute * 60000));
  const peak = Math.max(...minutes);
  const trough = Math.min(...minutes);
  near(minutes.indexOf(peak) / 60, 21.25, 0.05);
  near(peak, 1.61, 0.01);
  near(trough, 0.54, 0.01);
  assert.ok(minutes.indexOf(trough) < 5 * 60);
  near(sum(minutes) / 1440, 1, 1e-12);
  assert.is(dailyCurve(20000 * dayMs + 12345678), dailyCurve(12345678));
  assert.is(dailyCurve(-dayMs + 12345678), dailyCurve(12345678));
});

const rateFile = '../shared/data/demand/video-request-rate-us-metro.csv';
const withRates = existsSync(rateFile) ? test : test.skip;

withRates(
  'the daily curve, shifted, explains a real day of requests with R² of .9 at least',
  () => {
    const rows = readFileSync(rateFile, 'utf8')
      .trim()
      .split('\n')
      .map((row) => row.split(',').map(Number));
    const day = rows.flatMap(([time = 0, requests = 0]) =>
      time - at(rows[0] ?? [], 0) <= 22.3 * 3600 ? [{ ms: time * 1000, requests }] : [],
    );
    const mean = sum(day.map(({ requests }) => requests)) / day.length;
    const total = sum(day.map(({ requests }) => (requests - mean) * (requests - mean)));
    let best = 0;
    for (let shift = 0; shift < 96; shift++) {
      const curve = day.map(({ ms }) => dailyCurve(ms + shift * 900000));
      const scale =
        sum(day.map(({ requests }, k) => requests * at(curve, k))) / sum(curve.map((y) => y * y));
      const off = sum(day.map(({ requests }, k) => (requests - scale * at(curve, k)) ** 2));
      best = Math.max(best, 1 - off / total);
    }
    assert.ok(best >= 0.9, `R² ${best}`);
  },
);

test('1970-01-01 was a Thursday, 2024-05-12 a Sunday, and the weekdays average 1', () => {
  assert.is(weekdayOf(0), 3);
  assert.is(weekdayOf(-1), 2);
  assert.is(weekdayOf(Date.UTC(2024, 4, 12)), 6);
  near(sum(weekdayFactors) / 7, 1, 1e-12);
});

const amsterdam = {
  fromMs: [-Infinity, Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)],
  offsetMs: [hourMs, 2 * hourMs, hourMs],
};

test('an offset changes at the very instant of its rule', () => {
  assert.is(offsetAt(amsterdam, Date.UTC(2026, 2, 29, 1) - 1), hourMs);
  assert.is(offsetAt(amsterdam, Date.UTC(2026, 2, 29, 1)), 2 * hourMs);
  assert.is(offsetAt(amsterdam, Date.UTC(2026, 11, 1)), hourMs);
  assert.is(offsetAt(amsterdam, 0), hourMs);
});

test('the epochs of a local day sum to members × starts × weekday', () => {
  const rule = { startsPerMemberDay: 2.4 };
  const startMs = Date.UTC(2026, 5, 2, 22); // midnight of Wednesday in Amsterdam
  let starts = 0;
  for (let epoch = 0; epoch < 288; epoch++)
    starts += startRate(rule, 1000, amsterdam, { atMs: startMs + epoch * 300000, spanMs: 300000 });
  near(starts, 1000 * 2.4 * at(weekdayFactors, 2), 1e-6);
});

test('normal quantiles equal the tabled percentage points', () => {
  near(normalQuantile(0.975), 1.959963984540054, 1e-15);
  near(normalQuantile(0.25), -0.6744897501960817, 1e-15);
  near(normalQuantile(1e-10), -6.361340902404056, 1e-14);
  assert.is(normalQuantile(0.5), 0);
});

/** Natural logs of the mean of each trace in a tar archive, by the family in its path. */
function traceMeans(tar: Buffer): Map<string, number[]> {
  const byFamily = new Map<string, number[]>();
  for (let offset = 0; offset + 512 <= tar.length; ) {
    const text = (from: number, to: number) =>
      tar.toString('latin1', offset + from, offset + to).split('\0')[0] ?? '';
    const name = text(0, 100);
    const sizeBytes = Number.parseInt(text(124, 136), 8) || 0;
    const family = /^(cooked_3gp|fcc_ori\/cooked_traces|traces_oboe)\//.exec(name)?.[1];
    const rows = tar
      .toString('latin1', offset + 512, offset + 512 + sizeBytes)
      .trim()
      .split('\n');
    const mbps = rows.map((row) => Number(row.trim().split(/\s+/)[1])).filter(Number.isFinite);
    if (family !== undefined && mbps.length > 1) {
      const means = byFamily.get(family) ?? [];
      means.push(Math.log(sum(mbps) / mbps.length));
      byFamily.set(family, means);
    }
    offset += 512 + Math.ceil(sizeBytes / 512) * 512;
  }
  return byFamily;
}

const tracesFile = '../shared/data/throughput/fcc_hsdpa_oboe.tar.gz';
const withTraces = existsSync(tracesFile) ? test : test.skip;

withTraces(
  'lognormal tables with the published fits have the spread of the real trace means',
  () => {
    const byFamily = traceMeans(gunzipSync(readFileSync(tracesFile)));
    const fits = {
      'fcc_ori/cooked_traces': [0.13, 0.6],
      cooked_3gp: [0.32, 0.43],
      traces_oboe: [0.89, 0.62],
    } as const;
    for (const [family, [mu, sigma]] of Object.entries(fits)) {
      const means = byFamily.get(family) ?? [];
      const table = lognormalTable(Math.exp(mu), sigma);
      const stream = openStream(createStream(), 1, hashId(family), 1);
      const drawn = Array.from({ length: 20000 }, () =>
        Math.log(quantileAt(table, next32(stream))),
      );
      for (const [numbers, within] of [
        [means, 0.03],
        [drawn, 0.02],
      ] as const) {
        const mean = sum(numbers) / numbers.length;
        near(mean, mu, within, `${family} mu of ${numbers.length}:`);
        near(
          Math.sqrt(sum(numbers.map((x) => (x - mean) ** 2)) / numbers.length),
          sigma,
          within,
          `${family} sigma:`,
        );
      }
    }
  },
);

test('by day 7, 14, 28 and 91 a release has had the published share of its first year', () => {
  const published = [
    [0, [0.43, 0.58, 0.67, 0.78]],
    [1, [0.35, 0.52, 0.65, 0.79]],
  ] as const;
  for (const [kind, shares] of published)
    for (const [k, days] of [7, 14, 28, 91].entries())
      near(firstYearShare(kind, days), at(shares, k), 0.015, `kind ${kind}, day ${days}:`);
});

test('a title is watched from its release, falls by half in days, and ends at its weight', () => {
  const film = (ageDays: number) => releaseFactor(0, ageDays, 0);
  assert.is(film(-1), 0);
  assert.is(releaseFactor(0, Number.NaN, 0), 1);
  assert.ok(film(0) > 20 && film(4.4) / film(0) < 0.6 && film(7) > film(28));
  near(film(2000), 1, 0.02);
  assert.is(releaseFactor(1, 3, 5) / releaseFactor(1, 3, 4), 1.25);
});

test.run();
