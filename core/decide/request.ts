// What is asked of steering?
import type { FileId, VantageId } from '../base/ids.ts';
import { needAlways, standingBits } from '../overlay/overlays.ts';

/** What is asked. Hashes are `hashId` of the ids; `file` is `noRow` when nobody knows it. */
export type Request = {
  /** From `vantageOf`. */
  readonly vantage: VantageId;
  readonly file: FileId;
  readonly fileHash: number;
  readonly sessionHash: number;
  /** 1 to 16; outside that it is brought back into it. */
  readonly want: number;
  /** Bits of a word of `State.appliance` that it needs beyond those which all do. Default: none. */
  readonly needBits?: number;
};

/** All bits that a word of `State.appliance` must have for this request. */
export function needOf({ needBits }: Request): number {
  return needBits === undefined ? needAlways : needAlways | (needBits & standingBits);
}

/** Whether any manifest names the file; -1, the bits of `noRow`, says no as well. */
export function isKnown(request: Request): boolean {
  return (request.file | 0) !== -1;
}
