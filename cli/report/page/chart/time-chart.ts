// How does one read a course over time? A figure with legend, crosshair, keys and a table.

import { counted } from '@fairlead/core';
import { element, fold, onResize, shape } from '../dom.ts';
import { instant, quantity } from '../format.ts';
import { scrollBox } from '../scroll.ts';
import { moment, onMoment, pointAt, say } from './cursor.ts';
import { clocks } from './local.ts';
import { type Plot, plotOf } from './plot.ts';
import { type ChartSpec, peakOf, rowAt, stepMs, totalAt } from './spec.ts';

/** A figure that draws `spec` at the width it is given and follows the shared moment. */
export function timeChart(spec: ChartSpec): HTMLElement {
  const legend = legendOf(spec);
  const box = element('div', { class: 'plot' });
  const scrub = scrubOf(spec);
  const figure = element(
    'figure',
    { class: 'chart', id: spec.id, 'aria-labelledby': `${spec.id}-title` },
    element(
      'figcaption',
      {},
      element('h3', { id: `${spec.id}-title` }, spec.title),
      element('p', {}, spec.about),
    ),
    legend.list,
    box,
    fold('Table of this chart', () => valuesTable(spec)),
  );
  let plot: Plot | undefined;
  const show = () => {
    const at = moment();
    const row = at === undefined ? undefined : rowAt(spec, at);
    legend.show(row);
    if (plot) crosshair(spec, plot, row);
    setMoment(spec, scrub, row);
  };
  onResize(box, (width) => {
    plot = plotOf(spec, { width, height: width < 480 ? 210 : 250 }, summaryOf(spec));
    const { top, left, right, bottom } = plot.edge;
    scrub.style.inset = `${top}px ${right}px ${bottom}px ${left}px`;
    box.replaceChildren(plot.picture, scrub);
    show();
  });
  onMoment(show);
  show();
  return figure;
}

function legendOf(spec: ChartSpec): {
  list: HTMLElement;
  show: (row: number | undefined) => void;
} {
  const when = element('li', { class: 'when' });
  const list = element('ul', { class: 'legend' }, when);
  const peak = peakOf(spec);
  const cells = spec.layers.map((layer) => {
    const value = element('b');
    const mark = `swatch ${spec.form}${layer.dashed ? ' dashed' : ''}`;
    const swatch = element('i', { class: mark, style: `--swatch: var(${layer.colour})` });
    list.append(element('li', {}, swatch, `${layer.label} `, value));
    return { value, layer, most: layer.values.reduce((a, b) => (b > a ? b : a), 0) };
  });
  const total = element('b');
  if (spec.form === 'stack') list.append(element('li', { class: 'total' }, 'Total ', total));
  const show = (row: number | undefined) => {
    const of = row ?? peak.row;
    const lines = spec.form === 'lines' && row === undefined;
    const at = spec.times[of] ?? spec.fromMs;
    const text = clocks(at, spec.local);
    when.textContent = lines ? 'Highest' : `${row === undefined ? 'Peak, ' : ''}${text}`;
    for (const { value, layer, most } of cells) {
      value.textContent = quantity(lines ? most : (layer.values[of] ?? Number.NaN), spec.unit);
    }
    total.textContent = quantity(totalAt(spec, of), spec.unit);
  };
  return { list, show };
}

function crosshair(spec: ChartSpec, { cross, x, y }: Plot, row: number | undefined): void {
  cross.replaceChildren();
  const at = row === undefined ? undefined : spec.times[row];
  if (row === undefined || at === undefined) return;
  const [bottom = 0, top = 0] = y.range();
  const place = x(at + stepMs(spec) / 2);
  const ends = { x1: place, x2: place, y1: top, y2: bottom };
  cross.append(shape('line', { ...ends, class: 'halo' }), shape('line', ends));
  let below = 0;
  for (const { values, colour } of spec.layers) {
    const value = values[row] ?? Number.NaN;
    if (!Number.isFinite(value) || (spec.form === 'stack' && value === 0)) continue;
    below = spec.form === 'stack' ? below + value : value;
    const dot = { cx: place, cy: y(below), r: 4, style: `fill: var(${colour})` };
    cross.append(shape('circle', dot));
  }
}

