// How does a table look in a terminal?
import Table from 'cli-table3';
import { outColors } from '../terminal/stream/color.ts';
import { visibleLine } from '../terminal/stream/visible.ts';

const bare = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '' },
  ...{ right: '', 'right-mid': '', middle: '  ' },
};

/** A cell; numbers are shown as they are and stand to the right. */
export type Cell = string | number;

/**
 * The text of a table without lines, each row ended by a line feed: a bold head, then `rows`.
 * A column stands to the right where all its cells are numbers or begin with a digit or sign.
 */
export function tableText(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const isNumber = head.map((_, column) =>
    rows.every((row) => /^([-+]?\d|–|no data$|$)/.test(String(row[column] ?? ''))),
  );
  const table = new Table({
    head: head.map((text) => outColors.bold(visibleLine(text))),
    chars: bare,
    colAligns: isNumber.map((right) => (right ? 'right' : 'left')),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => row.map((cell) => visibleLine(String(cell)))));
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
