// Did it bite? What each event touched, what was published of it, and what the gate said.

import { eventText, followersOf } from '../../events/schedule.ts';
import { type Conductor, touchedBytes } from '../../loops/conductor.ts';
import { feedCounts } from '../../loops/feeds.ts';
import type { Series } from '../result.ts';
import { columnsOver, fixed, table } from './table.ts';

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

/**
 * A row an event, in the order of the scenario: what its begin found and what became of it. The run
 * came up to `toMs` from its start; of events that begin later nothing is told.
 */
export function touchedTable(conductor: Conductor, toMs: number): Series {
  const { setup, outputs, snapshots } = conductor;
  const { events } = setup.scenario;
  const sum = (place: number): number =>
    outputs.reduce((all, { touched }) => all + touched[place], 0);
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
  const isReached = events.map(({ atMs }) => atMs < setup.timeline.startMs + toMs);
  const ofReached = (counts: Float64Array): Float64Array =>
    counts.map((count, event) => (isReached[event] ? count : 0));
  const asked = events.map((_, event) => askedOf(conductor, event, sum(2 * event + 1)));
  const of = columnsOver(events);
  return table('touched', setup.share, [
    of.fixed('at_ms', ({ atMs }) => atMs),
    of.fixed('until_ms', ({ untilMs = 0 }) => untilMs),
    of.text('kind', ({ kind }) => kind),
    of.text('target', ({ target }) => targetOf(target)),
    of.text('text', (event) => eventText(event, false)),
    of.fixed('reached', (_, event) => Number(isReached[event])),
    fixed('elements', ofReached(elements)),
    fixed('stopped_before', ofReached(stoppedBefore(setup))),
    of.wholeAmount('sessions', (_, event) => sum(2 * event)),
    of.amount('asked_bps', (_, event) => asked[event].bps),
    of.amount('asked_bytes', (_, event) => asked[event].bytes),
    of.fixed('routes', (_, event) => snapshots.routeCounts[event]),
    of.fixed('published_ms', (_, event) => instantOf(conductor, last[event]?.atMs)),
    of.fixed('served_ms', (_, event) => instantOf(conductor, last[event]?.servedMs)),
    of.text('verdict', (_, event) => last[event]?.verdict ?? ''),
  ]);
}

/**
 * What was asked of what an event touches: when it began, and while it lasted in the window. Of one
 * that changes what is wanted the desks counted 1/1000 bits, and the rate is their mean.
 */
function askedOf(conductor: Conductor, event: number, counted: number) {
  const { watched, timeline } = conductor.setup;
  const its = watched.find((one) => one.event === event);
  if (its === undefined) return { bps: counted, bytes: touchedBytes(conductor, event) };
  const fromMs = Math.max(its.fromMs - timeline.startMs, timeline.fromMs);
  const lastedMs = Math.min(its.untilMs - timeline.startMs, timeline.toMs) - fromMs;
  return { bps: lastedMs > 0 ? counted / lastedMs : 0, bytes: counted / 8000 };
}

/** An instant of a run, ms since 1970; 0 where there is none. */
const instantOf = ({ setup }: Conductor, ms: number | undefined): number =>
  ms === undefined ? 0 : setup.timeline.startMs + ms;

/** A row a publication: what was offered to the gate, and what it said. */
export function publicationTable(conductor: Conductor): Series {
  const of = columnsOver(conductor.snapshots.publications);
  return table('publications', conductor.setup.share, [
    of.fixed('at_ms', ({ atMs }) => instantOf(conductor, atMs)),
    of.fixed('served_ms', ({ servedMs }) => instantOf(conductor, servedMs)),
    of.text('verdict', ({ verdict }) => verdict),
    of.fixed('changes', ({ changeCount }) => changeCount),
    of.text('events', ({ events }) => events.map((event) => event + 1).join(' ')),
    of.text('reasons', ({ reasons }) => reasons.join('; ')),
  ]);
}

/** A row an event that lets starts fail: how many did, and of how many sessions. */
export function failureTables({ setup, outputs }: Conductor): Series[] {
  const failing = new Set(setup.moments.flatMap(({ event, fails }) => (fails ? [event] : [])));
  if (failing.size === 0) return [];
  const of = columnsOver([...failing].sort((a, b) => a - b));
  const sum = (place: number): number => outputs.reduce((all, of) => all + of.failed[place], 0);
  const { events } = setup.scenario;
  return [
    table('failures', setup.share, [
      of.fixed('at_ms', (row) => events[row].atMs),
      of.text('target', (row) => targetOf(events[row].target)),
      of.wholeAmount('failed_starts', (row) => sum(2 * row)),
      of.wholeAmount('failed_sessions', (row) => sum(2 * row + 1)),
    ]),
  ];
}

/** A row a feed that something is wrong with: what became of its reports in the window. */
export function feedTables({ setup, running, heard }: Conductor): Series[] {
  const { feeds } = running;
  if (feeds.length === 0) return [];
  const of = columnsOver(feeds);
  return [
    table('feeds', setup.share, [
      of.text('feed', ({ name }) => name),
      ...feedCounts.map((name) => of.fixed(name, (_, feed) => heard[feed][name])),
    ]),
  ];
}