/** The layer above the plot that takes the pointer and the keys: a slider over the epochs. */
function scrubOf(spec: ChartSpec): HTMLElement {
  const last = spec.times.length - 1;
  const scrub = element('div', {
    ...{ class: 'scrub', tabindex: 0, role: 'slider', 'aria-label': `Moment in ${spec.title}` },
    ...{ 'aria-valuemin': 0, 'aria-valuemax': Math.max(0, last) },
  });
  const go = (row: number) => {
    const bound = Math.max(0, Math.min(last, row));
    pointAt(spec.times[bound]);
    say(readOut(spec, bound));
  };
  scrub.addEventListener('pointermove', ({ offsetX }) => {
    const share = offsetX / Math.max(1, scrub.clientWidth);
    const row = rowAt(spec, spec.fromMs + share * (spec.toMs - spec.fromMs));
    if (row !== undefined) pointAt(spec.times[row]);
  });
  scrub.addEventListener('pointerleave', () => pointAt(undefined));
  scrub.addEventListener('blur', () => pointAt(undefined));
  scrub.addEventListener('focus', () => {
    if (scrub.matches(':focus-visible')) go(nowOf(spec));
  });
  scrub.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') pointAt(undefined);
    const row = target(event.key, nowOf(spec), last);
    if (row === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(row);
  });
  return scrub;
}

function nowOf(spec: ChartSpec): number {
  const at = moment();
  return (at === undefined ? undefined : rowAt(spec, at)) ?? peakOf(spec).row;
}

/** Where a key leads from place `now` of 0..`last`; undefined: the key means nothing here. */
export function target(key: string, now: number, last: number): number | undefined {
  const steps: { readonly [key: string]: number } = {
    ...{ ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1 },
    ...{ PageDown: now - 10, PageUp: now + 10, Home: 0, End: last },
  };
  return steps[key];
}

function setMoment(spec: ChartSpec, scrub: HTMLElement, row: number | undefined): void {
  const of = row ?? peakOf(spec).row;
  scrub.setAttribute('aria-valuenow', String(of));
  scrub.setAttribute('aria-valuetext', clocks(spec.times[of] ?? spec.fromMs, spec.local));
}

function readOut(spec: ChartSpec, row: number): string {
  const values = spec.layers.map(
    ({ label, values }) => `${label} ${quantity(values[row] ?? Number.NaN, spec.unit)}`,
  );
  if (spec.form === 'stack') values.push(`total ${quantity(totalAt(spec, row), spec.unit)}`);
  return `${clocks(spec.times[row] ?? 0, spec.local)}: ${values.join(', ')}.`;
}

/** What the chart says in a sentence or two: its name for those who do not see it. */
function summaryOf(spec: ChartSpec): string {
  const { value, row } = peakOf(spec);
  const when = instant(spec.times[row] ?? spec.fromMs);
  const events = spec.marks.length > 0 ? ` ${counted(spec.marks.length, 'event')} marked.` : '';
  if (value === 0) return `${spec.title}: nothing above zero.${events}`;
  const head = spec.form === 'stack' ? 'the total is highest' : 'the highest value is';
  const text = `${spec.title}: ${head} ${quantity(value, spec.unit)} on ${when}.`;
  return `${text} At that time ${readOut(spec, row)}${events}`;
}

function valuesTable(spec: ChartSpec): HTMLElement {
  const head = element('tr', {}, element('th', { scope: 'col' }, 'Time (UTC)'));
  for (const { label } of spec.layers) {
    head.append(element('th', { scope: 'col', class: 'end' }, label));
  }
  const body = element('tbody');
  spec.times.forEach((at, row) => {
    const line = element('tr', {}, element('th', { scope: 'row' }, instant(at)));
    for (const { values } of spec.layers) {
      const text = quantity(values[row] ?? Number.NaN, spec.unit);
      line.append(element('td', { class: 'end' }, text));
    }
    body.append(line);
  });
  const label = `${spec.title}, as a table`;
  return scrollBox(
    'scroll',
    label,
    element('table', {}, element('caption', {}, label), element('thead', {}, head), body),
  );
}
