// What did the run show? Its totals as the JSON document that users rely on.
import type { World } from '@fairlead/core';
import { checks } from '../checks/checks.ts';
import { kpis } from '../measures/kpis.ts';
import { at } from '../measures/tally.ts';
import type { Totals } from '../measures/totals.ts';
import { inOrder } from '../setup/in-order.ts';
import type { Scenario } from '../setup/scenario.ts';
import { isoText } from './instant.ts';
import type { Expectation, KpiValue, Provenance, ResultDocument, RunResult } from './result.ts';
import { seriesOf } from './series.ts';
import type { Played } from './simulate.ts';

/** Who made a document, filled in by the shell: core has no version and no clock. */
export type Imprint = {
  readonly fairlead: string;
  readonly provenance: Omit<Provenance, 'epochMs'>;
  readonly timing: ResultDocument['timing'];
};

/** The result of a run; its digest is empty until the shell computes it. */
export function resultOf(world: World, played: Played, imprint: Imprint): RunResult {
  const { conductor, totals, leftKbps } = played;
  const { scenario, startMs, epochMs, epochCount } = conductor.setup;
  const values = kpiValues(totals);
  const toMs = startMs + played.epochs * epochMs;
  const isPartial = played.epochs < epochCount;
  return {
    document: {
      fairlead: imprint.fairlead,
      scenario: scenario.name,
      seed: scenario.seed,
      digest: '',
      provenance: { ...imprint.provenance, epochMs },
      simulated: {
        from: isoText(scenario.fromMs),
        to: isoText(Math.max(scenario.fromMs, toMs)),
        sessions: Number(totals.counts[at.sessions]),
        decisions: Number(totals.counts[at.decisions]),
        samplingFactor: scenario.demand.memberShare,
        isPartial,
      },
      kpis: values,
      invariants: checks
        .filter((check) => check.applies(totals))
        .map((check) => ({ name: check.name, ...check.judge({ totals, leftKbps }) })),
      expectations: expectationsOf(scenario, values, isPartial),
      timing: imprint.timing,
    },
    series: seriesOf(inOrder(world), played),
  };
}

/** Every KPI of `totals`, those without a value too. */
export function kpiValues(totals: Totals): { [name: string]: KpiValue } {
  const values: { [name: string]: KpiValue } = {};
  for (const kpi of kpis) {
    const value = kpi.value(totals);
    const { unit, noData } = kpi;
    if (Number.isFinite(value)) values[kpi.name] = { value, unit };
    else {
      const reason = Number.isNaN(value) ? noData : 'it is beyond every number';
      values[kpi.name] = { value: null, unit, reason };
    }
  }
  return values;
}

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
