// How does code look at a column without being able to write to it?

/** A column inside hot code: rows are plain integers there. Read-only, free at run time. */
export interface Numbers {
  /** Rows. */
  readonly length: number;
  /** The value in a row; `undefined` outside, where arithmetic gives NaN or 0 and never throws. */
  readonly [row: number]: number;
}

/** A column of texts. */
export type Texts = readonly string[];
