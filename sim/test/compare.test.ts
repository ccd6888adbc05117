// Does a comparison judge what it can, and only that?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kpis } from '../measures/kpis.ts';
import { incomparable } from '../run/comparable.ts';
import { compareKpi, compareRuns } from '../run/compare.ts';
import type { ResultDocument, RunResult } from '../run/result.ts';

const up = { direction: 'up', unit: 'ratio' } as const;
const down = { direction: 'down', unit: 'ms' } as const;
const neither = { direction: 'neither', unit: 'ratio' } as const;
const slack = 0.01;
const of = (value: number) => ({ value });

test('a verdict goes by direction, size and pairing', () => {
  for (const [kpi, base, candidate, paired, unpaired] of [
    [up, 0.5, 0.5, 'same', 'same'],
    [up, 0.5, 0.505, 'noise', 'noise'],
    [up, 0.5, 0.6, 'better', 'unsure'],
    [up, 0.5, 0.4, 'worse', 'unsure'],
    [down, 1, 2, 'worse', 'unsure'],
    [down, 2, 1, 'better', 'unsure'],
    [neither, 0.5, 0.6, 'moved', 'unsure'],
    [neither, 0.5, 0.4, 'moved', 'unsure'],
    [neither, 0.5, 0.500001, 'noise', 'noise'],
    [neither, 0.5, 0.5, 'same', 'same'],
  ] as const) {
    const { verdict } = compareKpi(kpi, of(base), of(candidate), { slack });
    assert.is(verdict, paired, `${base} to ${candidate}`);
    const alone = compareKpi(kpi, of(base), of(candidate), { slack, isPaired: false });
    assert.is(alone.verdict, unpaired, `${base} to ${candidate}, other seeds`);
  }
});

test('without a value on a side there is no verdict, but the reason of that side', () => {
  const nothing = { value: null, reason: 'nothing was asked for' };
  const here = compareKpi(up, of(1), nothing, { slack });
  assert.equal([here.verdict, here.reason, here.base], ['no-data', nothing.reason, 1]);
  const there = compareKpi(up, nothing, of(1), { slack });
  assert.equal([there.verdict, there.reason, there.difference], ['no-data', nothing.reason, null]);
  assert.is(compareKpi(up, undefined, of(1), { slack }).verdict, 'no-data');
});

function documentOf(change: Partial<ResultDocument['simulated']> = {}): ResultDocument {
  const [from, to] = ['2026-11-20T18:00:00Z', '2026-11-20T20:00:00Z'];
  const simulated = { from, to, sessions: 9, decisions: 9, samplingFactor: 1, isPartial: false };
  return {
    ...{ fairlead: '0.1.0', scenario: 'x', seed: 1, digest: 'sha256:0' },
    provenance: { world: 'sha256:1', scenario: { to, warmup: '1h' }, core: '0.1.0', epochMs: 6e4 },
    simulated: { ...simulated, ...change },
    kpis: {},
    invariants: [{ name: 'bits', checked: 1, violated: 0 }],
    expectations: [],
    timing: { wallSeconds: 1, sessionsPerSecond: 1, peakRssBytes: 1, workers: 1 },
  };
}

test('runs over other windows, warm-ups or samples, partial and broken ones are not compared', () => {
  const base = documentOf();
  const codes = (other: ResultDocument) => incomparable(base, other).map(({ code }) => code);
  assert.equal(codes(base), []);
  assert.equal(codes(documentOf({ to: '2026-11-20T21:00:00Z' })), ['other-window']);
  assert.equal(codes(documentOf({ samplingFactor: 0.5 })), ['other-sampling']);
  const { provenance } = base;
  const warm = { ...provenance, scenario: { ...provenance.scenario, warmup: '2h' } };
  assert.equal(codes({ ...base, provenance: warm }), ['other-warmup']);
  assert.equal(codes(documentOf({ isPartial: true })), ['partial']);
  assert.equal(codes({ ...base, invariants: [{ name: 'bits', checked: 1, violated: 1 }] }), [
    'violated',
  ]);
  const [problem] = incomparable(documentOf({ isPartial: true, to: '2026-11-20T19:00:00Z' }), base);
  assert.is(problem?.path, 'base');
  assert.match(problem?.text ?? '', 'stopped at 2026-11-20T19:00:00Z, planned to 2026-11-20T20');
});

test('every KPI of the registry is in a comparison, also of runs that know none', () => {
  const series = ['networks', 'links'].map((name) => {
    return { name, columns: [{ name, values: [] }] };
  });
  const nothing: RunResult = { document: documentOf(), series };
  const { kpis: compared } = compareRuns(nothing, nothing);
  assert.equal(
    Object.keys(compared),
    kpis.map(({ name }) => name),
  );
  for (const { verdict, reason } of Object.values(compared)) {
    assert.is(verdict, 'no-data');
    assert.ok(reason);
  }
});

test.run();
