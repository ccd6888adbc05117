// Do the tables that are worked out from a world say what the simulator does, and what is real?
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { linkKinds, type World } from '@fairlead/core';
import { loadPlaces, readWorld, zoneRules } from '@fairlead/scenarios';
import {
  cityPairsOf,
  createRunMemory,
  generateWorld,
  lastDayOf,
  play,
  resultOf,
  setUp,
  soloCrew,
} from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { usualEvening } from '../bench/evening-requests.ts';
import { derivedTables } from '../tables/derived-tables.ts';
import { isCommandFailure } from '../terminal/exit.ts';
import { imprint } from './support/tiny-evening.ts';
import { tinyWorld } from './support/tiny-world.ts';

const run = promisify(execFile);
const bin = resolve('cli/bin/fairlead.js');
const folder = mkdtempSync(join(tmpdir(), 'fairlead-export-'));
test.after(() => rmSync(folder, { recursive: true }));

const { places, countries } = await loadPlaces();
const spec = { size: 'small', seed: 3, countries: ['BE', 'NL'], members: 60000 } as const;
const world = generateWorld(spec, places, countries);
const at = (column: ArrayLike<number>, row: number): number => column[row] ?? Number.NaN;

/** The lines of a table of `world`, the head first. */
async function linesOf(table: string, of: World = world): Promise<string[]> {
  const derive = derivedTables.get(table);
  assert.ok(derive, `there is a table ${table}`);
  const { columns, rows } = (await derive?.(of)) ?? { columns: [], rows: [] };
  return [columns.join(','), ...Array.from(rows, (row) => row.join(','))];
}

const heads: readonly (readonly [table: string, head: string])[] = [
  ['title-hours', 'title,kind,hours'],
  ['top10', 'week,list,rank,title,hours'],
  ['country-top10', 'country,week,category,rank,title'],
  ['rtt', 'src_lat,src_lon,dst_lat,dst_lon,km,min_ms'],
  ['demand-hour', 'country,hour_local,sessions,bytes'],
  ['connect-times', 'kind,ms'],
  ['isp-users', 'country,asn,users'],
  ['ix-members', 'ix,asn'],
];

for (const [table, head] of heads)
  test(`${table} fills the columns of the contract in every row, and says it twice`, async () => {
    const lines = await linesOf(table);
    assert.is(lines[0], head);
    assert.ok(lines.length > 1, 'it has rows');
    const width = head.split(',').length;
    for (const line of lines) {
      const fields = line.split(',');
      assert.is(fields.length, width, line);
      assert.not(
        fields.some((text) => text === '' || text === 'NaN' || text === 'undefined'),
        line,
      );
    }
    assert.equal(await linesOf(table), lines);
  });

test('another process, time zone and locale write the same bytes to standard output', async () => {
  const place = join(folder, 'world');
  const words = ['--countries', 'BE,NL', '--members', '60000', '--seed', '3', '-o', place];
  await run(process.execPath, [bin, 'world', 'generate', ...words, '--quiet']);
  const read = await readWorld(place);
  assert.ok('world' in read);
  if (!('world' in read)) return;
  const env = { ...process.env, TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' };
  for (const table of ['top10', 'demand-hour', 'connect-times']) {
    const asked = [bin, 'world', 'export', place, '--table', table, '--csv'];
    const { stdout } = await run(process.execPath, asked, { env, maxBuffer: 1e8 });
    assert.is(stdout, `${(await linesOf(table, read.world)).join('\n')}\n`, table);
  }
});

test('a table that nobody knows ends with 2, all names and the nearest', async () => {
  const asked = [bin, 'world', 'export', folder, '--table', 'conect-times'];
  const ended = await run(process.execPath, asked).catch((error) => error);
  assert.is(ended.code, 2);
  assert.is(ended.stdout, '');
  for (const table of derivedTables.keys()) assert.match(ended.stderr, table);
  assert.match(ended.stderr, /did you mean "connect-times"\?/);
});

test('weeks are 26 Sundays, and each has ten titles a list where there are as many', async () => {
  for (const [table, column] of [
    ['top10', 0],
    ['country-top10', 1],
  ] as const) {
    const [, ...lines] = await linesOf(table);
    const weeks = [...new Set(lines.map((line) => line.split(',')[column] ?? ''))];
    assert.is(weeks.length, 26);
    assert.equal([...weeks].sort(), weeks);
    for (const week of weeks) assert.is(new Date(`${week}T00:00:00Z`).getUTCDay(), 0, week);
    assert.ok(lines.length > 26 * 30 && lines.length <= 26 * 40, `${table}: ${lines.length} rows`);
  }
});

test('in a world where nothing can be watched the tables of demand say so', async () => {
  const tiny = tinyWorld({ sites: [], members: 1000 });
  const weight = new Float64Array(tiny.titles.count);
  const empty = { ...tiny, titles: { ...tiny.titles, weight } };
  for (const table of ['title-hours', 'top10', 'country-top10', 'demand-hour', 'connect-times'])
    try {
      await linesOf(table, empty);
      assert.unreachable(table);
    } catch (error) {
      assert.ok(isCommandFailure(error) && error.exitCode === 2, `${table}: ${error}`);
    }
});

/** Share `q` of the numbers. */
const quantileOf = (numbers: readonly number[], q: number): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return at(sorted, Math.floor(q * (sorted.length - 1)));
};

