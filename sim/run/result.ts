// What does a run leave behind? One JSON document and a few tables.

export type { Direction } from '../measures/kpi.ts';

/** What a KPI came to; null with the reason where there was nothing to measure it on. */
export type KpiValue =
  | {
      readonly value: number;
      readonly unit: string;
      /** 95 % interval of what other members would do, where it has one. */
      readonly low?: number;
      readonly high?: number;
      /** How many elements it is over. */
      readonly of?: number;
      /** What is missing is larger: the value is that at least. */
      readonly atLeast?: true;
    }
  | { readonly value: null; readonly unit: string; readonly reason: string };
export type Expectation = {
  readonly kpi: string;
  readonly op: '<' | '<=' | '>' | '>=' | '=';
  readonly bound: number;
  readonly value: number | null;
  /** Null where nothing is judged, as the run is partial. A KPI without a value fulfils nothing. */
  readonly ok: boolean | null;
};

/** What it takes to get a result again. */
export type Provenance = {
  /** `sha256:` over the tables of the world as it was read. */
  readonly world: string;
  /** The effective scenario, as a scenario file says it: nothing inherited, no default left out. */
  readonly scenario: { readonly [key: string]: unknown };
  /** The version of what decided. */
  readonly core: string;
  /** The report interval, over which peaks are means. */
  readonly epochMs: number;
};

/** `result.json`, in the key order that the digest is taken over. */
export type ResultDocument = {
  readonly fairlead: string;
  readonly scenario: string;
  readonly seed: number;
  readonly digest: string;
  readonly provenance: Provenance;
  readonly simulated: {
    readonly from: string;
    readonly to: string;
    readonly sessions: number;
    readonly decisions: number;
    readonly samplingFactor: number;
    /** It was stopped: `to` is where, and nothing is judged. */
    readonly isPartial: boolean;
  };
  readonly kpis: { readonly [name: string]: KpiValue };
  readonly invariants: readonly {
    readonly name: string;
    readonly checked: number;
    readonly violated: number;
  }[];
  readonly expectations: readonly Expectation[];
  readonly timing: {
    readonly wallSeconds: number;
    readonly sessionsPerSecond: number;
    readonly peakRssBytes: number;
    readonly workers: number;
  };
};

/**
 * One column of a series: all numbers or all texts. Units are in the names; instants are ms since
 * 1970 in UTC.
 */
export type SeriesColumn = {
  readonly name: string;
  readonly values: Float64Array | readonly string[];
};

