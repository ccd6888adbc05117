// What is different between two runs, is it better or worse, and where did it move?
import { compareUtf8, linkKinds } from '@fairlead/core';
import { causes } from '../measures/account.ts';
import type { Kpi } from '../measures/kpi.ts';
import { kpis } from '../measures/kpis.ts';
import type { Differing } from './comparable.ts';
import { columnNamed, type RunResult, seriesNamed } from './result.ts';

/**
 * `same`: exactly; `noise`: no more than chance moves it; `moved`: it has no direction;
 * `unsure`: other seeds, so the difference may be chance; `no-data`: a side has no value.
 */
export type Verdict = 'same' | 'noise' | 'better' | 'worse' | 'moved' | 'unsure' | 'no-data';

/** One KPI of two runs. `low` and `high` bound the difference; runs are exact, so all are equal. */
export type KpiDifference = {
  readonly base: number | null;
  readonly candidate: number | null;
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string;
  readonly verdict: Verdict;
  /** Of `no-data`: why. */
  readonly reason?: string;
};

/** What one site or network contributes to the difference of a KPI; contributions add up to it. */
export type Contribution = {
  readonly kpi: string;
  readonly dimension: 'site' | 'network';
  readonly id: string;
  readonly difference: number;
};

export type Comparison = {
  /** Digests. */
  readonly base: string;
  readonly candidate: string;
  /** What the two runs were asked, as far as it differs. */
  readonly differs: readonly Differing[];
  readonly kpis: { readonly [name: string]: KpiDifference };
  readonly by: readonly Contribution[];
};

/** Shares are quotients of doubles: what differs by less is the same. */
const rounding = 1e-12;
/**
 * Runs with one seed share their random numbers: from seed to seed their differences spread an
 * eighth as far as those of runs with two.
 */
const pairedNoise = 1 / 8;
/** Most rows of `by` for one KPI and dimension: those that moved furthest. */
const rowsMax = 20;

/** What a change may be without saying anything, in the KPI's unit. */
export function toleranceOf({ tolerance }: Pick<Kpi, 'tolerance'>, base: number): number {
  return 'absolute' in tolerance ? tolerance.absolute : tolerance.relative * Math.abs(base);
}

type Valued = { readonly value: number | null; readonly reason?: string };
const unknown: Valued = { value: null, reason: 'this run does not know the KPI' };

/**
 * Difference of one KPI; a change within `slack` (in the KPI's unit) is `noise`. Of values that are
 * not paired (`isPaired` false) no verdict is given: they are `unsure` where they differ by more.
 */
export function compareKpi(
  { unit, direction }: Pick<Kpi, 'direction' | 'unit'>,
  base: Valued = unknown,
  candidate: Valued = unknown,
  { slack, isPaired = true }: { readonly slack: number; readonly isPaired?: boolean },
): KpiDifference {
  if (base.value === null || candidate.value === null) {
    const nothing = { difference: null, low: null, high: null };
    const reason = (base.value === null ? base : candidate).reason ?? 'no value';
    const values = { base: base.value, candidate: candidate.value };
    return { ...values, ...nothing, unit, verdict: 'no-data', reason };
  }
  const difference = candidate.value - base.value;
  const judged = (): Verdict => {
    if (difference === 0) return 'same';
    if (Math.abs(difference) <= slack) return 'noise';
    if (!isPaired) return 'unsure';
    if (direction === 'neither') return 'moved';
    return difference > 0 === (direction === 'up') ? 'better' : 'worse';
  };
  const bounds = { difference, low: difference, high: difference };
  return { base: base.value, candidate: candidate.value, ...bounds, unit, verdict: judged() };
}

/**
 * Compares two runs that `incomparable` has nothing against: A against A gives differences of
 * exactly 0. Every KPI is there, without a value as `no-data`. What was asked that `differs` comes
 * from who knows scenarios.
 */
export function compareRuns(
  base: RunResult,
  candidate: RunResult,
  differs: readonly Differing[] = [],
): Comparison {
  const compared: { [name: string]: KpiDifference } = {};
  const isPaired = base.document.seed === candidate.document.seed;
  for (const kpi of kpis) {
    const [from, to] =
      kpi.name === 'offload.share'
        ? offloadOfBoth(base, candidate)
        : [base.document.kpis[kpi.name], candidate.document.kpis[kpi.name]];
    const slack = toleranceOf(kpi, from?.value ?? 0) * (isPaired ? pairedNoise : 1);
    compared[kpi.name] = compareKpi(kpi, from, to, { slack, isPaired });
  }
  return {
    base: base.document.digest,
    candidate: candidate.document.digest,
    differs,
    kpis: compared,
    by: contributions(base, candidate),
  };
}

