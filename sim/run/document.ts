// What did the run show? Its totals as the JSON document that users rely on.
import type { World } from '@fairlead/core';
import { checks } from '../checks/checks.ts';
import type { Conductor } from '../loops/conductor.ts';
import { isAmount, type Kpi } from '../measures/kpi.ts';
import { kpis } from '../measures/kpis.ts';
import { roundAt } from '../measures/ledger.ts';
import { inOrder } from '../setup/in-order.ts';
import type { Scenario } from '../setup/scenario.ts';
import { patienceOf } from '../setup/setup.ts';
import { isoText } from './instant.ts';
import { reachOf } from './interval.ts';
import { readWindow, type Window } from './read-window.ts';
import type { Expectation, KpiValue, Provenance, ResultDocument, RunResult } from './result.ts';
import type { Played } from './simulate.ts';
import { seriesOf } from './tables/series.ts';

/** Who made a document, filled in by the shell: core has no version and no clock. */
export type Imprint = {
  readonly fairlead: string;
  readonly provenance: Omit<Provenance, 'epochMs'>;
  readonly timing: ResultDocument['timing'];
};

/** The result of a run; its digest is empty until the shell computes it. */
export function resultOf(world: World, played: Played, imprint: Imprint): RunResult {
  const { conductor, left } = played;
  const { scenario, timeline } = conductor.setup;
  const window = readWindow(conductor);
  const isPartial = played.toMs < timeline.toMs;
  const values = kpiValues(window, scenario.demand.memberShare, patienceOf(scenario));
  const toMs = Math.min(Math.max(played.toMs, timeline.fromMs), timeline.toMs);
  return {
    document: {
      fairlead: imprint.fairlead,
      scenario: scenario.name,
      seed: scenario.seed,
      digest: '',
      provenance: { ...imprint.provenance, epochMs: timeline.epochMs },
      simulated: {
        from: isoText(scenario.fromMs),
        to: isoText(timeline.startMs + toMs),
        sessions: Number(window.all.times.starts),
        decisions: decisionsOf(conductor),
        samplingFactor: scenario.demand.memberShare,
        isPartial,
      },
      kpis: values,
      invariants: checks
        .filter((check) => check.applies(conductor))
        .map((check) => ({ name: check.name, ...check.judge({ conductor, left }) })),
      expectations: expectationsOf(scenario, values, isPartial),
      timing: imprint.timing,
    },
    series: seriesOf(inOrder(world), played, window),
  };
}

function decisionsOf({ outputs }: Conductor): number {
  return outputs.reduce((sum, { ledger }) => sum + ledger.counts[roundAt.decisions], 0);
}

/**
 * Every KPI, those without a value too. `share` of the sessions were played, whose players waited
 * for `patienceMs` at most.
 */
export function kpiValues(
  window: Window,
  share: number,
  patienceMs: number,
): { [name: string]: KpiValue } {
  const values: { [name: string]: KpiValue } = {};
  for (const kpi of kpis) {
    const value = kpi.ofSessions ? kpi.ofSessions(window.all) : kpi.ofTables(window.tables);
    const isMore = value === Infinity && kpi.ofSessions !== undefined;
    values[kpi.name] = isMore
      ? { value: patienceMs, unit: kpi.unit, atLeast: true }
      : said(kpi, value, window, share);
  }
  return values;
}

function said(kpi: Kpi, value: number, window: Window, share: number): KpiValue {
  const { unit, noData } = kpi;
  if (Number.isNaN(value)) return { value: null, unit, reason: noData };
  if (kpi.isNoise?.(window.tables)) return { value: null, unit, reason: tooFew };
  if (kpi.ofTables !== undefined) {
    const of = kpi.elements?.(window.tables);
    const scaled = isAmount(kpi) ? value / share : value;
    return { value: scaled, unit, ...(of === undefined ? {} : { of }) };
  }
  const scale = isAmount(kpi) ? 1 / share : 1;
  const [below, above] = reachOf(kpi, value, window, share);
  const own = value * scale;
  if (!Number.isFinite(below + above)) return { value: own, unit };
  return { value: own, unit, low: own - scale * below, high: own + scale * above };
}

/** Why a sample does not say how full appliances and links were, or in which hour most came. */
const tooFew = 'in a sample a few sessions are most of what one appliance, link or network asks';

function expectationsOf(
  scenario: Scenario,
  values: { readonly [name: string]: KpiValue },
  isPartial: boolean,
): Expectation[] {
  return scenario.expect.map(({ kpi, op, bound }) => {
    const value = values[kpi]?.value ?? null;
    const ok = value !== null && holds(value, op, bound);
    return { kpi, op, bound, value, ok: isPartial ? null : ok };
  });
}

function holds(value: number, op: Expectation['op'], bound: number): boolean {
  if (op === '<') return value < bound;
  if (op === '<=') return value <= bound;
  if (op === '>') return value > bound;
  if (op === '>=') return value >= bound;
  return value === bound;
}
