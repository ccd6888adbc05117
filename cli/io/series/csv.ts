// How does a series read as CSV? What it is digested over, whichever form is written.
import type { Series } from '@fairlead/sim';
import { csvFormatRows } from 'd3';

/** Rows in one piece of text. */
const pieceRows = 1024;

/** The head of a table, LF at its end. */
export function headText({ columns }: Pick<Series, 'columns'>): string {
  return `${csvFormatRows([columns.map((column) => column.name)])}\n`;
}

/** Rows of a series in pieces of text, LF after each row. */
export function* rowTexts({ columns }: Pick<Series, 'columns'>): Generator<string> {
  const rows = columns[0]?.values.length ?? 0;
  for (let from = 0; from < rows; from += pieceRows) {
    const lines: string[][] = [];
    for (let row = from; row < rows && row < from + pieceRows; row++)
      lines.push(columns.map((column) => String(column.values[row])));
    yield `${csvFormatRows(lines)}\n`;
  }
}