/** The largest 300 cities of the gazetteer, with members and with a site. */
function citiesWorld(): World {
  const cities = [...places].sort((a, b) => b.population - a.population).slice(0, 300);
  const id = cities.map(({ name, country }, row) => `${name}-${country}-${row}`);
  const column = {
    count: cities.length,
    id,
    country: cities.map(({ country }) => country),
    city: id,
    lat: Float64Array.from(cities, ({ lat }) => lat),
    lon: Float64Array.from(cities, ({ lon }) => lon),
    members: Float64Array.from(cities, ({ population }) => population),
  };
  return { metros: column, sites: column } as unknown as World;
}

const pairsFile = '../shared/data/rtt/city-pairs.tsv.gz';
const withPairs = existsSync(pairsFile) ? test : test.skip;

withPairs(
  'round trips between large cities are spread as measured ones, bin by bin from 200 km on',
  () => {
    const [, ...lines] = gunzipSync(readFileSync(pairsFile)).toString().trim().split('\n');
    const real = lines
      .map((line) => line.split('\t').map(Number))
      .map((row) => ({ km: at(row, 2), ms: at(row, 4) }))
      .filter(({ km, ms }) => ms >= (0.97 * km) / 100); // others beat light in fibre
    const model = Array.from(cityPairsOf(citiesWorld()), (pair) => ({
      km: pair.distanceKm,
      ms: pair.minMs,
    }));
    assert.is(model.length, 200 * 300);
    for (const { km, ms } of model) assert.ok(ms >= km / 100, `${km} km in ${ms} ms`);
    const edges = [200, 500, 1000, 2000, 4000, 8000, 12000, 20100];
    for (const [bin, toKm] of edges.slice(1).entries()) {
      const fromKm = at(edges, bin);
      const of = (pairs: typeof model) =>
        pairs.filter(({ km }) => km >= fromKm && km < toKm).map(({ ms }) => ms);
      for (const q of [0.1, 0.5, 0.9]) {
        const ratio = quantileOf(of(model), q) / quantileOf(of(real), q);
        const within = q === 0.5 ? 0.1 : 0.2;
        assert.ok(Math.abs(ratio - 1) <= within, `${fromKm}-${toKm} km, q ${q}: ${ratio}`);
      }
    }
  },
);

test('connect times are the round trips that a simulated evening measures', async () => {
  const [, ...lines] = await linesOf('connect-times');
  const rows = lines.map((line) => line.split(','));
  for (const [kind] of rows) assert.ok(linkKinds.some((one) => one === kind));
  const fromMs = lastDayOf(world.titles) * 86400000;
  const calm = { from: 9, full: 10 };
  const plain = { name: 'calm', seed: 5, instances: 1, fromMs, toMs: fromMs + 45 * 60000 };
  const { policy } = usualEvening(plain);
  const scenario = usualEvening({
    ...plain,
    policy: { ...policy, applianceShed: calm, linkShed: calm },
  });
  const zones = zoneRules([...new Set(world.metros.timezone)], fromMs, scenario.toMs);
  const setup = setUp(world, scenario, zones.rules);
  const memory = createRunMemory(setup);
  const played = await play(setup, memory, soloCrew(setup, memory));
  const { kpis } = resultOf(world, played, imprint).document;
  const times = rows.map((row) => Number(row[1]));
  for (const [name, q] of [
    ['steer.rtt.starts.p50', 0.5],
    ['steer.rtt.starts.p95', 0.95],
  ] as const) {
    const ratio = quantileOf(times, q) / (kpis[name]?.value ?? 0);
    assert.ok(Math.abs(ratio - 1) <= 0.03, `${name}: ${ratio}`);
  }
  for (const kind of linkKinds) {
    const share = rows.filter((row) => row[0] === kind).length / rows.length;
    const carried = kpis[`traffic.${kind}.share`]?.value ?? 0;
    assert.ok(Math.abs(share - carried) <= 0.02, `${kind}: ${share} of starts, ${carried} of bits`);
  }
});

test.run();