/**
 * A table of results, written as `series/<name>.parquet`. Every run has these, keys first:
 *
 * | name          | a row is    | columns                                                       |
 * | ------------- | ----------- | ------------------------------------------------------------- |
 * | `epochs`      | an epoch    | start_ms, sessions_started, sessions_active, asked_bps,       |
 * |               |             | embedded_bps, pni_bps, ix_bps, transit_bps, unserved_bps,     |
 * |               |             | reduced_bps, stalled_bps, absent_bps, miss_<cause>_bps,       |
 * |               |             | failovers, errors, flips                                      |
 * | `causes`      | an epoch    | start_ms, cause, bytes, member_hours                          |
 * |               | and a cause |                                                               |
 * | `bins`        | 5 minutes   | start_ms, kind (country, link, network, site), id, asked_bps, |
 * |               | and a place | carried_bps; what was asked for nothing is left out           |
 * | `utilisation` | 5 minutes   | start_ms, appliance_p50, appliance_p90, appliance_p95,        |
 * |               |             | appliance_p99, appliance_max, and the same of links           |
 * | `starts`      | 5 minutes   | start_ms, pictures (first ones that came), delay_p50_ms,      |
 * |               |             | delay_p95_ms                                                  |
 * | `sites`       | a site      | site, kind, asn, country, city, lat, lon, capacity_bps,       |
 * |               |             | peak_bps, peak_asked_share, peak_carried_share, <kind>_bytes, |
 * |               |             | miss_<cause>_bytes                                            |
 * | `networks`    | a network   | asn, name, country, members, has_embedded, sessions,          |
 * |               |             | asked_bytes, <kind>_bytes, unserved_bytes,                    |
 * |               |             | miss_<cause>_bytes, wanted_ms, stalled_ms, errors             |
 * | `countries`   | a country   | country, timezone, utc_offset_ms (when the window begins),    |
 * |               |             | and the same from sessions on                                 |
 * | `links`       | a link      | link, site, kind, capacity_bps, peak_asked_share,             |
 * |               |             | peak_carried_share, bytes, billed_bps, miss_<cause>_bytes     |
 * | `appliances`  | an          | appliance, site, capacity_bps, peak_asked_share,              |
 * |               | appliance   | peak_carried_share, bytes, miss_<cause>_bytes                 |
 * | `spread`      | a KPI and   | kpi, group, value: the KPI of sessions without those of the   |
 * |               | a group     | group, where it has a value                                   |
 * | `events`      | an event    | at_ms, kind, target, text                                     |
 * |               | begins, ends|                                                               |
 * | `touched`     | an event    | at_ms, until_ms, kind, target, text, reached, elements,        |
 * |               |             | stopped_before, sessions, asked_bps, asked_bytes, routes,     |
 * |               |             | published_ms, served_ms, verdict                              |
 * | `publications`| changes     | at_ms, served_ms, verdict, changes, events, reasons           |
 * |               | published   |                                                               |
 *
 * | `player`      | a session of| start_ms, metro, session, length_ms, asked_bps, fluid_bps,    |
 * |               | the sample  | fluid_played_ms, fluid_stalled_ms, fluid_delay_ms, and the    |
 * |               |             | same of chunk                                                 |
 *
 * `touched` says of each event in the order of the scenario what its appliances and links had when
 * it began (sessions, and what those asked), what was asked of them while it lasted,
 * how many routes it changed, and when its changes were published and served; a verdict is served,
 * overridden, held or refused, and empty where nothing was published. An instant that there is none
 * of is 0. `events` of a publication are numbers from 1 in that order.
 *
 * One with `demand.retry` has this, too:
 *
 * | `tries`       | an epoch    | start_ms, tries, answered, timed_out, held_back, wait_ms (the |
 * |               |             | longest)                                                      |
 *
 * One in which something is wrong with a feed has these:
 *
 * | `reports`     | an epoch    | start_ms, feed, sent, lost, late, doubled, wrong, taken,      |
 * |               | and a feed  | stale, forgotten, future                                      |
 * | `feeds`       | a feed      | feed, and the same from sent on of the whole window           |
 *
 * One in which starts fail has this:
 *
 * | `failures`    | an event    | at_ms, target, failed_starts, failed_sessions (that had one)  |
 *
 * Of the reports that come by now when they should, `sent`, so many were lost, late, doubled or not
 * true; of those that were heard so many were taken, or refused: stale (doubled or overtaken),
 * forgotten (too old for what instances remember), of the future. A report of a load counts once an
 * instance.
 *
 * Causes are those of `measures/account.ts`: of members what they asked, of appliances, links and
 * sites what they delivered, while no appliance of rank 0 had the session. `*_bps` is the
 * mean over the span of the row, `peak_*` the largest mean of five minutes of UTC, `*_share` a part
 * of capacity.
 */
export type Series = {
  readonly name: string;
  readonly columns: readonly SeriesColumn[];
};

export type RunResult = {
  /** `digest` and `timing` are the shell's to fill in. */
  readonly document: ResultDocument;
  readonly series: readonly Series[];
};

/** The code of what is thrown where a result that somebody made has not what every run writes. */
export const seriesLacking = 'series-lacking';

/** Whoever reads results from outside tells it as bad data. */
function lackSeries(text: string): never {
  throw Object.assign(new Error(text), { code: seriesLacking });
}

/** The series called `name`; throws (`seriesLacking`) where there is none. */
export function seriesNamed(series: readonly Series[], name: string): Series {
  const found = series.find((table) => table.name === name);
  return found ?? lackSeries(`the run has no table "${name}"`);
}

/** The column called `name` of a series; throws (`seriesLacking`) where there is none. */
export function columnNamed(table: Series, name: string): SeriesColumn {
  const found = table.columns.find((column) => column.name === name);
  return found ?? lackSeries(`the table "${table.name}" has no column "${name}"`);
}
