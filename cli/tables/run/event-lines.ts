// What did each event of a run touch, and what became of its changes?
import { counted } from '@fairlead/core';
import { columnNamed, type Series, seriesNamed } from '@fairlead/sim';
import { outColors } from '../../terminal/stream/color.ts';
import { visibleLine } from '../../terminal/stream/visible.ts';
import { answersOf } from '../answers/answers.ts';
import { clock } from '../answers/clock.ts';
import { quantityText } from '../quantity.ts';

type Cells = (column: string) => ArrayLike<number | string>;

function cellsOf(series: readonly Series[], name: string): { count: number; cells: Cells } {
  const table = seriesNamed(series, name);
  const cells: Cells = (column) => columnNamed(table, column).values;
  return { count: table.columns[0]?.values.length ?? 0, cells };
}

/** What an event touched: `3 appliances and links, 40 sessions that asked 90 Mbps`, or nothing. */
function touchedText(number: (column: string) => number, kind: string): string {
  const asked = quantityText(number('asked_bps'), 'bps');
  const parts = [
    [number('elements'), counted(number('elements'), kind === 'policy' ? 'instance' : 'element')],
    [number('sessions'), `${counted(number('sessions'), 'session')} that asked ${asked}`],
    [number('asked_bytes'), `${quantityText(number('asked_bytes'), 'B')} asked meanwhile`],
    [number('routes'), counted(number('routes'), 'route')],
  ] as const;
  const said = parts.filter(([value]) => value > 0).map(([, text]) => text);
  if (said.length === 0) return 'touched nothing';
  const before = number('stopped_before');
  if (before > 0) said.push(`${counted(before, 'element')} had been stopped already`);
  const isIdle = ['sessions', 'asked_bytes', 'routes'].every((name) => number(name) === 0);
  return `touched ${[...said, ...(isIdle ? ['no session'] : [])].join(', ')}`;
}

function publishedText(verdict: string, number: (column: string) => number): string {
  const [published, served] = [number('published_ms'), number('served_ms')];
  if (verdict === '') return '';
  if (served === 0) return `; ${verdict} by the gate at ${clock(published)}`;
  return `; published ${clock(published)}, served ${clock(served)}`;
}

/** A line for each event of a run, and one for each publication that did not serve by itself. */
export function eventLines(series: readonly Series[]): string {
  const touched = cellsOf(series, 'touched');
  const lines = Array.from({ length: touched.count }, (_, row) => {
    const number = (column: string) => Number(touched.cells(column)[row] ?? 0);
    const text = (column: string) => String(touched.cells(column)[row] ?? '');
    const what = visibleLine(`${clock(number('at_ms'))} ${text('text')}`);
    const became = publishedText(text('verdict'), number);
    if (number('reached') === 0)
      return `${row + 1}. ${what}: not reached, the run was stopped before`;
    return `${row + 1}. ${what}: ${touchedText(number, text('kind'))}${became}`;
  });
  const told = cellsOf(series, 'publications');
  const odd = Array.from({ length: told.count }, (_, row) => {
    const text = (column: string) => String(told.cells(column)[row] ?? '');
    if (text('verdict') === 'served') return [];
    const changes = counted(Number(told.cells('changes')[row] ?? 0), 'change');
    const which = `event ${text('events').replaceAll(' ', ', ')}`;
    const what = `${changes} of ${which} ${text('verdict')}`;
    return [
      `${clock(Number(told.cells('at_ms')[row] ?? 0))} ${what}: ${visibleLine(text('reasons'))}`,
    ];
  }).flat();
  const all = [...lines, ...odd];
  return all.length === 0 ? '' : `${all.join('\n')}\n`;
}

/** What a run says at first sight, a line each. */
export function answerLines(series: readonly Series[]): string {
  const { warnings, answers } = answersOf(series);
  const amiss = warnings.map((text) => outColors.yellow(visibleLine(text)));
  return [...amiss, ...answers.map(visibleLine)].map((line) => `${line}\n`).join('');
}
