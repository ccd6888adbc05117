// Did it bite? What each event touched, what was published of it, and what the gate said.

import { eventText, followersOf } from '../events/schedule.ts';
import { type Conductor, touchedBytes } from '../loops/conductor.ts';
import { feedCounts } from '../loops/feeds.ts';
import { table } from './over-time.ts';
import type { Series } from './result.ts';

/** What events strike, in a line: `a, b`. */
export const targetOf = (target: string | readonly string[]): string =>
  typeof target === 'string' ? target : target.join(', ');

/** Of what each event stops, how much others had stopped already when it began. */
function stoppedBefore({ moments, scenario }: Conductor['setup']): Float64Array {
  const found = new Float64Array(scenario.events.length);
  const stopped = new Map<string, number>();
  for (const { event, appliances, links, isEnd } of moments)
    for (const row of [...appliances.map((its) => `box ${its}`), ...links.map(String)]) {
      const count = stopped.get(row) ?? 0;
      if (!isEnd && count > 0) found[event]++;
      stopped.set(row, count + (isEnd ? -1 : 1));
    }
  return found;
}

/** A row an event, in the order of the scenario: what its begin found and what became of it. */
export function touchedTable(conductor: Conductor): Series {
  const { setup, outputs, snapshots } = conductor;
  const { events } = setup.scenario;
  const { share } = setup;
  const sum = (place: number): number =>
    outputs.reduce((all, { touched }) => all + touched[place], 0);
  const column = (value: (event: number) => number) =>
    Float64Array.from(events, (_, event) => value(event));
  const elements = new Float64Array(events.length);
  for (const { event, touches } of setup.moments)
    elements[event] += (touches?.appliances.length ?? 0) + (touches?.links.length ?? 0);
  for (const { event, isEnd, policy } of setup.moments)
    if (policy !== undefined && !isEnd)
      elements[event] += followersOf(policy.share, setup.scenario.instances);
  for (const { event, changes } of setup.wants) elements[event] += changes.length;
  const last = events.map((_, event) => {
    const mine = snapshots.publications.filter((one) => one.begun.includes(event));
    return mine.find(({ servedMs }) => servedMs !== undefined) ?? mine.at(-1);
  });
  const instant = (ms: number | undefined): number =>
    ms === undefined ? 0 : setup.timeline.startMs + ms;
  return table('touched', [
    ['at_ms', Float64Array.from(events, ({ atMs }) => atMs)],
    ['until_ms', Float64Array.from(events, ({ untilMs = 0 }) => untilMs)],
    ['kind', events.map(({ kind }) => kind)],
    ['target', events.map(({ target }) => targetOf(target))],
    ['text', events.map((event) => eventText(event, false))],
    ['elements', elements],
    ['stopped_before', stoppedBefore(setup)],
    ['sessions', column((event) => sum(2 * event))],
    ['asked_bps', column((event) => sum(2 * event + 1) / share)],
    ['asked_bytes', column((event) => touchedBytes(conductor, event) / share)],
    ['routes', column((event) => snapshots.routeCounts[event])],
    ['published_ms', Float64Array.from(last, (one) => instant(one?.atMs))],
    ['served_ms', Float64Array.from(last, (one) => instant(one?.servedMs))],
    ['verdict', last.map((one) => one?.verdict ?? '')],
  ]);
}

/** A row a publication: what was offered to the gate, and what it said. */
export function publicationTable({ setup, snapshots }: Conductor): Series {
  const { publications } = snapshots;
  const instant = (ms: number | undefined): number =>
    ms === undefined ? 0 : setup.timeline.startMs + ms;
  return table('publications', [
    ['at_ms', Float64Array.from(publications, ({ atMs }) => instant(atMs))],
    ['served_ms', Float64Array.from(publications, ({ servedMs }) => instant(servedMs))],
    ['verdict', publications.map(({ verdict }) => verdict)],
    ['changes', Float64Array.from(publications, ({ changeCount }) => changeCount)],
    ['events', publications.map(({ events }) => events.map((event) => event + 1).join(' '))],
    ['reasons', publications.map(({ reasons }) => reasons.join('; '))],
  ]);
}

/** A row an event that lets starts fail: how many did, and of how many sessions. */
export function failureTables({ setup, outputs }: Conductor): Series[] {
  const failing = new Set(setup.moments.flatMap(({ event, fails }) => (fails ? [event] : [])));
  const rows = [...failing].sort((a, b) => a - b);
  if (rows.length === 0) return [];
  const events = rows.map((row) => setup.scenario.events[row]);
  const sum = (place: number): number => outputs.reduce((all, of) => all + of.failed[place], 0);
  return [
    table('failures', [
      ['at_ms', Float64Array.from(events, ({ atMs }) => atMs)],
      ['target', events.map(({ target }) => targetOf(target))],
      ['failed_starts', Float64Array.from(rows, (row) => sum(2 * row))],
      ['failed_sessions', Float64Array.from(rows, (row) => sum(2 * row + 1))],
    ]),
  ];
}

/** A row a feed that something is wrong with: what became of its reports in the window. */
export function feedTables({ running, heard }: Conductor): Series[] {
  const { feeds } = running;
  if (feeds.length === 0) return [];
  return [
    table('feeds', [
      ['feed', feeds.map(({ name }) => name)],
      ...feedCounts.map((name) => [name, Float64Array.from(heard, (of) => of[name])] as const),
    ]),
  ];
}
