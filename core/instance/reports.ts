// What does an instance take of what it hears, and what does it count instead?
import type { Numbers } from '../base/columns.ts';
import { given } from '../base/given.ts';
import { isRow } from '../base/ids.ts';
import { takeReading } from '../control/believed-load.ts';
import { hearHealth, hearLease } from '../control/fleet.ts';
import type { HealthReport } from '../control/observers.ts';
import type { LoadTableName, ReportEvent } from './events.ts';
import { type Instance, tellTime } from './instance.ts';
import { instantAt, readingAt } from './load-table.ts';

/** Counts a row that there is not, and says whether it was one. */
function isOdd({ counts }: Instance, row: unknown, count: number): boolean {
  if (typeof row === 'string') counts.ignored.id++;
  else if (!isRow(row, count)) counts.ignored.row++;
  else return false;
  return true;
}

/** Takes in a report, or counts why not. What it says takes effect with the next tick. Total. */
export function hear(instance: Instance, event: ReportEvent): void {
  const { counts, fleet, snapshot } = instance;
  switch (event.of) {
    case 'load':
      hearLoad(instance, event);
      return;
    case 'health':
      if (fleet === undefined) counts.ignored.shared++;
      else if (typeof event.isFit !== 'boolean') counts.ignored.kind++;
      else if (!isOdd(instance, event.appliance, snapshot.applianceCount))
        hearOfHealth(instance, { ...event, atMs: instance.nowMs });
      return;
    case 'lease':
      if (fleet === undefined) counts.ignored.shared++;
      else if (!isOdd(instance, event.appliance, snapshot.applianceCount))
        hearLease(fleet, event.appliance, instance.nowMs);
      return;
    case 'link':
      if (fleet === undefined) counts.ignored.shared++;
      else if (typeof event.isCut !== 'boolean') counts.ignored.kind++;
      else if (!isOdd(instance, event.link, snapshot.linkCount))
        fleet.isCut[event.link] = event.isCut ? 1 : 0;
      return;
    default:
      counts.ignored.kind++;
  }
}

function hearOfHealth({ fleet, counts, policy }: Instance, report: HealthReport): void {
  if (fleet === undefined) return;
  const verdict = hearHealth(fleet, report, policy);
  if (verdict === 'restarted') counts.restarted++;
  else if (verdict !== 'taken') counts.ignored[verdict]++;
}

function hearLoad(instance: Instance, report: ReportEvent & { readonly of: 'load' }): void {
  const { counts, snapshot } = instance;
  const isAppliance = report.table === 'appliance';
  if (!isAppliance && report.table !== 'link') {
    counts.ignored.kind++;
    return;
  }
  const { row, load, measuredMs } = report;
  if (isOdd(instance, row, isAppliance ? snapshot.applianceCount : snapshot.linkCount)) return;
  if (typeof load !== 'number') {
    counts.ignored.load++;
    return;
  }
  const table = instance[report.table];
  const instant = instantAt(table, measuredMs, instance);
  if (typeof instant === 'string') counts.ignored[instant]++;
  else countVerdict(instance, takeReading(table.loads, row, load, readingAt(table, row, instant)));
}

function countVerdict({ counts }: Instance, verdict: ReturnType<typeof takeReading>): void {
  if (verdict === 'taken') return;
  counts.ignored[verdict === 'unmarked' ? 'forgotten' : verdict]++;
}

/** Reports of all rows of a table, measured at one instant. */
export type LoadReports = {
  readonly table: LoadTableName;
  readonly loads: Numbers;
  readonly measuredMs: number;
  /** 1 where the report of the row arrived; absent: all did. */
  readonly isHeard?: Numbers;
};

/**
 * Takes in the reports of a whole table that came at `atMs`, as `hear` does one by one.
 *
 * @example
 * const instance = createInstance(snapshot);
 * const loads = new Float64Array(snapshot.linkCount).fill(1e9);
 * hearLoads(instance, { table: 'link', loads, measuredMs: 0 }, 0);
 * console.log(instance.link.loads.reported[0]); // => 1000000000
 */
export function hearLoads(instance: Instance, column: LoadReports, atMs: number): void {
  given(instance, 'instance');
  given(column, 'loadReports');
  given(atMs, 'number');
  const { loads, isHeard, measuredMs } = column;
  const table = instance[column.table];
  tellTime(instance, atMs);
  const instant = instantAt(table, measuredMs, instance);
  for (let row = 0; row < loads.length; row++) {
    if (isHeard !== undefined && isHeard[row] !== 1) continue;
    if (typeof instant === 'string') instance.counts.ignored[instant]++;
    else {
      const known = readingAt(table, row, instant);
      const verdict = takeReading(table.loads, row, loads[row], known);
      if (verdict !== 'taken') countVerdict(instance, verdict);
    }
  }
}
