// What does the report of one run show, and in which order?

import { counted, grouped } from '@fairlead/core';
import type { EmbeddedPage, EmbeddedRun } from '../embed.ts';
import { chartsOf, eventsOf } from './chart/chart-list.ts';
import { localOf } from './chart/local.ts';
import { peakOf } from './chart/spec.ts';
import { timeChart } from './chart/time-chart.ts';
import { type Child, element, fold, section } from './dom.ts';
import { eventList, publicationList } from './events/event-list.ts';
import { lostPart } from './events/lost.ts';
import { clock, lasting, quantity, span } from './format.ts';
import { kpiCards, kpiLists, verdictOf } from './kpi/kpi.ts';
import { mixBar } from './kpi/mix.ts';
import { qualityPanels } from './kpi/quality.ts';
import { fleetOf } from './map/fleet.ts';
import { worldMap } from './map/world-map.ts';
import { scrollBox } from './scroll.ts';
import { rowTable } from './table.ts';
import { linksTable, networksTable, sitesTable } from './tables.ts';
import { facts, footer, sampleNote, topOf, voice } from './top.ts';

type RunPage = Extract<EmbeddedPage, { kind: 'run' }>;

/** Everything in the body of a run's report. */
export function runPage({ title, effective, run }: RunPage): readonly Node[] {
  const charts = chartsOf(run, '');
  const links = [
    ['summary', 'Summary'],
    ['quality', 'Quality'],
    ['lost', 'Lost'],
    ['map', 'Map'],
    ['time', 'Over time'],
    ['tables', 'Tables'],
    ['scenario', 'Scenario'],
  ] as const;
  const map = worldMap(
    fleetOf(run),
    fold('Table of this map', () => rowTable(sitesTable(run, 'map-sites'))),
  );
  const main = element(
    'main',
    { id: 'main' },
    section('summary', 'Summary', kpiCards(run), mixBar(run), allKpis(run)),
    ...qualityPart(run),
    section('lost', 'Lost', ...lostPart(run)),
    section('map', 'Where', map),
    section('time', 'Over time', ...timePart(run), gridOf(charts.map(timeChart))),
    section('tables', 'Sites, networks and links', ...tables(run)),
    section('scenario', 'Scenario', scenarioPart(effective)),
  );
  return [topOf('run report', title, links, ...head(run)), main, foot(run), voice()];
}

function gridOf(charts: readonly HTMLElement[]): HTMLElement {
  return element('div', { class: 'charts' }, ...charts);
}

function head(run: EmbeddedRun): readonly Child[] {
  const traffic = chartsOf(run, '')[0];
  const peak = traffic ? peakOf(traffic) : undefined;
  const at = traffic?.times[peak?.row ?? 0];
  const peakText = peak && at !== undefined ? quantity(peak.value, 'bps') : 'no data';
  return [
    element('p', { class: 'window' }, windowOf(run)),
    sampleNote(run),
    verdictOf(run),
    ...run.warnings.map((text) =>
      element('p', { class: 'verdict bad' }, element('b', {}, `✕ ${text}`)),
    ),
    ...run.answers.map((answer) => element('p', { class: 'verdict' }, answer)),
    facts([
      ['Peak demand', peakText],
      ['Sessions simulated', grouped(run.sessions)],
      ['Decisions', grouped(run.decisions)],
      ['Sampling factor', quantity(run.samplingFactor, '')],
      ['Seed', String(run.seed)],
      ['Scenario', run.scenario],
      ['Epoch', `${run.epochMs / 1000} s`],
      ['World', element('code', {}, run.world.slice(0, 19))],
      ['Digest', element('code', {}, run.digest.slice(0, 19))],
    ]),
  ];
}

/** In UTC, and by the clock of most members. */
function windowOf(run: EmbeddedRun): string {
  const [fromMs, toMs] = [Date.parse(run.from), Date.parse(run.to)];
  const utc = `${span(fromMs, toMs)} · ${lasting(toMs - fromMs)}`;
  const local = localOf(run);
  if (local === undefined) return utc;
  const [from, to] = [fromMs, toMs].map((atMs) => clock(atMs + local.offsetMs));
  return `${utc} · ${from} to ${to} in ${local.city}, where most is asked for`;
}

function foot(run: EmbeddedRun): HTMLElement {
  const digest = element('code', {}, run.digest);
  return footer(element('p', {}, `Fairlead ${run.fairlead}, seed ${run.seed}, digest `, digest));
}

function qualityPart(run: EmbeddedRun): readonly HTMLElement[] {
  const panels = qualityPanels(run);
  return panels.length > 0 ? [section('quality', 'Quality for viewers', gridOf(panels))] : [];
}

function allKpis(run: EmbeddedRun): HTMLElement {
  const lists = kpiLists(run);
  const count = Object.keys(run.kpis).length;
  const made = element('details', { class: 'fold' });
  addEventListener('beforeprint', () => {
    made.open = true;
  });
  made.append(element('summary', {}, `All ${count} KPIs and the invariants`), lists);
  return made;
}

/** Above the charts: the list of events, and what one point stands for. */
function timePart(run: EmbeddedRun): readonly Child[] {
  const events = eventsOf(run);
  const thinned =
    run.epochsPerRow > 1
      ? element(
          'p',
          { class: 'note' },
          `A point covers ${counted(run.epochsPerRow, 'epoch')}: counts are summed, maxima kept, ` +
            'everything else is the mean.',
        )
      : undefined;
  return [thinned, ...eventList(run, events), ...publicationList(run)];
}

function tables(run: EmbeddedRun): readonly HTMLElement[] {
  return [sitesTable(run, 'sites'), networksTable(run), linksTable(run)].map((spec) =>
    element('div', {}, element('h3', {}, spec.caption), rowTable(spec)),
  );
}

/** All that was asked: nothing inherited, every default said. */
function scenarioPart(effective: string): HTMLElement {
  const code = element('pre', {}, element('code', {}, effective));
  return scrollBox('scroll', 'The effective scenario: every default filled in', code);
}
