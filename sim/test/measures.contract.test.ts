// Does every KPI in the registry keep the contract, also in a run in which nothing happened?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addValue } from '../measures/histogram.ts';
import { kpiNames, kpis } from '../measures/kpis.ts';
import { at, labelCount } from '../measures/tally.ts';
import { allBits, createTotals, type Totals } from '../measures/totals.ts';
import { createStream, nextUnit, openStream } from '../random/stream.ts';
import { kpiValues } from '../run/document.ts';

const units = ['ratio', 'B', 'ms', 'bps', 'km', 'count'];
const counts = { appliances: 4, links: 3, sites: 2, networkNumbers: 16, weight: 1 };
const none = { appliances: 0, links: 0, sites: 0, networkNumbers: 0, weight: 1 };

/** Totals of nothing at all. */
const empty = (): Totals => createTotals(counts, Uint8Array.of(1, 0));

/** Totals that a run could have: the parts of a whole are no more than it. */
function drawn(seed: number): Totals {
  const totals = createTotals({ ...counts, weight: 1 + (seed % 3) }, Uint8Array.of(1, 0));
  const stream = createStream();
  openStream(stream, seed, 0, 0, 0);
  const below = (most: number) => Math.floor(nextUnit(stream) * most);
  const some = () => BigInt(below(1e12));
  for (let kind = 0; kind < 4; kind++) totals.kindBits[kind] = some();
  totals.unservedBits = some();
  totals.refusedBits = some();
  totals.lostBits = some();
  const most = Number(allBits(totals)) / (labelCount + 1);
  for (let label = 0; label < labelCount; label++) totals.missedBits[label] = BigInt(below(most));
  for (const [whole, parts] of [
    [at.sessions, [at.failovers, at.refused, at.lost]],
    [at.playMs, [at.rebufferMs]],
    [at.segmentBits, [at.segmentServedBits]],
  ] as const) {
    const all = below(1e9);
    totals.counts[whole] = BigInt(all);
    for (const part of parts) totals.counts[part] = BigInt(below(all / parts.length));
  }
  totals.counts[at.deliveredBits] = some();
  totals.flips = below(1000);
  for (const peak of [totals.appliancePeak, totals.linkPeak])
    for (let row = 0; row < peak.length; row++) peak[row] = nextUnit(stream);
  for (let row = 0; row < totals.network.length; row++) totals.network[row] = below(1e12);
  for (const histogram of [totals.startDelayMs, totals.rttMs, totals.distanceKm])
    for (let k = 0; k < 50; k++) addValue(histogram, below(5000), 1);
  return totals;
}

/** All that is counted; `bits` of a histogram is scratch. */
const textOf = (totals: Totals): string =>
  JSON.stringify(totals, (key, value) =>
    key === 'bits' ? 0 : typeof value === 'bigint' ? String(value) : value,
  );

const runs = Array.from({ length: 50 }, (_, seed) => drawn(seed));

test('names and places are of one KPI each', () => {
  assert.is(new Set(kpiNames).size, kpis.length, 'names');
  assert.is(new Set(kpis.map(({ place }) => place)).size, kpis.length, 'places');
  assert.equal(
    kpis.map(({ place }) => place),
    kpis.map(({ place }) => place).sort((a, b) => a - b),
  );
});

for (const { name, unit, direction, tolerance, value, noData } of kpis) {
  test(`${name} has a dotted name, a unit, a direction and a tolerance above 0`, () => {
    assert.match(name, /^[a-z]+(\.[a-z0-9]+)+$/);
    assert.ok(units.includes(unit), unit);
    assert.ok(['up', 'down', 'neither'].includes(direction), direction);
    assert.ok(('relative' in tolerance ? tolerance.relative : tolerance.absolute) > 0);
  });

  test(`${name} is finite, not negative and the same twice, and a ratio is 1 at most`, () => {
    for (const totals of runs) {
      const its = value(totals);
      assert.ok(Number.isFinite(its), `${its}`);
      assert.is(value(totals), its);
      assert.ok(its >= 0 && (unit !== 'ratio' || its <= 1), `${its}`);
    }
  });

  test(`${name} of a run in which nothing happened is 0 or no data`, () => {
    const its = value(empty());
    assert.ok(its === 0 || Number.isNaN(its), `${its}`);
  });

  test(`${name} is never left out: where it has no value it says why`, () => {
    assert.match(noData, /^(the world has no|nothing|nobody|no) [a-z ]+[a-z]$/);
    for (const totals of [empty(), createTotals(none, new Uint8Array(0))]) {
      const its = value(totals);
      const expected = Number.isNaN(its)
        ? { value: null, unit, reason: noData }
        : { value: its, unit };
      assert.equal(kpiValues(totals)[name], expected);
    }
  });

  test(`${name} leaves the totals as they were`, () => {
    const totals = drawn(3);
    const before = textOf(totals);
    value(totals);
    assert.is(textOf(totals), before);
  });
}

test.run();
