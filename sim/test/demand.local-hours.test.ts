// Do starts and bytes of a local day follow the published curve, and do the bytes add up?
import { existsSync, readFileSync } from 'node:fs';
import type { World } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileCatalogue } from '../demand/catalogue.ts';
import { lastDayOf } from '../demand/half-year.ts';
import { startsPerMemberDay } from '../demand/length.ts';
import { localHoursOf } from '../demand/local-hours.ts';
import { createSessions, drawSession } from '../demand/session.ts';
import { drawFiles, drawTitles } from '../generate/titles.ts';
import { createKey, openCell, openMember } from '../random/keyed.ts';

const dayMs = 86400000;
const at = (column: ArrayLike<number>, row: number): number => column[row] ?? Number.NaN;
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0);
const near = (value: number, expected: number, within: number, text: string): void =>
  assert.ok(Math.abs(value - expected) <= within, `${text}: ${value}, expected ${expected}`);

const codes = ['BR', 'JP', 'NL'];
const members = Float64Array.of(3e6, 0, 1e6, 1e6);
const country = ['BR', 'JP', 'NL', 'NL'];
const asn = Uint32Array.of(1, 2, 3, 4);
const titles = drawTitles(3, 400, { count: 4, asn, name: country, country, members });
const nowhere = new Float64Array(4);
const place = { city: country, lat: nowhere, lon: nowhere, timezone: country.map(() => 'UTC') };
const metros = { count: 4, id: ['br', 'jp', 'nl', 'nl2'], asn, country, members, ...place };
const world = { metros, titles, files: drawFiles(titles) } as unknown as World;
const rows = [...localHoursOf(world)];

/** One number of each hour of a country, relative to the mean. */
function indexOf(code: string, what: 'sessions' | 'sizeBytes'): number[] {
  const day = rows.filter((row) => row.country === code).map((row) => row[what]);
  return day.map((number) => (number * 24) / sum(day));
}

test('there are 24 hours of every country that has members', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  for (const code of codes) {
    const own = rows.filter((row) => row.country === code);
    assert.equal(
      own.map(({ hour }) => hour),
      code === 'JP' ? [] : hours,
    );
  }
  assert.equal([...localHoursOf(world)], rows, 'and they are the same again');
});

/** Fitted to the request rate of a video service in one US metro, 2024-05-12. */
const hourlyIndex = [
  1.11, 0.87, 0.68, 0.57, 0.54, 0.58, 0.64, 0.72, 0.79, 0.84, 0.88, 0.91, 0.93, 0.94, 0.95, 0.98,
  1.05, 1.17, 1.32, 1.47, 1.58, 1.61, 1.53, 1.35,
];

test('starts have the published index in each hour, and bytes follow half an hour later', () => {
  for (const code of ['BR', 'NL']) {
    const [starts, bytes] = [indexOf(code, 'sessions'), indexOf(code, 'sizeBytes')];
    for (const [hour, index] of hourlyIndex.entries()) {
      near(at(starts, hour), index, 0.02, `${code}, starts of hour ${hour}`);
      const before = at(starts, (hour + 23) % 24);
      near(at(bytes, hour), (index + before) / 2, 0.06, `${code}, bytes of hour ${hour}`);
    }
  }
});

test('sessions are members × starts, and bytes are what drawn sessions play', () => {
  const catalogue = compileCatalogue(world, [lastDayOf(titles) * dayMs]);
  const out = createSessions(1);
  const key = createKey();
  for (const [code, metro, count] of [
    ['BR', 0, 3e6],
    ['NL', 2, 2e6],
  ] as const) {
    const own = rows.filter((row) => row.country === code);
    near(sum(own.map(({ sessions }) => sessions)) / count, startsPerMemberDay, 1e-9, 'starts');
    openCell(key, 9, metro, 9);
    const [edition] = catalogue.editions;
    if (edition === undefined) throw new Error('no edition');
    const source = { catalogue, edition, taste: at(catalogue.tasteOfMetro, metro), cellMs: 1000 };
    let bytes = 0;
    for (let k = 0; k < 40000; k++) {
      openMember(key, k);
      drawSession(source, key, out, 0);
      bytes += (at(out.bitrateBps, 0) * at(out.lengthMs, 0)) / 8000 / 40000;
    }
    const perStart = sum(own.map(({ sizeBytes }) => sizeBytes)) / count / startsPerMemberDay;
    near(perStart / bytes, 1, 0.05, `${code}, bytes of a session`);
  }
});

const rateFile = '../shared/data/demand/video-request-rate-us-metro.csv';
const withRates = existsSync(rateFile) ? test : test.skip;

withRates('starts and bytes, shifted, explain a real day of requests with R² of .93', () => {
  const text = readFileSync(rateFile, 'utf8').trim().split('\n');
  const table = text.map((row) => row.split(',').map(Number));
  const startS = at(table[0] ?? [], 0);
  // The last hour and a half of the file is broken.
  const day = table.filter((row) => at(row, 0) - startS <= 22.3 * 3600);
  const requests = day.map((row) => at(row, 1));
  const mean = sum(requests) / requests.length;
  const total = sum(requests.map((y) => (y - mean) ** 2));
  for (const what of ['sessions', 'sizeBytes'] as const) {
    const index = indexOf('NL', what);
    const fits = Array.from({ length: 96 }, (_, shift) => {
      const curve = day.map((row) => {
        // The mean of an hour stands at its half.
        const hour = (at(row, 0) / 3600 + shift / 4 + 23.5) % 24;
        const [low, part] = [Math.floor(hour), hour - Math.floor(hour)];
        return at(index, low) * (1 - part) + at(index, (low + 1) % 24) * part;
      });
      const scale = sum(requests.map((y, k) => y * at(curve, k))) / sum(curve.map((y) => y * y));
      return 1 - sum(requests.map((y, k) => (y - scale * at(curve, k)) ** 2)) / total;
    });
    assert.ok(Math.max(...fits) >= 0.93, `${what}: R² ${Math.max(...fits)}`);
  }
});

test.run();
