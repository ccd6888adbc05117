// What is asked of steering?

/** What is asked. Hashes are `hashId` of the ids; `file` is `noRow` when nobody knows it. */
export type Request = {
  /** From `vantageOf`. */
  readonly vantage: number;
  readonly file: number;
  readonly fileHash: number;
  readonly sessionHash: number;
  /** 1 to 16; outside that it is brought back into it. */
  readonly want: number;
};

/** Whether any manifest names the file; -1, the bits of `noRow`, says no as well. */
export function isKnown(request: Request): boolean {
  return (request.file | 0) !== -1;
}

/**
 * What was found out of candidates before anything is decided, a row each: copies of the file that
 * the cluster holds, 0 to 3, whose appliances stand in `rows` from 4 × row on; or `unprepared`.
 */
export type Prepared = { readonly copies: Uint8Array; readonly rows: Uint32Array };

/** In `Prepared.copies`: to be asked when it is needed. */
export const unprepared = 255;

/** Nothing was found out. */
export const nothingPrepared: Prepared = { copies: new Uint8Array(0), rows: new Uint32Array(0) };
