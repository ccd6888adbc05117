// Which numbers does the page draw? The embedded tables, read back as columns.
import type { EmbeddedPage, EmbeddedRun, EmbeddedTable } from '../embed.ts';

/** The page's content, out of the script element that carries it. */
export function readPage(): EmbeddedPage {
  return JSON.parse(document.getElementById('page')?.textContent ?? '');
}

export function tableOf(run: EmbeddedRun, name: string): EmbeddedTable {
  return run.tables[name] ?? { count: 0, left: 0, columns: {} };
}

/** A column as numbers; what is no number is NaN. */
export function numbersOf(table: EmbeddedTable, name: string): Float64Array {
  const column = table.columns[name];
  if (column && 'numbers' in column) {
    return Float64Array.from(column.numbers, (value) => value ?? Number.NaN);
  }
  return Float64Array.from(textsOf(table, name), Number);
}

/** A column as texts. */
export function textsOf(table: EmbeddedTable, name: string): readonly string[] {
  const column = table.columns[name];
  if (!column) return [];
  if ('texts' in column) return column.texts;
  if ('numbers' in column) return column.numbers.map((value) => String(value ?? ''));
  return column.rows.map((row) => column.distinct[row] ?? '');
}

/** Element by element sum of columns. */
export function sumOf(table: EmbeddedTable, names: readonly string[]): Float64Array {
  const columns = names.map((name) => numbersOf(table, name));
  return Float64Array.from({ length: table.count }, (_, row) =>
    columns.reduce((sum, column) => sum + (column[row] ?? 0), 0),
  );
}

export function largest(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
