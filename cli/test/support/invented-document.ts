// What does an invented run say of itself: its document, its scenario, and beside another run?
import type { Comparison, RunResult } from '@fairlead/sim';

type Told = { fromMs: number; seed: number; harm: number; lastMs: number; sessions: number };

export function inventDocument({
  fromMs,
  seed,
  harm,
  lastMs,
  sessions,
}: Told): RunResult['document'] {
  const hex = (seed * 2654435761 + Math.round(harm * 1e6)).toString(16).padStart(16, '0');
  return {
    fairlead: '0.1.0',
    scenario: 'evening-site-lost',
    seed,
    digest: `sha256:${hex.repeat(4)}`,
    provenance: inventProvenance(hex, seed, lastMs),
    simulated: {
      from: new Date(fromMs).toISOString(),
      to: new Date(lastMs).toISOString(),
      sessions,
      decisions: Math.round(sessions * 1.31),
      samplingFactor: 1,
      isPartial: false,
    },
    kpis: inventKpis(harm),
    invariants: [
      { name: 'link-within-capacity', checked: 11_520, violated: 0 },
      { name: 'bytes-conserved', checked: 96, violated: 0 },
      { name: 'drained-serves-nothing', checked: 4_210, violated: 0 },
    ],
    expectations: [
      { kpi: 'offload.share', op: '>=', bound: 0.9, value: 0.934 - 0.01 * harm, ok: true },
      { kpi: 'traffic.unserved.share', op: '<=', bound: 0.001, value: 0.0017 * harm, ok: false },
      { kpi: 'qoe.start.p95', op: '<=', bound: 1500, value: 1240 + 90 * harm, ok: true },
      { kpi: 'link.peak.asked.p95', op: '<', bound: 0.9, value: 0.86, ok: true },
    ],
    timing: { wallSeconds: 31.2, sessionsPerSecond: 88_000, peakRssBytes: 7e8, workers: 2 },
  };
}

function inventProvenance(hex: string, seed: number, lastMs: number) {
  const scenario = { title: 'An evening', to: new Date(lastMs).toISOString(), seed };
  const world = `sha256:${hex.repeat(4)}`;
  return { world, scenario, core: '0.1.0', epochMs: 60_000 };
}

function inventKpis(harm: number): RunResult['document']['kpis'] {
  const list = [
    ['traffic.asked.bytes', 9.34e15, 'B'],
    ['traffic.bytes', 9.32e15, 'B'],
    ['traffic.embedded.share', 0.874 - 0.012 * harm, 'ratio'],
    ['traffic.pni.share', 0.071, 'ratio'],
    ['traffic.ix.share', 0.034 + 0.006 * harm, 'ratio'],
    ['traffic.transit.share', 0.0193 + 0.004 * harm, 'ratio'],
    ['traffic.unserved.share', 0.0017 * harm, 'ratio'],
    ['offload.share', 0.934 - 0.01 * harm, 'ratio'],
    ['miss.content.share', 0.0301, 'ratio'],
    ['miss.health.share', 0.0098 * harm, 'ratio'],
    ['cache.efficiency', 0.962, 'ratio'],
    ['link.peak.asked.max', 1, 'ratio'],
    ['link.peak.asked.p95', 0.86, 'ratio'],
    ['appliance.peak.asked.p99', 0.92, 'ratio'],
    ['control.flips', 3011, 'count'],
    ['qoe.start.p50', 612, 'ms'],
    ['qoe.start.p95', 1240 + 90 * harm, 'ms'],
    ['qoe.bitrate.mean', 6.72e6, 'bps'],
    ['qoe.rebuffer.ratio', 0.00121 * harm, 'ratio'],
    ['qoe.failover.share', 0.0066 * harm, 'ratio'],
    ['qoe.error.share', 0.0004 * harm, 'ratio'],
    ['steer.distance.starts.p50', 14, 'km'],
    ['steer.distance.starts.p95', 311, 'km'],
    ['steer.rtt.starts.p50', 4.1, 'ms'],
    ['steer.rtt.starts.p95', 18.7, 'ms'],
    ['cost.perDay', 18_200, 'EUR'],
  ] as const;
  return Object.fromEntries(list.map(([name, value, unit]) => [name, { value, unit }]));
}

/** What a comparison of two invented runs could say. */
export function inventComparison(base: RunResult, candidate: RunResult): Comparison {
  const kpis: { [name: string]: Comparison['kpis'][string] } = {};
  for (const [name, { value, unit }] of Object.entries(base.document.kpis)) {
    if (value === null) continue;
    const other = candidate.document.kpis[name]?.value ?? Number.NaN;
    const difference = other - value;
    const verdict = difference === 0 ? 'same' : name === 'offload.share' ? 'better' : 'worse';
    const reach = Math.abs(difference) * 0.4;
    kpis[name] = {
      ...{ base: value, candidate: other, difference, unit, verdict },
      ...{ low: difference - reach, high: difference + reach },
    };
  }
  const nothing = { base: null, candidate: null, difference: null, low: null, high: null };
  kpis['fill.bytes'] = { ...nothing, unit: 'B', verdict: 'no-data', reason: 'nothing is filled' };
  const sites = base.series.find(({ name }) => name === 'sites')?.columns[0]?.values ?? [];
  const by = Array.from(sites, String).flatMap((id, row) => [
    ...(['traffic.unserved.share', 'offload.share'] as const).map((kpi, place) => ({
      ...{ kpi, dimension: 'site' as const, id },
      difference: (((row * 7919) % 31) - 12 + place) / 40_000,
    })),
    {
      ...{ kpi: 'traffic.unserved.share', dimension: 'network' as const },
      ...{ id: String(64_500 + row), difference: (((row * 104729) % 29) - 9) / 60_000 },
    },
  ]);
  return {
    ...{ base: base.document.digest, candidate: candidate.document.digest },
    differs: [{ what: 'seed', base: base.document.seed, candidate: candidate.document.seed }],
    ...{ kpis, by },
  };
}
