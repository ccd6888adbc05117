// What does the page of a comparison show? Two runs, what differs, and where it moved.

import { grouped } from '@fairlead/core';
import type { EmbeddedPage, EmbeddedRun } from '../embed.ts';
import { chartsOf } from './chart/chart-list.ts';
import { type ChartSpec, peakOf } from './chart/spec.ts';
import { timeChart } from './chart/time-chart.ts';
import { element, named, section, shape } from './dom.ts';
import { difference, quantity, span } from './format.ts';
import { kpiTitle } from './kpi/kpi.ts';
import { movedBars } from './moved.ts';
import { scrollBox } from './scroll.ts';
import { facts, footer, sampleNote, topOf, voice } from './top.ts';

type ComparePage = Extract<EmbeddedPage, { kind: 'compare' }>;
type Comparison = ComparePage['comparison'];
type KpiDifference = Comparison['kpis'][string];
type KpiVerdict = KpiDifference['verdict'];

const words: { readonly [verdict in KpiVerdict]: readonly [sign: string, word: string] } = {
  worse: ['✕', 'worse'],
  better: ['✓', 'better'],
  moved: ['↔', 'moved'],
  unsure: ['?', 'unsure'],
  noise: ['≈', 'noise'],
  same: ['=', 'same'],
  'no-data': ['?', 'no data'],
};

/** Everything in the body of a compare page. */
export function comparePage(page: ComparePage): readonly Node[] {
  const { comparison, base, candidate } = page;
  const links = [
    ['differs', 'What differs'],
    ['kpis', 'KPIs'],
    ['moved', 'Where it moved'],
    ['time', 'Over time'],
  ] as const;
  const heads = [runFacts('Base', base), runFacts('Candidate', candidate)];
  const main = element(
    'main',
    { id: 'main' },
    section('differs', 'What differs', differences(page)),
    section('kpis', 'KPIs', kpiTable(comparison)),
    section('moved', 'Where it moved', ...movedBars(page)),
    section('time', 'Over time', sideBySide(base, candidate)),
  );
  const head = element('div', { class: 'two' }, ...heads);
  return [
    topOf('comparison', page.title, links, summary(comparison), head),
    main,
    footer(
      element('p', {}, `Base `, element('code', {}, comparison.base)),
      element('p', {}, `Candidate `, element('code', {}, comparison.candidate)),
    ),
    voice(),
  ];
}

function runFacts(role: string, run: EmbeddedRun): HTMLElement {
  return element(
    'div',
    { class: 'side' },
    element('h2', {}, role),
    sampleNote(run),
    facts([
      ['Title', run.title],
      ['Scenario', element('code', {}, run.scenario)],
      ['Window', span(Date.parse(run.from), Date.parse(run.to))],
      ['Seed', String(run.seed)],
      ['Sessions simulated', grouped(run.sessions)],
      ['World', element('code', {}, run.world.slice(0, 19))],
      ['Digest', element('code', {}, run.digest.slice(0, 19))],
    ]),
  );
}

/** What the two runs were asked, as far as it differs. */
function differences({ differs }: ComparePage): HTMLElement {
  if (differs.length === 0)
    return element('p', { class: 'note' }, 'Same scenario, same world: nothing differs.');
  const lines = differs.map(([what, base, candidate]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, named(what)),
      element('td', { class: 'words' }, base),
      element('td', { class: 'words' }, candidate),
    ),
  );
  const heads = ['', 'Base', 'Candidate'].map((title) => element('th', { scope: 'col' }, title));
  const caption = 'What differs between the two scenarios';
  return scrollTable('scroll', caption, heads, lines);
}

/** A table in a frame of its own that scrolls, also by keys. */
function scrollTable(
  frame: string,
  caption: string,
  heads: readonly HTMLElement[],
  lines: readonly HTMLElement[],
): HTMLElement {
  return scrollBox(
    frame,
    caption,
    element(
      'table',
      { class: 'compare' },
      element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...heads)),
      element('tbody', {}, ...lines),
    ),
  );
}

