// Do the series of a run agree with each other, and with what the run says in all?
import type { RunResult, Series } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  column,
  crowded,
  embedded,
  exchange,
  fromMs,
  loss,
  runOf,
  scenarioOf,
} from './support/tiny-evening.ts';
import { tinyWorld } from './support/tiny-world.ts';

/** A site is lost, and what is left is too little: levels bind. */
const tight = { ...exchange, appliances: 1, capacityBps: 8e9 };
const world = tinyWorld({ ...crowded, sites: [embedded, tight] });
const evening = await runOf(world, scenarioOf({ events: [loss] }));

type Row = { readonly [column: string]: number | string };

function rowsOf(result: RunResult, name: string): readonly Row[] {
  const columns = result.series.find((one) => one.name === name)?.columns ?? [];
  return Array.from({ length: columns[0]?.values.length ?? 0 }, (_, row) =>
    Object.fromEntries(columns.map((one) => [one.name, one.values[row] ?? ''])),
  );
}

const sumOf = (rows: readonly Row[], ...names: readonly string[]): number =>
  rows.reduce((all, row) => all + names.reduce((sum, name) => sum + Number(row[name]), 0), 0);
const bins = rowsOf(evening, 'bins');
const ofKind = (kind: string) => bins.filter((row) => row.kind === kind);
const binS = 300;

/** Equal but for bit/s that were rounded to whole ones in each row. */
function near(found: number, expected: number, rows: number, what: string): void {
  const most = (rows * binS) / 8 + 1e-9 * expected;
  assert.ok(Math.abs(found - expected) <= most, `${what}: ${found}, expected ${expected}`);
}

test('bins by country, by network and by link carry what the totals say was delivered', () => {
  const { kpis } = evening.document;
  const [delivered, asked] = ['traffic.bytes', 'traffic.asked.bytes'].map(
    (name) => kpis[name]?.value ?? 0,
  ) as [number, number];
  assert.ok(delivered > 0 && delivered < asked, 'something is short');
  for (const kind of ['country', 'network', 'link', 'site']) {
    const rows = ofKind(kind);
    assert.ok(rows.length > 0, kind);
    near((sumOf(rows, 'carried_bps') * binS) / 8, delivered, rows.length, `${kind} carried`);
    if (kind === 'country' || kind === 'network')
      near((sumOf(rows, 'asked_bps') * binS) / 8, asked, rows.length, `${kind} asked`);
  }
});

test('what a country or network lost in its bins is what it lost in all', () => {
  for (const [kind, table, key] of [
    ['country', 'countries', 'country'],
    ['network', 'networks', 'asn'],
  ] as const)
    for (const row of rowsOf(evening, table)) {
      const own = ofKind(kind).filter(({ id }) => id === String(row[key]));
      const lost = ((sumOf(own, 'asked_bps') - sumOf(own, 'carried_bps')) * binS) / 8;
      near(lost, Number(row.unserved_bytes), 2 * own.length, `${kind} ${row[key]}`);
    }
});

test('a link and a site carried in their bins what their tables say', () => {
  const kinds = ['embedded', 'pni', 'ix', 'transit'].map((kind) => `${kind}_bytes`);
  for (const [kind, table, names] of [
    ['link', 'links', ['bytes']],
    ['site', 'sites', kinds],
  ] as const)
    for (const row of rowsOf(evening, table)) {
      const own = ofKind(kind).filter(({ id }) => id === row[kind]);
      const carried = (sumOf(own, 'carried_bps') * binS) / 8;
      near(carried, sumOf([row], ...names), own.length, `${kind} ${row[kind]}`);
      const peak = own.reduce((most, { carried_bps: bps }) => Math.max(most, Number(bps)), 0);
      const share = peak / Number(row.capacity_bps);
      assert.ok(
        Math.abs(share - Number(row.peak_carried_share)) < 1e-5,
        `${kind} ${row[kind]} peak`,
      );
    }
});

test('bins stand in order of time, kind and id, and none is of nothing', () => {
  const keys = bins.map(({ start_ms: ms, kind, id }) => `${ms} ${kind} ${id}`);
  assert.equal(keys, [...keys].sort());
  assert.is(new Set(keys).size, keys.length);
  assert.ok(bins.every((row) => Number(row.asked_bps) > 0 || Number(row.carried_bps) > 0));
  const starts = [...new Set(bins.map((row) => Number(row.start_ms)))];
  assert.equal(
    starts,
    Array.from(starts, (_, bin) => fromMs + bin * binS * 1000),
  );
});

test('causes sum to what was asked, and their member hours to what members wanted', () => {
  const causes = rowsOf(evening, 'causes');
  const asked = evening.document.kpis['traffic.asked.bytes']?.value ?? 0;
  assert.ok(Math.abs(sumOf(causes, 'bytes') / asked - 1) < 1e-9);
  const wantedMs = sumOf(rowsOf(evening, 'countries'), 'wanted_ms');
  assert.ok(wantedMs > 0);
  assert.ok(Math.abs((sumOf(causes, 'member_hours') * 3.6e6) / wantedMs - 1) < 1e-9);
  const lost = causes.filter(({ cause }) => cause === 'loss');
  assert.ok(sumOf(lost, 'member_hours') > 0, 'the lost site is a cause');
});

test('pictures of five minutes are those of the window, and take longer where something is short', () => {
  const starts = rowsOf(evening, 'starts');
  const { sessions } = evening.document.simulated;
  const pictures = sumOf(starts, 'pictures');
  assert.ok(pictures <= sessions * 1.01 && pictures > sessions / 2, `${pictures} of ${sessions}`);
  assert.ok(starts.every((row) => Number(row.delay_p50_ms) <= Number(row.delay_p95_ms)));
});

test('rows that are taken while a run goes on are those that it leaves otherwise', async () => {
  const taken: Series[] = [];
  const result = await runOf(world, scenarioOf({ events: [loss] }), 1, (series) => {
    taken.push(...series);
  });
  assert.ok(taken.length > 100, 'as often as an epoch ends');
  for (const { name, columns } of evening.series) {
    const pieces = [...taken, ...result.series].filter((one) => one.name === name);
    columns.forEach((column, k) => {
      const joined = pieces.flatMap((piece) => Array.from<unknown>(piece.columns[k]?.values ?? []));
      assert.equal(joined, Array.from<unknown>(column.values), `${name}.${column.name}`);
    });
  }
});

test('the spread of a KPI is that which its interval was told by', () => {
  const spread = rowsOf(evening, 'spread');
  let plain = 0;
  for (const [name, kpi] of Object.entries(evening.document.kpis)) {
    if (kpi.value === null || kpi.low === undefined || kpi.high === undefined) continue;
    const values = spread.filter((row) => row.kpi === name).map((row) => Number(row.value));
    assert.is(values.length, 32, name);
    const mean = values.reduce((sum, value) => sum + value, 0) / 32;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const half = 2.04 * Math.sqrt((31 / 32) * squares);
    const reach = (kpi.high - kpi.low) / 2;
    if (kpi.unit === 'B' || kpi.unit === 'bps') {
      assert.ok(Math.abs(reach - half) <= 1e-9 * Math.abs(kpi.value), name);
      plain++;
    } else if (kpi.unit === 'ratio' && kpi.low > 0 && kpi.high < 1)
      assert.ok(half <= reach * (1 + 1e-9), `${name}: a score is no narrower`);
  }
  assert.ok(plain >= 3);
  assert.is(column(evening, 'spread', 'group').length, spread.length);
});

test.run();
