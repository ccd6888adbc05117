// How do the KPIs of a run, or of two, look in a terminal?
import type { Comparison, KpiDifference, ResultDocument } from '@fairlead/sim';
import { outColors } from '../terminal/stream/color.ts';
import { visibleLine } from '../terminal/stream/visible.ts';
import { countText, quantityText, shareText } from './quantity.ts';
import { tableText } from './text-table.ts';

/** A value with its unit, for people. */
export function valueText(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (unit === 'ratio') return shareText(value, 2);
  if (unit === 'count') return countText(value);
  if (unit === 'ms' || unit === 'km') return `${Number(value.toPrecision(4))} ${unit}`;
  return quantityText(value, unit);
}

/** The KPI table of a run, its invariants and expectations. */
export function kpiTable(title: string, document: ResultDocument, isPartial: boolean): string {
  const { simulated, kpis, expectations, invariants, timing } = document;
  const sampling =
    simulated.samplingFactor === 1 ? '' : `, ${shareText(simulated.samplingFactor)} of members`;
  const window = `${simulated.from} to ${simulated.to}${isPartial ? ' (stopped early)' : ''}`;
  const sessions = `${countText(simulated.sessions)} sessions${sampling}`;
  const speed = `${countText(timing.sessionsPerSecond)} a second`;
  const head = `${visibleLine(title)}\n${window}, ${sessions}, ${speed}\n\n`;
  const rows = Object.entries(kpis).map(([name, { value, unit }]) => [
    name,
    valueText(value, unit),
    expectations
      .filter(({ kpi }) => kpi === name)
      .map(({ op, bound, ok }) => expectationText(ok, `${op} ${valueText(bound, unit)}`))
      .join(', '),
  ]);
  const broken = invariants.filter(({ violated }) => violated > 0);
  const checked = broken.map(
    ({ name, violated }) => `${name}: violated ${countText(violated)} times`,
  );
  const invariantText =
    broken.length === 0
      ? `all ${invariants.length} invariants held\n`
      : `${outColors.red(checked.join('\n'))}\n`;
  return `${head}${tableText(['KPI', 'value', 'expected'], rows)}\n${invariantText}`;
}

function expectationText(ok: boolean, text: string): string {
  return ok ? `${outColors.green('✓')} ${text}` : `${outColors.red('✗')} ${text}`;
}

function verdictText({ verdict }: KpiDifference): string {
  if (verdict === 'better') return outColors.green('▲ better');
  if (verdict === 'worse') return outColors.red('▼ worse');
  return verdict === 'same' ? 'same' : 'no data';
}

/** A difference with its sign; shares in percentage points. */
export function differenceText(difference: number | null, unit: string): string {
  if (difference === null) return '–';
  if (difference === 0) return '0';
  const sign = difference > 0 ? '+' : '';
  if (unit === 'ratio') return `${sign}${(difference * 100).toFixed(3)} pp`;
  return `${sign}${valueText(difference, unit)}`;
}

/** The table of a comparison, and where the first few KPIs moved. */
export function comparisonTable({ kpis, by }: Comparison): string {
  const rows = Object.entries(kpis).map(([name, kpi]) => [
    name,
    valueText(kpi.base, kpi.unit),
    valueText(kpi.candidate, kpi.unit),
    differenceText(kpi.difference, kpi.unit),
    verdictText(kpi),
  ]);
  const moved = [...new Set(by.map(({ kpi, dimension }) => `${kpi}\t${dimension}`))].map((key) => {
    const [name = '', dimension = ''] = key.split('\t');
    const first = by.filter((row) => row.kpi === name && row.dimension === dimension).slice(0, 3);
    const places = first.map(
      ({ id, difference }) => `${id} ${differenceText(difference, 'ratio')}`,
    );
    return [name, dimension, places.join(', ')];
  });
  const table = tableText(['KPI', 'base', 'candidate', 'difference', 'verdict'], rows);
  if (moved.length === 0) return table;
  return `${table}\n${tableText(['KPI', 'by', 'moved most'], moved)}`;
}
