// What is to be read of a table: which columns, what takes their fields, what holds between them?
import type { Fault } from '@fairlead/core';
import type { CsvForm } from '../csv-record.ts';
import type { Key, Take } from '../world/columns.ts';

/** A column by the name in the header, and what takes its fields. */
export type FieldShape = {
  readonly name: string;
  readonly take: Take;
  /** The column may be absent; its fields are then empty. */
  readonly isOptional?: true;
};

/** A fault that only a whole row has, at the column that is named. */
export type RowFault = { readonly column: string; readonly fault: Fault };

/** What is read of a table; fields of a row are taken in the order of these columns. */
export type RowShape = {
  readonly name: string;
  readonly columns: readonly FieldShape[];
  /** Called when all fields of row `row` were taken: a fault of the row and its column. */
  readonly endRow?: (row: number, isSound: boolean) => RowFault | undefined;
  /** Called when all rows were taken: a fault of a whole column. */
  readonly endTable?: () => RowFault | undefined;
  readonly key?: Key;
  /** A column that is none of these is a mistake, whatever its name. */
  readonly isClosed?: true;
  readonly form?: CsvForm;
  /** A first line that names no column is a row of these columns in this order. */
  readonly mayLackHeader?: true;
  /** The reader leaves out faulty rows, so that of each only the first fault is told. */
  readonly leavesOut?: true;
};
