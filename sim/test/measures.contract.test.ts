// Does every KPI in the registry keep the contract, also in a run in which nothing happened?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Kpi } from '../measures/kpi.ts';
import { kpiNames, kpis } from '../measures/kpis.ts';
import { later } from '../measures/later.ts';
import type { SessionSlice, Tables } from '../measures/window.ts';
import { kpiValues } from '../run/document.ts';
import { drawn, noSessions, noTables } from './support/window.ts';

const units = ['ratio', 'B', 'ms', 'bps', 'km', 'count', 'B/day', 'currency/day'];

const readOf = (kpi: Kpi, slice: SessionSlice, tables: Tables): number =>
  kpi.ofSessions ? kpi.ofSessions(slice) : kpi.ofTables(tables);

/** All of it, as text. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each));

const runs = Array.from({ length: 50 }, (_, seed) => drawn(seed));
const nothing = { all: noSessions(), without: [], networks: [], countries: [], tables: noTables() };

test('names and places are of one KPI each', () => {
  assert.is(new Set(kpiNames).size, kpis.length, 'names');
  assert.is(new Set(kpis.map(({ place }) => place)).size, kpis.length, 'places');
});

for (const kpi of kpis) {
  const { name, unit, direction, tolerance, noData } = kpi;
  test(`${name} has a dotted name, a unit, a direction and a tolerance above 0`, () => {
    assert.match(name, /^[a-z]+(\.[a-zA-Z0-9]+)+$/);
    assert.ok(units.includes(unit), unit);
    assert.ok(['up', 'down', 'neither'].includes(direction), direction);
    assert.ok(('relative' in tolerance ? tolerance.relative : tolerance.absolute) > 0);
  });

  test(`${name} is not negative and the same twice, and a share is 1 at most`, () => {
    for (const { slice, tables } of runs) {
      const its = readOf(kpi, slice, tables);
      if (later.includes(kpi)) assert.ok(Number.isNaN(its));
      else assert.ok(Number.isFinite(its) && its >= 0, `${its}`);
      assert.equal(readOf(kpi, slice, tables), its);
      if (name.endsWith('.share') && !Number.isNaN(its)) assert.ok(its <= 1, `${its}`);
    }
  });

  test(`${name} of a run in which nothing happened is no data, with the reason`, () => {
    assert.ok(Number.isNaN(readOf(kpi, nothing.all, nothing.tables)));
    assert.match(noData, /^(the (world|scenario)|a run|nothing|nobody|no) [a-z :]+[a-z]$/);
    assert.equal(kpiValues(nothing, 1, 180_000)[name], { value: null, unit, reason: noData });
  });

  test(`${name} leaves what it reads as it was`, () => {
    const { slice, tables } = drawn(3);
    const before = textOf([slice, tables]);
    readOf(kpi, slice, tables);
    assert.is(textOf([slice, tables]), before);
  });
}

test.run();
