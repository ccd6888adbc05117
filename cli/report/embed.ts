// What does a report carry inside it? The run's tables in columns, rounded to what eyes can use.
import {
  type Comparison,
  columnNamed,
  type Expectation,
  eventText,
  type KpiValue,
  type RunResult,
  type Series,
  type SeriesColumn,
  seriesNamed,
} from '@fairlead/sim';
import { answersOf, hasTries } from '../tables/answers/answers.ts';
import { lostTables } from './lost.ts';

/** A column: numbers (NaN travels as null), texts, or row numbers into the distinct texts. */
export type EmbeddedColumn =
  | { readonly numbers: readonly (number | null)[] }
  | { readonly texts: readonly string[] }
  | { readonly distinct: readonly string[]; readonly rows: readonly number[] };

export type EmbeddedTable = {
  readonly count: number;
  /** Rows of the run that are not embedded: those with the smallest traffic. */
  readonly left: number;
  readonly columns: { readonly [name: string]: EmbeddedColumn };
};

export type EmbeddedRun = {
  readonly fairlead: string;
  /** The title of the scenario; its file's name where it has none. */
  readonly title: string;
  readonly scenario: string;
  readonly seed: number;
  readonly digest: string;
  readonly from: string;
  readonly to: string;
  readonly sessions: number;
  readonly decisions: number;
  readonly samplingFactor: number;
  /** It was stopped at `to`, and nothing is judged. */
  readonly isPartial: boolean;
  /** To when it was to run. */
  readonly plannedTo: string;
  readonly world: string;
  readonly epochMs: number;
  readonly kpis: { readonly [name: string]: KpiValue };
  readonly invariants: readonly { name: string; checked: number; violated: number }[];
  readonly expectations: readonly Expectation[];
  /** Epochs of the run in one row of `epochs` and `utilisation`. */
  readonly epochsPerRow: number;
  readonly tables: { readonly [name: string]: EmbeddedTable };
  /** What it says at first sight; of what is amiss with its events, and of all else. */
  readonly warnings: readonly string[];
  readonly answers: readonly string[];
};

/** What the page draws; `names` tells what the ids in `comparison.by` stand for. */
export type EmbeddedPage =
  | { kind: 'run'; title: string; effective: string; run: EmbeddedRun }
  | {
      kind: 'compare';
      title: string;
      comparison: Comparison;
      /** What `comparison.differs` says, in words. */
      differs: readonly (readonly [what: string, base: string, candidate: string])[];
      /** Rows of `comparison.by` that are not embedded: the smallest differences of a KPI. */
      left: number;
      names: { readonly [id: string]: string };
      base: EmbeddedRun;
      candidate: EmbeddedRun;
    };

/** Most rows of each table that is embedded; a run has more of them only at world scale. */
const rowsMax: { readonly [name: string]: number } = {
  sites: 10_000,
  networks: 20_000,
  links: 20_000,
  events: 2_000,
  touched: 2_000,
  publications: 2_000,
  countries: 300,
};
const timeRowsMax = 3_000;

