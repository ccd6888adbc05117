// What was lost, where and when, and which event did it come with?
import { counted } from '@fairlead/core';
import type { EmbeddedRun } from '../../embed.ts';
import { eventsOf } from '../chart/chart-list.ts';
import { clocks, type Local, localOf } from '../chart/local.ts';
import type { ChartSpec } from '../chart/spec.ts';
import { timeChart } from '../chart/time-chart.ts';
import { type Child, element, named } from '../dom.ts';
import { instant, lasting, quantity } from '../format.ts';
import { numbersOf, tableOf, textsOf } from '../frame.ts';
import { scrollBox } from '../scroll.ts';

const causes = [
  ['route', 'no route'],
  ['content', 'content not held'],
  ['drain', 'drained'],
  ['loss', 'site or link down'],
  ['health', 'believed ill'],
  ['load', 'appliance load'],
  ['link', 'link load'],
] as const;

const missed = causes.flatMap(([cause]) => (cause === 'content' ? [] : [`miss_${cause}_bps`]));

const colours = ['loss', 'link', 'content', 'load', 'health', 'drain'];
const eventsMax = 20;

/** Sentence, chart and tables; the sentence and the events alone where nothing was lost. */
export function lostPart(run: EmbeddedRun): readonly Child[] {
  const local = localOf(run);
  const isLost = tableOf(run, 'lost').count > 0;
  return [
    sentenceOf(run),
    isLost ? element('div', { class: 'charts single' }, timeChart(chartOf(run, local))) : undefined,
    ...(isLost ? placesOf(run, local) : []),
    eventTable(run, local),
  ];
}

function sentenceOf({ kpis }: EmbeddedRun): HTMLElement {
  const value = (name: string): number => kpis[name]?.value ?? Number.NaN;
  const lost = value('traffic.unserved.share');
  if (!(lost >= 0)) return element('p', { class: 'note' }, 'Nothing was asked for.');
  if (lost === 0) return element('p', { class: 'note' }, 'Nothing of what was asked for was lost.');
  const part = (name: string) => quantity(value(`traffic.${name}.share`), 'ratio');
  const bytes = quantity(lost * value('traffic.asked.bytes'), 'B');
  const how =
    `${part('reduced')} was played at a lower rung, ${part('stalled')} stood still, ` +
    `${part('absent')} found no appliance.`;
  const lead = `${quantity(lost, 'ratio')} of what was asked for was lost, ${bytes}.`;
  return element('p', {}, element('b', {}, lead), ` ${how}`);
}

function chartOf(run: EmbeddedRun, local: Local | undefined): ChartSpec {
  const table = tableOf(run, 'lost_times');
  const names = Object.keys(table.columns).filter((name) => name !== 'start_ms');
  const layers = names.map((name, k) => ({
    label: name === 'others' ? 'All others' : name,
    colour: `--miss-${colours[k % colours.length]}`,
    values: numbersOf(table, name),
  }));
  return {
    ...{ id: 'lost-times', title: 'Lost, by country of the members', unit: 'bps', form: 'stack' },
    about: 'Asked for and not carried, mean of each five minutes.',
    layers: layers.filter(({ label, values }) => label !== 'All others' || values.some(Boolean)),
    times: numbersOf(table, 'start_ms'),
    ...{ fromMs: Date.parse(run.from), toMs: Date.parse(run.to), marks: eventsOf(run), local },
  };
}

type Cell = string | { readonly end: string };

function tableHtml(caption: string, heads: readonly Cell[], rows: readonly (readonly Cell[])[]) {
  const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.end);
  const classOf = (cell: Cell) => (typeof cell === 'string' ? undefined : 'end');
  const head = heads.map((cell) => {
    return element('th', { scope: 'col', class: classOf(cell) }, textOf(cell));
  });
  const lines = rows.map((cells) => {
    const made = cells.map((cell, k) =>
      k === 0
        ? element('th', { scope: 'row' }, named(textOf(cell)))
        : element('td', { class: classOf(cell) }, textOf(cell)),
    );
    return element('tr', {}, ...made);
  });
  const parts = [element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...lines)];
  const table = element('table', {}, element('caption', {}, caption), ...parts);
  return element(
    'div',
    { class: 'told' },
    element('h3', {}, caption),
    scrollBox('scroll', caption, table),
  );
}

/** Why the first rank did not have what a country asked for: the cause of most, and its share. */
function mainCause(run: EmbeddedRun, country: string): string {
  const table = tableOf(run, 'countries');
  const row = textsOf(table, 'country').indexOf(country);
  const asked = numbersOf(table, 'asked_bytes')[row] ?? Number.NaN;
  const found = causes.map(([cause, text]) => {
    return { text, share: (numbersOf(table, `miss_${cause}_bytes`)[row] ?? 0) / asked };
  });
  const [most] = found.sort((a, b) => b.share - a.share);
  return most && most.share > 0 ? `${most.text}, ${quantity(most.share, 'ratio')}` : 'none';
}

