// What did viewers get? Ranges from the median to the 95th percentile, and how often it went wrong.

import type { EmbeddedRun } from '../../embed.ts';
import { element, fold } from '../dom.ts';
import { quantity } from '../format.ts';
import { scrollBox } from '../scroll.ts';
import { kpiTitle } from './kpi.ts';

const ranges = [
  ['qoe.start', 'Start time'],
  ['steer.rtt.starts', 'Round trip to the site'],
  ['steer.distance.starts', 'Distance to the site'],
] as const;

const rates = [
  'qoe.bitrate.mean',
  'qoe.play.share',
  'qoe.rebuffer.ratio',
  'qoe.failover.share',
  'qoe.error.share',
  'qoe.abandon.share',
] as const;

type Range = { label: string; p50: number; p95: number; unit: string };

/** The two panels of quality; empty where the run measured none of it. */
export function qualityPanels({ kpis }: EmbeddedRun): readonly HTMLElement[] {
  const found = ranges.flatMap(([kpi, label]): Range[] => {
    const [low, high] = [kpis[`${kpi}.p50`], kpis[`${kpi}.p95`]];
    if (!low || !high || low.value === null || high.value === null) return [];
    return [{ label, p50: low.value, p95: high.value, unit: high.unit }];
  });
  const measured = rates.filter((kpi) => kpis[kpi] !== undefined);
  const panels: HTMLElement[] = [];
  if (found.length > 0) panels.push(rangePanel(found));
  if (measured.length > 0) {
    const rows = measured.map((kpi) => {
      const { value, unit } = kpis[kpi] ?? { value: Number.NaN, unit: '' };
      const text = quantity(value, unit);
      return element('div', {}, element('dt', {}, kpiTitle(kpi)), element('dd', {}, text));
    });
    const list = element('dl', { class: 'rates' }, ...rows);
    panels.push(element('div', { class: 'chart' }, element('h3', {}, 'While playing'), list));
  }
  return panels;
}

function rangePanel(found: readonly Range[]): HTMLElement {
  const text = found.map(
    ({ label, p50, p95, unit }) =>
      `${label}: median ${quantity(p50, unit)}, 95th percentile ${quantity(p95, unit)}`,
  );
  const rows = found.map(({ label, p50, p95, unit }) => {
    const share = (value: number) => `${((value / (p95 || 1)) * 100).toFixed(1)}%`;
    const bar = element('i', { style: `left: ${share(p50)}; right: 0` });
    return element(
      'div',
      { class: 'range' },
      element('span', { class: 'name' }, label),
      element('div', { class: 'track' }, bar, element('u', { style: `left: ${share(p50)}` })),
      element('b', {}, quantity(p50, unit), element('small', {}, ` to ${quantity(p95, unit)}`)),
    );
  });
  return element(
    'figure',
    { class: 'chart', 'aria-labelledby': 'ranges-title' },
    element(
      'figcaption',
      {},
      element('h3', { id: 'ranges-title' }, 'Distance and delay'),
      element('p', {}, 'From the median to the 95th percentile; each bar begins at zero.'),
    ),
    element('div', { class: 'ranges', role: 'img', 'aria-label': `${text.join('. ')}.` }, ...rows),
    fold('Table of this chart', () => rangeTable(found)),
  );
}

function rangeTable(found: readonly Range[]): HTMLElement {
  const titles = ['Quantity', 'Median', '95th percentile'];
  const heads = titles.map((title) => element('th', { scope: 'col' }, title));
  const rows = found.map(({ label, p50, p95, unit }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, label),
      element('td', {}, quantity(p50, unit)),
      element('td', {}, quantity(p95, unit)),
    ),
  );
  const head = element('thead', {}, element('tr', {}, ...heads));
  return scrollBox(
    'scroll',
    'Distance and delay, as a table',
    element('table', {}, head, element('tbody', {}, ...rows)),
  );
}