/** Per id what it contributes to a KPI. */
type Shares = ReadonlyMap<string, number>;
type Part = {
  readonly kpi: string;
  readonly dimension: 'site' | 'network';
  readonly of: (run: RunResult) => Shares;
};

function contributions(base: RunResult, candidate: RunResult): Contribution[] {
  return parts().flatMap(({ kpi, dimension, of }) => {
    const from = of(base);
    const to = of(candidate);
    const ids = new Set([...from.keys(), ...to.keys()]);
    return [...ids]
      .map((id) => ({ kpi, dimension, id, difference: (to.get(id) ?? 0) - (from.get(id) ?? 0) }))
      .filter(({ difference }) => Math.abs(difference) > rounding)
      .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || compareUtf8(a.id, b.id))
      .slice(0, rowsMax);
  });
}

function parts(): Part[] {
  const ofLinks = (kind: string) => (run: RunResult) => {
    const all = sumOf(run, 'networks', allColumns);
    return grouped(run, 'links', 'site', (row) =>
      row.text('kind') === kind ? row.number('bytes') / all : 0,
    );
  };
  const ofNetworks = (column: string) => (run: RunResult) => {
    const all = sumOf(run, 'networks', allColumns);
    return grouped(run, 'networks', 'asn', (row) => row.number(column) / all);
  };
  return [
    ...linkKinds.flatMap((kind): Part[] => [
      { kpi: `traffic.${kind}.share`, dimension: 'site', of: ofLinks(kind) },
      { kpi: `traffic.${kind}.share`, dimension: 'network', of: ofNetworks(`${kind}_bytes`) },
    ]),
    { kpi: 'traffic.unserved.share', dimension: 'network', of: ofNetworks('unserved_bytes') },
    { kpi: 'offload.share', dimension: 'network', of: offloadOfNetworks },
    { kpi: 'offload.share', dimension: 'site', of: offloadOfSites },
    ...causes.slice(1).map(
      (cause): Part => ({
        kpi: `miss.${cause}.share`,
        dimension: 'network',
        of: ofNetworks(`miss_${cause}_bytes`),
      }),
    ),
  ];
}

const allColumns = [...linkKinds, 'unserved'].map((kind) => `${kind}_bytes`);

type Row = {
  readonly text: (column: string) => string;
  readonly number: (column: string) => number;
};

function rowsOf(run: RunResult, table: string): Row[] {
  const series = seriesNamed(run.series, table);
  const column = (name: string) => columnNamed(series, name).values;
  const count = series.columns[0].values.length;
  return Array.from({ length: count }, (_, row) => ({
    text: (name) => String(column(name)[row]),
    number: (name) => Number(column(name)[row]),
  }));
}

function sumOf(run: RunResult, table: string, columns: readonly string[]): number {
  let sum = 0;
  for (const row of rowsOf(run, table)) for (const column of columns) sum += row.number(column);
  return sum;
}

function grouped(run: RunResult, table: string, by: string, value: (row: Row) => number): Shares {
  const shares = new Map<string, number>();
  for (const row of rowsOf(run, table)) {
    const id = row.text(by);
    shares.set(id, (shares.get(id) ?? 0) + value(row));
  }
  return shares;
}

/**
 * Offload over the networks that have an embedded site in either world: a site that is taken away
 * takes no network out of the sum.
 */
function offloadOfBoth(base: RunResult, candidate: RunResult): readonly [Valued, Valued] {
  const hosted = new Set(
    [base, candidate].flatMap((run) =>
      rowsOf(run, 'networks').flatMap((row) =>
        row.number('has_embedded') === 1 ? [row.text('asn')] : [],
      ),
    ),
  );
  const of = (run: RunResult): Valued => {
    const rows = rowsOf(run, 'networks').filter((row) => hosted.has(row.text('asn')));
    const asked = rows.reduce((sum, row) => sum + row.number('asked_bytes'), 0);
    if (asked === 0) return run.document.kpis['offload.share'] ?? unknown;
    return { value: rows.reduce((sum, row) => sum + row.number('embedded_bytes'), 0) / asked };
  };
  return [of(base), of(candidate)];
}

/** What networks with an embedded site ask for in all: the denominator of `offload.share`. */
function hostedBytes(run: RunResult): number {
  let sum = 0;
  for (const row of rowsOf(run, 'networks'))
    if (row.number('has_embedded') === 1)
      for (const column of allColumns) sum += row.number(column);
  return sum;
}

function offloadOfNetworks(run: RunResult): Shares {
  const all = hostedBytes(run);
  return grouped(run, 'networks', 'asn', (row) =>
    row.number('has_embedded') === 1 ? row.number('embedded_bytes') / all : 0,
  );
}

function offloadOfSites(run: RunResult): Shares {
  const all = hostedBytes(run);
  return grouped(run, 'links', 'site', (row) =>
    row.text('kind') === 'embedded' ? row.number('bytes') / all : 0,
  );
}
