// Which row is it? A table that sorts, filters and says how much it leaves out.

import { counted, grouped } from '@fairlead/core';
import { element, named } from './dom.ts';
import { quantity } from './format.ts';
import { scrollBox } from './scroll.ts';

/** A column of a table: texts sort by code unit, numbers by value, both with a stable order. */
export type TableColumn =
  | { readonly title: string; readonly texts: readonly string[] }
  | {
      readonly title: string;
      readonly numbers: Float64Array;
      readonly unit: string;
      /** Draws a bar behind the number: 0..1 of the cell. */
      readonly bar?: boolean;
    };

export type TableSpec = {
  readonly id: string;
  readonly caption: string;
  /** What a row is, as "sites". */
  readonly row: string;
  readonly count: number;
  /** Rows of the run that the page does not have. */
  readonly left: number;
  readonly columns: readonly TableColumn[];
  /** Column that the table is sorted by at first: descending for numbers. */
  readonly sortedBy: number;
};

const shownMax = 200;

type State = { column: number; down: boolean; filter: string };

/** The table with its filter box and its count. */
export function rowTable(spec: TableSpec): HTMLElement {
  const sorted = spec.columns[spec.sortedBy];
  const state: State = {
    ...{ column: spec.sortedBy, filter: '' },
    down: sorted !== undefined && 'numbers' in sorted,
  };
  const body = element('tbody');
  const count = element('p', { class: 'count', role: 'status' });
  const heads = spec.columns.map((column, place) => headOf(column, () => sortBy(place)));
  const haystack = haystackOf(spec);
  const show = () => {
    const rows = rowsOf(spec, state, haystack);
    body.replaceChildren(...rows.slice(0, shownMax).map((row) => lineOf(spec, row)));
    count.textContent = countText(spec, rows.length);
    heads.forEach((head, place) => {
      const order = state.down ? 'descending' : 'ascending';
      head.setAttribute('aria-sort', place === state.column ? order : 'none');
    });
  };
  const sortBy = (place: number) => {
    const column = spec.columns[place];
    state.down = place === state.column ? !state.down : column !== undefined && 'numbers' in column;
    state.column = place;
    show();
  };
  const filter = filterOf(spec, (text) => {
    state.filter = text;
    show();
  });
  show();
  const caption = element('caption', {}, spec.caption);
  const head = element('thead', {}, element('tr', {}, ...heads));
  return element(
    'div',
    { class: 'rows', id: spec.id },
    element('div', { class: 'bar' }, filter, count),
    scrollBox('scroll', spec.caption, element('table', {}, caption, head, body)),
  );
}

function filterOf(spec: TableSpec, act: (text: string) => void): HTMLElement {
  const input = element('input', {
    ...{ type: 'search', id: `${spec.id}-filter`, autocomplete: 'off', spellcheck: 'false' },
    placeholder: `Filter ${spec.caption.toLowerCase()}`,
  });
  input.addEventListener('input', () => act(input.value.trim().toLowerCase()));
  const label = element(
    'label',
    { for: input.id, class: 'unseen' },
    `Filter ${spec.caption.toLowerCase()}`,
  );
  return element('div', { class: 'filter' }, label, input);
}

function headOf(column: TableColumn, act: () => void): HTMLElement {
  const button = element('button', { type: 'button' }, column.title);
  button.addEventListener('click', act);
  return element('th', { scope: 'col', class: 'numbers' in column ? 'end' : undefined }, button);
}

/** All texts of a row in lower case: what the filter looks in. */
function haystackOf({ columns, count }: TableSpec): readonly string[] {
  const texts = columns.flatMap((column) => ('texts' in column ? [column.texts] : []));
  return Array.from({ length: count }, (_, row) =>
    texts
      .map((column) => column[row])
      .join('\n')
      .toLowerCase(),
  );
}

function rowsOf(spec: TableSpec, state: State, haystack: readonly string[]): number[] {
  const rows: number[] = [];
  for (let row = 0; row < spec.count; row++) {
    if (haystack[row]?.includes(state.filter)) rows.push(row);
  }
  const column = spec.columns[state.column];
  if (!column) return rows;
  const sign = state.down ? -1 : 1;
  if ('texts' in column) {
    const { texts } = column;
    return rows.sort((a, b) => sign * compare(texts[a] ?? '', texts[b] ?? '') || a - b);
  }
  const { numbers } = column;
  const value = (row: number) => (Number.isNaN(numbers[row]) ? -1 : (numbers[row] ?? -1));
  return rows.sort((a, b) => sign * compare(value(a), value(b)) || a - b);
}

function compare<Value extends string | number>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function lineOf({ columns }: TableSpec, row: number): HTMLElement {
  const line = element('tr');
  columns.forEach((column, place) => {
    if ('texts' in column) {
      const text = column.texts[row] ?? '';
      const cell =
        place === 0 ? element('th', { scope: 'row' }, named(text)) : element('td', {}, text);
      line.append(cell);
      return;
    }
    const value = column.numbers[row] ?? Number.NaN;
    const text = Number.isFinite(value) ? quantity(value, column.unit) : '–';
    const wide = Math.max(0, Math.min(1, value || 0)) * 100;
    const style = column.bar ? `--wide: ${wide.toFixed(1)}%` : undefined;
    line.append(element('td', { class: column.bar ? 'end meter' : 'end', style }, text));
  });
  return line;
}

function countText({ row, count, left }: TableSpec, found: number): string {
  const of = found === count ? '' : ` that match, of ${grouped(count)}`;
  const rest = found - shownMax;
  const absent = left > 0 ? ` ${grouped(left)} with less traffic left out of this page.` : '';
  if (rest <= 0) return `${counted(found, row)}${of}.${absent}`;
  const shown = `First ${shownMax} of ${counted(found, row)}${of}`;
  return `${shown}; ${grouped(rest)} more: sort or filter.${absent}`;
}
