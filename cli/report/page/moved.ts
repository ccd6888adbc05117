// Where did a KPI move? Bars of the sites and networks with the largest differences.
import { counted } from '@fairlead/core';
import type { EmbeddedPage } from '../embed.ts';
import { type Child, element, named } from './dom.ts';
import { difference } from './format.ts';
import { kpiTitle } from './kpi/kpi.ts';

type ComparePage = Extract<EmbeddedPage, { kind: 'compare' }>;
type Moved = ComparePage['comparison']['by'];

/** One block a KPI, the worse first and of them the largest; a sentence where nothing moved. */
export function movedBars({ comparison, names, left }: ComparePage): readonly Child[] {
  const { by, kpis } = comparison;
  if (by.length === 0) return [element('p', { class: 'note' }, 'No site and no network moved.')];
  const order = ['worse', 'better', 'moved', 'unsure', 'noise', 'no-data', 'same'];
  const moved = [...new Set(by.map(({ kpi }) => kpi))];
  const rank = (kpi: string) => order.indexOf(kpis[kpi]?.verdict ?? 'same');
  const size = (kpi: string) => Math.abs(kpis[kpi]?.difference ?? 0);
  moved.sort((a, b) => rank(a) - rank(b) || size(b) - size(a));
  const blocks = moved.map((kpi) => {
    const unit = kpis[kpi]?.unit ?? '';
    const verdict = kpis[kpi]?.verdict ?? 'no-data';
    const parts = (['site', 'network'] as const).map((dimension) => {
      const rows = by.filter((row) => row.kpi === kpi && row.dimension === dimension);
      const as = dimension === 'network' ? 'AS' : '';
      return barsOf(rows, { unit, names, as, title: `By ${dimension}` });
    });
    const title = `${kpiTitle(kpi)} (${verdict.replace('-', ' ')})`;
    const label = { class: 'chart moved', 'aria-label': `${title}, by site and network` };
    return element(
      'figure',
      label,
      element('h3', {}, title),
      element('div', { class: 'two' }, ...parts),
    );
  });
  const rest =
    left > 0
      ? element('p', { class: 'note' }, `${counted(left, 'smaller difference')} not shown.`)
      : undefined;
  const about = element('p', { class: 'note' }, 'Candidate minus base, the largest first.');
  return [about, element('div', { class: 'charts single' }, ...blocks), rest];
}

function barsOf(
  rows: Moved,
  of: { unit: string; names: ComparePage['names']; as: string; title: string },
): HTMLElement | undefined {
  if (rows.length === 0) return undefined;
  const up = Math.max(0, ...rows.map((row) => row.difference));
  const down = Math.max(0, ...rows.map((row) => -row.difference));
  const percent = (value: number) => `${((100 * value) / (up + down || 1)).toFixed(1)}%`;
  const lines = rows.map(({ id, difference: value }) => {
    const bar = element('i', {
      class: value < 0 ? 'less' : 'more',
      style: `width: ${percent(Math.abs(value))}`,
    });
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, named(of.as + id), element('small', {}, of.names[id] ?? '')),
      element('td', { class: 'lane', style: `--zero: ${percent(down)}` }, bar),
      element('td', { class: 'end' }, difference(value, of.unit)),
    );
  });
  return element(
    'table',
    { class: 'bars' },
    element('caption', {}, of.title),
    element('tbody', {}, ...lines),
  );
}
