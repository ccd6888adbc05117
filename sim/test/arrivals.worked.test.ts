// Who starts in a minute, and whom does a small change of the world move?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cellMs, cellOf, forEachArrival } from '../demand/arrivals.ts';
import { chooseByWeight, weightClasses } from '../demand/weight-classes.ts';
import { createKey, drawAt, openCell, openMember } from '../random/keyed.ts';
import { createStream, next32, nextUnit, openStream } from '../random/stream.ts';

const zone = { fromMs: Float64Array.of(0), offsetMs: Float64Array.of(0) };
const cell = cellOf(Date.UTC(2026, 10, 20, 12));

/** A number of each session that `members` start in a minute, of a share of them. */
function startsOf(members: number, memberShare = 1, at = cell): number[] {
  const key = createKey();
  const starts: number[] = [];
  const rule = { seed: 1, startsPerMemberDay: 2.4, memberShare };
  forEachArrival(rule, { hash: 77, members, zone }, { cell: at, key }, () => {
    starts.push(drawAt(key, 1));
  });
  return starts;
}

test('more members add sessions and change none', () => {
  let before: number[] = [];
  for (const members of [100, 1000, 10_000, 20_000, 24_000, 100_000, 1_000_000]) {
    const now = startsOf(members);
    assert.equal(now.slice(0, before.length), before, `${members} members`);
    before = now;
  }
  assert.ok(before.length > 1000);
});

test('a sample is a part of the sessions of the whole, as large as it says, even in time', () => {
  const whole = new Set(startsOf(1_000_000));
  for (const share of [0.5, 0.1, 0.02]) {
    const some = startsOf(1_000_000, share);
    assert.ok(some.every((one) => whole.has(one)));
    assert.ok(Math.abs(some.length - whole.size * share) <= 1, `${some.length} of ${whole.size}`);
  }
});

test('over many minutes as many start as members × starts × the curve say', () => {
  let starts = 0;
  for (let minute = 0; minute < 1440; minute++) starts += startsOf(5000, 1, cell + minute).length;
  const expected = 5000 * 2.4 * (0.5 * 1.03 + 0.5 * 1.06);
  assert.ok(Math.abs(starts / expected - 1) < 0.05, `${starts}, expected ${expected}`);
  assert.is(cellMs, 60_000);
});

const titles = 16_384;

/** Weights by the published rank law, and hashes. */
function catalogue() {
  const stream = openStream(createStream(), 5, 1, 1);
  const hash = Uint32Array.from({ length: titles }, () => next32(stream));
  const weights = Float64Array.from({ length: titles }, (_, row) =>
    Math.exp(-0.5465 * Math.log(row + 3.91) - (row + 1) / (0.2243 * titles)),
  );
  return { hash, weights };
}

test('rows are chosen by their weights', () => {
  const { hash, weights } = catalogue();
  const classes = weightClasses(weights, hash);
  const counts = new Float64Array(titles);
  const key = createKey();
  openCell(key, 1, 2, 3);
  const draws = 400_000;
  for (let k = 0; k < draws; k++) {
    openMember(key, k);
    const row = chooseByWeight(classes, key, 16);
    counts[row] = (counts[row] ?? 0) + 1;
  }
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let excess = 0;
  for (let block = 0; block < 64; block++) {
    const part = (column: Float64Array) =>
      column.subarray(block * 256, (block + 1) * 256).reduce((sum, of) => sum + of, 0);
    const expected = (part(weights) / all) * draws;
    excess += (part(counts) - expected) ** 2 / expected;
  }
  // Chi-square of 63 degrees of freedom: mean 63, standard deviation 11.2.
  assert.ok(excess < 63 + 4.5 * 11.2, `${excess}`);
});

test('of 200 titles that change by ε, each moves at most 6 ε of the choices on average', () => {
  const { hash, weights } = catalogue();
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const before = weightClasses(weights, hash);
  const stream = openStream(createStream(), 6, 1, 1);
  const key = createKey();
  openCell(key, 1, 2, 3);
  const draws = 20_000;
  const chosen = Uint32Array.from({ length: draws }, (_, k) => {
    openMember(key, k);
    return chooseByWeight(before, key, 16);
  });
  let moved = 0;
  let epsilons = 0;
  for (let change = 0; change < 200; change++) {
    const row = next32(stream) % titles;
    const after = weights.slice();
    const factor = Math.exp(4 * (nextUnit(stream) - 0.5));
    after[row] = (weights[row] ?? 0) * factor;
    epsilons += Math.abs((after[row] ?? 0) - (weights[row] ?? 0)) / all;
    const classes = weightClasses(after, hash);
    for (let k = 0; k < draws; k++) {
      openMember(key, k);
      if (chooseByWeight(classes, key, 16) !== chosen[k]) moved += 1 / draws;
    }
  }
  assert.ok(moved <= 6 * epsilons, `${(moved / epsilons).toFixed(2)} ε`);
  assert.ok(moved > 0.5 * epsilons, 'what changes moves somebody');
});

test.run();
