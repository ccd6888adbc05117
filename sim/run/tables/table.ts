// How does a table of a run stand for all members, where a part of them was played?
import type { Series, SeriesColumn } from '../result.ts';

export type Values = SeriesColumn['values'];

/**
 * A column of a table, which says what becomes of it in a sample. An amount has twice as much where
 * twice as many members are played; anything else (instants, texts, shares, what is declared) is of
 * a sample as it is of the whole. `isAmount` may say so row by row.
 */
export type Column = {
  readonly name: string;
  readonly values: Values;
  readonly isAmount: boolean | ((row: number) => boolean);
  /** Of an amount: given in whole ones. */
  readonly isWhole: boolean;
};

/** A column that is in a sample as it is in the whole. */
export const fixed = (name: string, values: Values): Column => ({
  ...{ name, values, isAmount: false, isWhole: false },
});

/** A column of amounts: bytes, bit/s. */
export const amount = (name: string, values: Float64Array): Column => ({
  ...{ name, values, isAmount: true, isWhole: false },
});

/** A column of amounts in whole ones: sessions, ms of members, bit/s where digits are of no use. */
export const wholeAmount = (name: string, values: Float64Array): Column => ({
  ...{ name, values, isAmount: true, isWhole: true },
});

/** The same, each value told by the row that it is of. */
export const columnsOver = <Row>(rows: ArrayLike<Row>) => {
  type Told<Value> = (row: Row, place: number) => Value;
  const numbers = (value: Told<number>) => Float64Array.from(Array.from(rows, value));
  return {
    text: (name: string, value: Told<string>) => fixed(name, Array.from(rows, value)),
    fixed: (name: string, value: Told<number>) => fixed(name, numbers(value)),
    amount: (name: string, value: Told<number>) => amount(name, numbers(value)),
    wholeAmount: (name: string, value: Told<number>) => wholeAmount(name, numbers(value)),
  };
};

/**
 * A table of a run that played `share` of the members. Nothing else scales what a table tells.
 * `columns` are as the run counted them.
 */
export function table(name: string, share: number, columns: readonly Column[]): Series {
  return {
    name,
    columns: columns.map((column) => ({ name: column.name, values: ofAll(column, share) })),
  };
}

function ofAll({ values, isAmount, isWhole }: Column, share: number): Values {
  if (!(values instanceof Float64Array) || isAmount === false) return values;
  return values.map((value, row) => {
    const own = isAmount === true || isAmount(row) ? value / share : value;
    return isWhole ? Math.floor(own + 0.5) : own;
  });
}

/** Shares are given to six digits. */
export const rounded = (share: number): number => Math.floor(share * 1e6 + 0.5) / 1e6;
