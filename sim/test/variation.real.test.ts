// Is the model of how throughput varies like the traces that it was fitted to, to its stated error?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { playChunks } from '../desk/chunks/play-chunks.ts';
import { lengthen, type Supply } from '../desk/chunks/supply.ts';
import { type Variation, variationOf } from '../network/variation.ts';
import { createKey, type Draws, openCell } from '../random/keyed.ts';
import { hasTraces, readTraces, tracedBy } from './support/real-traces.ts';

const stepMs = 4000;
const real = hasTraces ? readTraces(stepMs) : [];

function keyOf(k: number): Draws {
  const key = createKey();
  openCell(key, 7, k, 0);
  return key;
}

const taken = ({ next }: Variation, count: number) => Array.from({ length: count }, next);
const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** For each real trace three of the model, as long as it is, around their own mean. */
function modelled(traces: readonly number[][], first: number): number[][] {
  return traces.flatMap(({ length }, trace) =>
    [0, 1, 2].map((k) => {
      const values = taken(variationOf(keyOf(first + 3 * trace + k)), length);
      const mean = meanOf(values);
      return values.map((value) => value / mean);
    }),
  );
}

const model = real.map((traces, k) => modelled(traces, 10_000 * k));

/** Mean autocorrelation of the ln of traces after so many steps. */
function correlation(traces: readonly number[][], steps: number): number {
  const found = traces.flatMap((trace) => {
    if (trace.length <= 2 * steps) return [];
    const logs = trace.map((value) => Math.log(Math.max(0.02, value)));
    const mean = meanOf(logs);
    const variance = meanOf(logs.map((value) => (value - mean) * (value - mean)));
    if (variance < 1e-9) return [];
    const pairs = logs.slice(steps).map((value, k) => (value - mean) * ((logs[k] ?? mean) - mean));
    return [meanOf(pairs) / variance];
  });
  return meanOf(found);
}

/** Quantile of all values, each collection and each trace of it weighing the same. */
function quantile(collections: readonly number[][][], part: number): number {
  const all = collections.flatMap((traces) =>
    traces.flatMap((trace) =>
      trace.map((value) => [value, 1 / (traces.length * trace.length)] as const),
    ),
  );
  all.sort(([a], [b]) => a - b);
  let left = part * collections.length;
  for (const [value, weight] of all) {
    left -= weight;
    if (left <= 0) return value;
  }
  return Number.NaN;
}

const withTraces = (title: string, body: () => void): void => {
  if (hasTraces) test(title, body);
  else test.skip(`${title} (shared/data/throughput is absent)`, () => {});
};

test('over many sessions the mean is 1, and none is without any', () => {
  const values = Array.from({ length: 4000 }, (_, k) => taken(variationOf(keyOf(k)), 50)).flat();
  assert.ok(Math.abs(meanOf(values) - 1) < 0.02, `${meanOf(values)}`);
  assert.ok(values.every((value) => value > 0));
  assert.equal(taken(variationOf(keyOf(1)), 9), taken(variationOf(keyOf(1)), 9), 'the same again');
});

withTraces('634 traces are read, of three collections', () => {
  assert.equal(
    real.map(({ length }) => length),
    [126, 80, 428],
  );
});

withTraces('its quantiles are those of the traces within what it states', () => {
  for (const part of [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]) {
    const [found, expected] = [quantile(model, part), quantile(real, part)];
    assert.ok(Math.abs(found - expected) < 0.1, `${part}: ${found}, real ${expected}`);
  }
});

withTraces('it forgets as fast as each collection, within what it states', () => {
  for (const [k, traces] of real.entries())
    for (const steps of [1, 5, 10]) {
      const [found, expected] = [correlation(model[k] ?? [], steps), correlation(traces, steps)];
      assert.ok(Math.abs(found - expected) < 0.19, `${k}, ${steps}: ${found}, real ${expected}`);
    }
});

/** Half an hour of a ladder up to 5.8 Mbit/s on a line, or a level, of so much. */
function courseOf(bps: number): Supply {
  const course: Supply = {
    ...{ rank: 0, metro: 0, member: 0, key: 1, isLive: false, startMs: 0, lineBps: bps },
    rungsBps: [235e3, 750e3, 1750e3, 3000e3, 5800e3],
    ...{ stretches: [], connectMs: 50, goneMs: Infinity, pictureMs: 0, isWhole: true },
    endMs: 1_800_000,
  };
  lengthen(course, { fromMs: 0, untilMs: course.endMs, bps, eighths: 8 });
  return course;
}

function playedOver(bps: number, over: (key: Draws) => Variation) {
  const outcomes = Array.from({ length: 600 }, (_, k) => playChunks(courseOf(bps), over(keyOf(k))));
  const stalled = meanOf(outcomes.map(({ stalledMs }) => stalledMs));
  const seen = stalled + meanOf(outcomes.map(({ playedMs }) => playedMs));
  return { bps: meanOf(outcomes.map(({ bits }) => bits)) / 1800, stalled: stalled / seen };
}

withTraces('players of chunks see over it what they see over the traces: 6 %, .15 points', () => {
  const bySecond = readTraces(1000);
  for (const bps of [1.2e6, 3e6, 5.8e6, 7.25e6, 15e6]) {
    const found = playedOver(bps, variationOf);
    const expected = playedOver(bps, (key) => tracedBy(bySecond, 1000, key));
    const text = `${bps}: ${JSON.stringify(found)}, real ${JSON.stringify(expected)}`;
    assert.ok(Math.abs(found.bps / expected.bps - 1) < 0.06, text);
    assert.ok(Math.abs(found.stalled - expected.stalled) < 0.0015, text);
  }
});

test.run();
