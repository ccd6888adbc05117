// How do the KPIs of a run, or of two, look in a terminal?
import { counted, grouped } from '@fairlead/core';
import { askedText, differingText } from '@fairlead/scenarios';
import type { Comparison, KpiDifference, ResultDocument } from '@fairlead/sim';
import { outColors } from '../../terminal/stream/color.ts';
import { visibleLine } from '../../terminal/stream/visible.ts';
import { quantityText, shareText } from '../quantity.ts';
import { tableText } from '../text-table.ts';

/** A value with its unit, for people. */
export function valueText(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return 'no data';
  if (unit === 'ratio') return shareText(value, 2);
  if (unit === 'count') return grouped(value);
  if (unit === 'ms' || unit === 'km') return `${Number(value.toPrecision(4))} ${unit}`;
  return quantityText(value, unit);
}

/** The KPI table of a run, its invariants and expectations, and lines of its events. */
export function kpiTable(title: string, document: ResultDocument, events = ''): string {
  const { simulated, kpis, expectations, invariants, timing, provenance } = document;
  const sampling =
    simulated.samplingFactor === 1 ? '' : `, ${shareText(simulated.samplingFactor)} of members`;
  const window = `${simulated.from} to ${simulated.to}`;
  const epochs = `epochs of ${provenance.epochMs / 1000} s`;
  const sessions = `${counted(simulated.sessions, 'session')}${sampling}`;
  const speed = `${grouped(timing.sessionsPerSecond)} a second`;
  const partial = simulated.isPartial ? `${outColors.yellow(partialText(document))}\n` : '';
  const head = `${visibleLine(title)}\n${window}, ${epochs}, ${sessions}, ${speed}\n${partial}\n`;
  const rows = Object.entries(kpis).map(([name, kpi]) => [
    name,
    valueText(kpi.value, kpi.unit),
    expectations
      .filter(({ kpi }) => kpi === name)
      .map(({ op, bound, ok }) => expectationText(ok, `${op} ${valueText(bound, kpi.unit)}`))
      .join(', '),
  ]);
  const broken = invariants.filter(({ violated }) => violated > 0);
  const checked = broken.map(
    ({ name, violated }) => `${name}: violated ${counted(violated, 'time')}`,
  );
  const invariantText =
    broken.length === 0
      ? `${counted(invariants.length, 'invariant')} checked, none violated\n`
      : `${outColors.red(checked.join('\n'))}\n`;
  const table = tableText(['KPI', 'value', 'expected'], rows);
  const eventText = events === '' ? '' : `\n${events}`;
  return `${head}${table}${reasonsText(kpis)}${eventText}\n${invariantText}`;
}

/** That a run was stopped, where, and what follows from it. */
function partialText({ simulated, provenance, expectations }: ResultDocument): string {
  const planned = `stopped at ${simulated.to}, planned to ${provenance.scenario.to}`;
  const judged = expectations.length > 0 ? '; no expectation is judged' : '';
  return `partial: ${planned}${judged}`;
}

/** A line for each KPI without a value, why. */
function reasonsText(all: { readonly [name: string]: object }): string {
  const lines = Object.entries(all).flatMap(([name, kpi]) =>
    'reason' in kpi ? [`${name} has no data: ${kpi.reason}\n`] : [],
  );
  return lines.join('');
}

function expectationText(ok: boolean | null, text: string): string {
  if (ok === null) return `not judged: ${text}`;
  return ok ? `${outColors.green('✓')} ${text}` : `${outColors.red('✗')} ${text}`;
}

function verdictText({ verdict }: KpiDifference): string {
  if (verdict === 'better') return outColors.green('▲ better');
  if (verdict === 'worse') return outColors.red('▼ worse');
  return verdict === 'no-data' ? 'no data' : verdict;
}

/** A difference with its sign; shares in percentage points. */
export function differenceText(difference: number | null, unit: string): string {
  if (difference === null) return '–';
  if (difference === 0) return '0';
  const sign = difference > 0 ? '+' : '';
  if (unit === 'ratio') return `${sign}${(difference * 100).toFixed(3)} pp`;
  return `${sign}${valueText(difference, unit)}`;
}

/** What differs between two questions, a line each. */
function differsText(differs: Comparison['differs']): string {
  if (differs.length === 0) return 'Same scenario, same world: nothing differs.\n';
  const rows = differs.map(({ what, base, candidate }) => {
    return [differingText(what), askedText(base), askedText(candidate)];
  });
  return tableText(['what differs', 'base', 'candidate'], rows);
}

/** What differs, the table of a comparison, and where the first few KPIs moved. */
export function comparisonTable({ kpis, by, differs }: Comparison): string {
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
  const table =
    tableText(['KPI', 'base', 'candidate', 'difference', 'verdict'], rows) + reasonsText(kpis);
  const head = `${differsText(differs)}\n${table}`;
  if (moved.length === 0) return head;
  return `${head}\n${tableText(['KPI', 'by', 'moved most'], moved)}`;
}