const columnsOf: { readonly [name: string]: readonly string[] } = {
  epochs: [
    ...['start_ms', 'sessions_started', 'sessions_active', 'asked_bps', 'embedded_bps'],
    ...[
      'pni_bps',
      'ix_bps',
      'transit_bps',
      'reduced_bps',
      'stalled_bps',
      'absent_bps',
      'unserved_bps',
    ],
    ...['miss_route_bps', 'miss_content_bps', 'miss_drain_bps', 'miss_loss_bps'],
    ...['miss_health_bps', 'miss_load_bps', 'miss_link_bps', 'failovers', 'errors', 'flips'],
  ],
  utilisation: [
    ...['start_ms', 'appliance_p50', 'appliance_p90', 'appliance_p99', 'appliance_max'],
    ...['link_p50', 'link_p90', 'link_p95', 'link_max'],
  ],
  starts: ['start_ms', 'delay_p50_ms', 'delay_p95_ms'],
  countries: [
    ...['country', 'timezone', 'utc_offset_ms', 'asked_bytes', 'unserved_bytes'],
    ...['miss_route_bytes', 'miss_content_bytes', 'miss_drain_bytes', 'miss_loss_bytes'],
    ...['miss_health_bytes', 'miss_load_bytes', 'miss_link_bytes'],
  ],
  sites: [
    ...['site', 'kind', 'asn', 'country', 'city', 'lat', 'lon', 'capacity_bps', 'peak_bps'],
    ...['peak_carried_share', 'embedded_bytes', 'pni_bytes', 'ix_bytes', 'transit_bytes'],
  ],
  networks: [
    ...['asn', 'name', 'country', 'members', 'sessions', 'embedded_bytes', 'pni_bytes'],
    ...['ix_bytes', 'transit_bytes', 'unserved_bytes', 'miss_content_bytes'],
    ...['miss_loss_bytes', 'miss_load_bytes', 'miss_link_bytes', 'has_embedded'],
  ],
  links: [
    ...['link', 'site', 'kind', 'capacity_bps', 'peak_asked_share', 'peak_carried_share'],
    ...['billed_bps', 'bytes'],
  ],
  events: ['at_ms', 'kind', 'target', 'text'],
  touched: [
    ...[
      'at_ms',
      'until_ms',
      'kind',
      'text',
      'reached',
      'elements',
      'stopped_before',
      'sessions',
      'asked_bps',
      'asked_bytes',
      'routes',
    ],
    ...['served_ms', 'verdict'],
  ],
  publications: ['at_ms', 'verdict', 'changes', 'events', 'reasons'],
  tries: ['start_ms', 'tries', 'answered', 'timed_out', 'held_back'],
};

const trafficOf: { readonly [name: string]: readonly string[] } = {
  sites: ['embedded_bytes', 'pni_bytes', 'ix_bytes', 'transit_bytes'],
  networks: ['embedded_bytes', 'pni_bytes', 'ix_bytes', 'transit_bytes', 'unserved_bytes'],
  links: ['bytes'],
  countries: ['asked_bytes'],
};

/** The part of a run that the page draws. Throws when a table or a column is missing. */
export function embedRun(result: RunResult): EmbeddedRun {
  const { document, series } = result;
  const { fairlead, scenario, seed, digest, simulated, kpis, invariants, expectations } = document;
  const { world, epochMs, scenario: effective } = document.provenance;
  const plannedTo = String(effective.to);
  const title = String(effective.title || scenario);
  const epochs = seriesNamed(series, 'epochs').columns[0]?.values.length ?? 0;
  const epochsPerRow = Math.max(1, Math.ceil(epochs / timeRowsMax));
  const tables: { [name: string]: EmbeddedTable } = {};
  for (const [name, columns] of Object.entries(columnsOf)) {
    if (name === 'tries' && !hasTries(series)) continue;
    const table = inWords(seriesNamed(series, name));
    const wanted = columns.map((column) => columnNamed(table, column));
    tables[name] = rowsMax[name] ? embedRows(name, wanted) : embedTimes(wanted, epochsPerRow);
  }
  Object.assign(tables, lostTables(seriesNamed(series, 'bins')));
  return {
    ...{ fairlead, title, scenario, seed, digest, ...simulated, plannedTo, world, epochMs, kpis },
    ...{ invariants, expectations, epochsPerRow, tables, ...answersOf(series) },
  };
}

/** The table of events as it is read: what is lost, and what is back. */
function inWords(table: Series): Series {
  if (table.name !== 'events') return table;
  const of = (name: string) => Array.from(columnNamed(table, name).values, String);
  const [kinds, targets] = [of('kind'), of('target')];
  const values = of('text').map((text, row) =>
    eventText({ kind: kinds[row] ?? '', target: targets[row] ?? '' }, text.endsWith(' ends')),
  );
  const columns = table.columns.map((one) => (one.name === 'text' ? { ...one, values } : one));
  return { ...table, columns };
}

/** A table with its rows of most traffic, in the order of the run. */
function embedRows(name: string, columns: readonly SeriesColumn[]): EmbeddedTable {
  const total = columns[0]?.values.length ?? 0;
  let rows = Array.from({ length: total }, (_, row) => row);
  const most = rowsMax[name] ?? total;
  if (total > most) {
    const weigh = trafficOf[name] ?? [];
    const weights = columns.filter((column) => weigh.includes(column.name));
    const weight = (row: number) =>
      weights.reduce((sum, column) => sum + Number(column.values[row]), 0);
    rows = rows.sort((a, b) => weight(b) - weight(a) || a - b).slice(0, most);
    rows.sort((a, b) => a - b);
  }
  const embedded: { [column: string]: EmbeddedColumn } = {};
  for (const column of columns) embedded[column.name] = embedColumn(column, rows);
  return { count: rows.length, left: total - rows.length, columns: embedded };
}