function summary({ kpis }: Comparison): HTMLElement {
  const all = Object.values(kpis);
  const count = (verdict: KpiVerdict) => all.filter((kpi) => kpi.verdict === verdict).length;
  const worse = count('worse');
  const text = (Object.keys(words) as KpiVerdict[])
    .map((verdict) => `${count(verdict)} ${words[verdict][1]}`)
    .join(', ');
  const kind = worse > 0 ? 'bad' : count('better') > 0 ? 'good' : '';
  const lead =
    worse > 0
      ? `✕ Worse in ${worse} of ${all.length} KPIs.`
      : kind === 'good'
        ? '✓ Better, and no KPI is worse.'
        : all.some(({ verdict }) => verdict === 'unsure')
          ? '? Different seeds: the differences may be chance.'
          : '= No measurable difference.';
  return element('p', { class: `verdict ${kind}` }, element('b', {}, lead), ` Verdicts: ${text}.`);
}

function kpiTable({ kpis }: Comparison): HTMLElement {
  const rank = Object.keys(words);
  const rows = Object.entries(kpis).map(([name, kpi], place) => ({ name, kpi, place }));
  rows.sort(
    (a, b) => rank.indexOf(a.kpi.verdict) - rank.indexOf(b.kpi.verdict) || a.place - b.place,
  );
  // Two exact runs have no interval to show: their difference is what it is.
  const isSure = Object.values(kpis).every(({ low, high }) => low === high);
  const titles = ['KPI', 'Difference', 'Verdict', 'Base', 'Candidate'];
  const heads = titles.map((title, place) =>
    element('th', { scope: 'col', class: place !== 0 && place !== 2 ? 'end' : undefined }, title),
  );
  if (!isSure) heads.push(element('th', { scope: 'col' }, 'Confidence interval'));
  const caption = 'KPIs of both runs and their differences';
  const lines = rows.map(({ name, kpi }) => {
    const line = kpiRow(name, kpi);
    if (!isSure) line.append(element('td', {}, interval(kpi)));
    return line;
  });
  return scrollTable('scroll tall', caption, heads, lines);
}

function kpiRow(name: string, kpi: KpiDifference): HTMLElement {
  const { unit, verdict } = kpi;
  const [sign, word] = words[verdict];
  const why = kpi.reason === undefined ? undefined : element('small', {}, ` ${kpi.reason}`);
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, kpiTitle(name), element('code', {}, named(name))),
    element('td', { class: 'end' }, difference(kpi.difference, unit)),
    element('td', {}, element('span', { class: `sign ${verdict}` }, `${sign} ${word}`), why),
    element('td', { class: 'end' }, quantity(kpi.base, unit)),
    element('td', { class: 'end' }, quantity(kpi.candidate, unit)),
  );
}

/** The confidence interval against zero, on a scale of its own. */
function interval({ low, high, difference: middle, unit }: KpiDifference): Node {
  if (low === null || high === null || middle === null) return document.createTextNode('–');
  const text = `${difference(low, unit)} to ${difference(high, unit)}`;
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const x = (value: number) => 60 + (52 * value) / reach;
  const picture = shape(
    'svg',
    {
      class: 'interval',
      width: 120,
      height: 18,
      viewBox: '0 0 120 18',
      role: 'img',
      'aria-label': text,
    },
    shape('title', {}, text),
    shape('line', { class: 'zero', x1: 60, x2: 60, y1: 1, y2: 17 }),
    shape('line', { class: 'reach', x1: x(low), x2: x(high), y1: 9, y2: 9 }),
    shape('circle', { cx: x(middle), cy: 9, r: 3.5 }),
  );
  return element('span', { class: 'between' }, picture, element('small', {}, text));
}

/** Each chart twice, base left and candidate right, on the same axes. */
function sideBySide(base: EmbeddedRun, candidate: EmbeddedRun): HTMLElement {
  const [left, right] = [chartsOf(base, 'base-'), chartsOf(candidate, 'candidate-')];
  const fromMs = Math.min(Date.parse(base.from), Date.parse(candidate.from));
  const toMs = Math.max(Date.parse(base.to), Date.parse(candidate.to));
  const box = element('div', { class: 'charts pairs' });
  left.forEach((spec, place) => {
    const other = right[place];
    if (!other) return;
    const top = Math.max(spec.top ?? 0, peakOf(spec).value, peakOf(other).value);
    const drawn = (one: ChartSpec, role: string) =>
      timeChart({ ...one, fromMs, toMs, top, title: `${one.title}, ${role}` });
    box.append(drawn(spec, 'base'), drawn(other, 'candidate'));
  });
  return box;
}