function placesOf(run: EmbeddedRun, local: Local | undefined): readonly Child[] {
  const table = tableOf(run, 'lost');
  const [kinds, ids] = [textsOf(table, 'kind'), textsOf(table, 'id')];
  const of = (name: string) => numbersOf(table, name);
  const [asked, lost, worst] = [of('asked_bytes'), of('lost_bytes'), of('worst_bps')];
  const at = of('worst_ms');
  const end = (value: number, unit: string) => ({ end: quantity(value, unit) });
  const rowsOf = (kind: string) =>
    kinds.flatMap((one, row): (readonly Cell[])[] => {
      if (one !== kind) return [];
      const share = (lost[row] ?? 0) / (asked[row] ?? 0);
      const id = ids[row] ?? '';
      const told = [id, end(lost[row] ?? 0, 'B'), end(share, 'ratio'), end(worst[row] ?? 0, 'bps')];
      const when = clocks(at[row] ?? 0, local);
      return [kind === 'country' ? [...told, when, mainCause(run, id)] : [...told, when]];
    });
  const headsOf = (share: string) => [
    ...[{ end: 'Lost' }, { end: share }, { end: 'At worst' }, 'When'],
  ];
  const countries = ['Country', ...headsOf('Of what it asked for'), 'First rank missed'];
  const rest = `${counted(table.left, 'place')} with smaller losses not shown.`;
  return [
    tableHtml('Lost by country', countries, rowsOf('country')),
    rowsOf('site').length > 0
      ? tableHtml(
          'Sites that were short',
          ['Site', ...headsOf('Of what it was asked for')],
          rowsOf('site'),
        )
      : undefined,
    table.left > 0 ? element('p', { class: 'note' }, rest) : undefined,
  ];
}

/** A span of an event: from its begin to its end, or to that of the window. */
type Span = { readonly text: string; readonly fromMs: number; readonly toMs: number };

function spansOf(run: EmbeddedRun): Span[] {
  const table = tableOf(run, 'touched');
  const [at, until] = [numbersOf(table, 'at_ms'), numbersOf(table, 'until_ms')];
  const endMs = Date.parse(run.to);
  const reached = numbersOf(table, 'reached');
  return textsOf(table, 'text').flatMap((text, row) => {
    if (reached[row] === 0) return [];
    const untilMs = until[row] || endMs; // 0: it has no end
    return [{ text, fromMs: at[row] ?? 0, toMs: Math.min(untilMs, endMs) }];
  });
}

const eventHeads = [
  ...['Event', 'Began', 'Lasted', { end: 'Lost meanwhile' }, { end: 'First rank missed' }],
  ...[{ end: 'Failovers' }, { end: 'Errors' }],
];

/** What the table of events counts, and how many it leaves out. */
function aboutEvents({ to }: EmbeddedRun, more: number): HTMLElement {
  const text =
    `Until it ends, at the latest ${instant(Date.parse(to))}. First rank missed: for any reason ` +
    'but content that it does not hold. Events that last at the same time share what they show.';
  const rest = more > 0 ? ` ${counted(more, 'more event')}.` : '';
  return element('p', { class: 'note' }, text + rest);
}

/** What went on while each event lasted; several at once share what they tell. */
function eventTable(run: EmbeddedRun, local: Local | undefined): Child {
  const spans = spansOf(run);
  if (spans.length === 0) return undefined;
  const epochs = tableOf(run, 'epochs');
  const times = numbersOf(epochs, 'start_ms');
  const stepMs = run.epochMs * run.epochsPerRow;
  const sum = (name: string, { fromMs, toMs }: Span): number => {
    const values = numbersOf(epochs, name);
    return values.reduce((all, value, row) => {
      const from = times[row] ?? 0;
      return from >= fromMs - stepMs / 2 && from < toMs ? all + value : all;
    }, 0);
  };
  const bytes = (names: readonly string[], span: Span) => {
    const bps = names.reduce((all, name) => all + sum(name, span), 0);
    return quantity((bps * stepMs) / 8000, 'B');
  };
  const rows = spans
    .slice(0, eventsMax)
    .map((span): readonly Cell[] => [
      span.text,
      clocks(span.fromMs, local),
      lasting(span.toMs - span.fromMs),
      { end: bytes(['unserved_bps'], span) },
      { end: bytes(missed, span) },
      { end: quantity(sum('failovers', span), 'count') },
      { end: quantity(sum('errors', span), 'count') },
    ]);
  const table = tableHtml('While each event lasted', eventHeads, rows);
  return element('div', {}, table, aboutEvents(run, spans.length - rows.length));
}