function embedColumn({ name, values }: SeriesColumn, rows: readonly number[]): EmbeddedColumn {
  if (values instanceof Float64Array) {
    const exact = name === 'asn' || name.endsWith('_ms');
    return { numbers: rows.map((row) => rounded(values[row] ?? Number.NaN, exact)) };
  }
  const texts = rows.map((row) => values[row] ?? '');
  const place = new Map<string, number>();
  for (const text of texts) if (!place.has(text)) place.set(text, place.size);
  if (place.size * 2 > texts.length) return { texts };
  return { distinct: [...place.keys()], rows: texts.map((text) => place.get(text) ?? 0) };
}

/** A table over time, `epochsPerRow` epochs a row: counts add, maxima stay, all else is mean. */
function embedTimes(columns: readonly SeriesColumn[], epochsPerRow: number): EmbeddedTable {
  const epochs = columns[0]?.values.length ?? 0;
  const count = Math.ceil(epochs / epochsPerRow);
  const embedded: { [column: string]: EmbeddedColumn } = {};
  for (const { name, values } of columns) {
    const numbers = Array.from({ length: count }, (_, row) => {
      const part = values.slice(row * epochsPerRow, (row + 1) * epochsPerRow);
      if (name === 'start_ms') return Number(part[0]);
      return rounded(merged(name, Array.from(part, Number)), false);
    });
    embedded[name] = { numbers };
  }
  return { count, left: 0, columns: embedded };
}

const countsOf = /^(sessions_started|failovers|errors|flips|tries|answered|timed_out|held_back)$/;

function merged(name: string, part: readonly number[]): number {
  if (name.endsWith('_max')) return part.reduce((most, value) => Math.max(most, value), 0);
  const sum = part.reduce((total, value) => total + value, 0);
  return countsOf.test(name) ? sum : sum / part.length;
}

/** Five significant digits; whole numbers below a million stay whole. */
function rounded(value: number, exact: boolean): number | null {
  if (!Number.isFinite(value)) return null;
  if (exact || (Number.isInteger(value) && Math.abs(value) < 1e6)) return value;
  return Number(value.toPrecision(5));
}

const byMax = 12;

/** A comparison with the `byMax` largest movements of each KPI and dimension, and their names. */
export function embedMoved(
  comparison: Comparison,
  runs: readonly EmbeddedRun[],
): { by: Comparison['by']; left: number; names: { [id: string]: string } } {
  const groups = new Map<string, Comparison['by'][number][]>();
  for (const moved of comparison.by) {
    const key = `${moved.kpi}\n${moved.dimension}`;
    const group = groups.get(key);
    if (group) group.push(moved);
    else groups.set(key, [moved]);
  }
  const by: Comparison['by'][number][] = [];
  for (const group of groups.values()) {
    group.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
    by.push(...group.filter(({ difference }) => difference !== 0).slice(0, byMax));
  }
  const moving = comparison.by.filter(({ difference }) => difference !== 0).length;
  return { by, left: moving - by.length, names: namesOf(by, runs) };
}

function namesOf(by: Comparison['by'], runs: readonly EmbeddedRun[]): { [id: string]: string } {
  const wanted = new Set(by.map(({ id }) => id));
  const names: { [id: string]: string } = {};
  for (const { tables } of runs) {
    for (const [table, key, name] of [
      ['sites', 'site', 'city'],
      ['networks', 'asn', 'name'],
    ] as const) {
      const columns = tables[table]?.columns ?? {};
      for (let row = 0; row < (tables[table]?.count ?? 0); row++) {
        const id = cell(columns[key], row);
        const country = cell(columns.country, row);
        if (wanted.has(id)) names[id] = `${cell(columns[name], row)}, ${country}`;
      }
    }
  }
  return names;
}

function cell(column: EmbeddedColumn | undefined, row: number): string {
  if (!column) return '';
  if ('numbers' in column) return String(column.numbers[row] ?? '');
  if ('texts' in column) return column.texts[row] ?? '';
  return column.distinct[column.rows[row] ?? 0] ?? '';
}
