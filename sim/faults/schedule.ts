// What fails and what comes back, and when?
import { assert, findRow, noRow, type Snapshot } from '@fairlead/core';
import type { Fault, ScenarioEvent, Strike } from './fault.ts';
import * as registry from './registry.ts';

export const faults: readonly Fault[] = Object.values(registry).sort((a, b) => a.place - b.place);

/** Names of the faults that a scenario may hold. */
export const faultNames: readonly string[] = faults.map((fault) => fault.name);

/** The kind of thing that a fault strikes: the table of its target. */
export function faultTable(name: string): Fault['table'] | undefined {
  return faults.find((fault) => fault.name === name)?.table;
}

/** An event in words, its begin or its end: `site ams001-ix is lost`. */
export function eventText(kind: string, target: string, isEnd: boolean): string {
  const fault = faults.find(({ name }) => name === kind);
  if (fault === undefined) return `${target}: ${kind} ${isEnd ? 'ends' : 'begins'}`;
  return `${fault.table} ${target} ${fault.says[isEnd ? 1 : 0]}`;
}

/** One moment at which something fails (`isEnd` false) or comes back, ms from the start. */
export type Strikes = Strike & { readonly atMs: number; readonly isEnd: boolean };

/**
 * All begins and ends of the events in order of time, relative to `startMs`; what is before the
 * start counts from the start. Every target must be in the snapshot.
 */
export function scheduleFaults(
  snapshot: Snapshot,
  events: readonly ScenarioEvent[],
  startMs: number,
): Strikes[] {
  const strikes: Strikes[] = [];
  for (const event of events) {
    const fault = faults.find((candidate) => candidate.name === event.kind);
    assert(fault !== undefined, `${event.kind} is a fault`);
    const target = findRow(snapshot, fault.table, event.target);
    assert(target !== noRow, `${event.target} is a ${fault.table} of the world`);
    const struck = fault.strike(snapshot, target);
    strikes.push({ ...struck, atMs: Math.max(0, event.atMs - startMs), isEnd: false });
    if (event.untilMs !== undefined)
      strikes.push({ ...struck, atMs: Math.max(0, event.untilMs - startMs), isEnd: true });
  }
  // The sort is stable: at one moment, what the scenario names first happens first.
  return strikes.sort((a, b) => a.atMs - b.atMs);
}
