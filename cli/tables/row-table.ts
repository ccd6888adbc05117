// What is a table that was worked out, before it is written?

/** A table in rows, each as long as `columns`. */
export type RowTable = {
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly (string | number)[]>;
};
