// Which tables does a run leave behind?
import { compareUtf8, type World } from '@fairlead/core';
import type { Conductor } from '../../loops/conductor.ts';
import { isAmount } from '../../measures/kpi.ts';
import { kpis } from '../../measures/kpis.ts';
import { playerTable } from '../chunks/judge-player.ts';
import type { Window } from '../read-window.ts';
import type { Series } from '../result.ts';
import type { Played } from '../simulate.ts';
import { applianceTable, linkTable, siteTable } from './fleet.ts';
import { overTimeOf } from './over-time.ts';
import { placeTables } from './places.ts';
import { columnsOver, table } from './table.ts';
import { failureTables, feedTables, publicationTable, targetOf, touchedTable } from './touched.ts';

/** The series of sim/run/result.ts; of those over time the rows that were not taken before. */
export function seriesOf(
  world: World,
  { conductor, toMs, sample }: Pick<Played, 'conductor' | 'toMs' | 'sample'>,
  window: Window,
): Series[] {
  return [
    ...overTimeOf(conductor),
    siteTable(world, conductor),
    ...placeTables(world, conductor, window),
    linkTable(conductor),
    applianceTable(conductor),
    spreadTable(window, conductor.setup.share),
    eventTable(conductor, toMs),
    touchedTable(conductor, toMs),
    publicationTable(conductor),
    ...feedTables(conductor),
    playerTable(world, sample, conductor.setup.timeline.startMs),
    ...failureTables(conductor),
  ];
}

/** Each KPI of sessions without one group of them: what its error is told by. */
function spreadTable({ without }: Window, share: number): Series {
  const rows = kpis.flatMap((kpi) =>
    kpi.ofSessions === undefined
      ? []
      : without.map((slice, group) => ({
          ...{ name: kpi.name, group, value: kpi.ofSessions(slice) },
          isAmount: isAmount(kpi),
        })),
  );
  const known = rows.filter(({ value }) => Number.isFinite(value));
  known.sort((a, b) => compareUtf8(a.name, b.name) || a.group - b.group);
  const of = columnsOver(known);
  return table('spread', share, [
    of.text('kpi', ({ name }) => name),
    of.fixed('group', ({ group }) => group),
    { ...of.amount('value', ({ value }) => value), isAmount: (row) => known[row].isAmount },
  ]);
}

/** Begins and ends of events, as far as the run came: up to `toMs` from its start. */
function eventTable({ setup }: Conductor, toMs: number): Series {
  const rows = setup.scenario.events.flatMap((event) => [
    { ...event, text: `${event.kind} begins` },
    ...(event.untilMs === undefined
      ? []
      : [{ ...event, atMs: event.untilMs, text: `${event.kind} ends` }]),
  ]);
  rows.sort((a, b) => a.atMs - b.atMs);
  const of = columnsOver(rows.filter(({ atMs }) => atMs < setup.timeline.startMs + toMs));
  return table('events', setup.share, [
    of.fixed('at_ms', ({ atMs }) => atMs),
    of.text('kind', ({ kind }) => kind),
    of.text('target', ({ target }) => targetOf(target)),
    of.text('text', ({ text }) => text),
  ]);
}
