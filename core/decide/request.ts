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
