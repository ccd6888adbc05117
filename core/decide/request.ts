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
  /** What it wishes of the choice among those who may serve it. Default: nothing. */
  readonly wishes?: Wishes | undefined;
};

/** What a client may wish beyond the contract. */
export type Wishes = {
  /**
   * Row of the appliance that serves the session now, which stays first as long as it may serve:
   * shedding moves it only at a share of 1. `noRow`: none does.
   */
  readonly servedBy: number;
  /** Targets of one cluster at most; 0: as many as there are. */
  readonly clusterMax: number;
  /** Targets of one site at most; 0: as many as there are. */
  readonly siteMax: number;
};

/** All bits that a word of `State.appliance` must have for this request. */
export function needOf({ needBits }: Request): number {
  return needBits === undefined ? needAlways : needAlways | (needBits & standingBits);
}

/** Whether any manifest names the file; -1, the bits of `noRow`, says no as well. */
export function isKnown(request: Request): boolean {
  return (request.file | 0) !== -1;
}
