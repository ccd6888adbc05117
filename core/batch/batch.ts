// What holds a batch of requests, and what is found out of them before anything is decided?
import type { Request } from '../decide/request.ts';
import { createDescents, type Descents } from '../prefix/lookup-many.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { createKernel } from './create-kernel.ts';
import type { Kernel } from './kernel.ts';
import { candidateRows } from './rows.ts';

/** Requests in columns, a row each. */
export type Requests = {
  /** 4 or 6; IPv4-mapped addresses are unmapped. */
  readonly family: Uint8Array;
  /** Four words an address. */
  readonly words: Uint32Array;
  /** Row of the file, or `noRow` when nobody knows it. */
  readonly file: Uint32Array;
  /** `hashId` of the session. */
  readonly sessionHash: Uint32Array;
};

/** Most requests of a batch: what they touch fits the second-level cache. */
export const batchMax = 128;

/** Most holders that are put in order for one request; who has more of them asks `decide`. */
export const holderMax = 24;

/** Most candidates of a request that bear a mark each in an int32. */
export const candidateMax = 31;

/** A batch of requests about one snapshot; `prepare` overwrites it, `decideAt` reads it. */
export type Batch = {
  readonly snapshot: Snapshot;
  count: number;
  want: number;
  readonly vantage: Uint32Array;
  /** -1: nobody knows it. */
  readonly file: Int32Array;
  readonly fileHash: Int32Array;
  readonly sessionHash: Int32Array;
  /** How many candidates whole ranks with enough holders have; 0: not prepared, ask `decide`. */
  readonly candidates: Uint8Array;
  /** Where those of each request start in `rows`, counted in words. */
  readonly candidateStart: Int32Array;
  /** Four words a candidate, of all lists: `candidateRows`. */
  readonly rows: Int32Array;
  /** Which of them have the file, a bit each. */
  readonly holding: Int32Array;
  /**
   * Where the holders of each request start, and how many they are; the appliances, best first;
   * the candidate that each belongs to; 0 where the order cannot be told: ask `decide`.
   */
  readonly holderStart: Int32Array;
  readonly holderCount: Int32Array;
  readonly holders: Int32Array;
  readonly holderOf: Int32Array;
  readonly told: Int32Array;
  /** Appliances that are hashed at once: 4, or 1 where WebAssembly is not to be had. */
  readonly lanes: 1 | 4;
  readonly scratch: BatchScratch;
};

/** Room for `prepare` and `decideAt`; what it holds afterwards means nothing. */
export type BatchScratch = {
  /** Addresses of a family, whose they are, and their vantages. */
  readonly address: Uint32Array;
  readonly addressWords: Uint32Array;
  readonly four: Uint8Array;
  readonly six: Uint8Array;
  readonly found: Uint32Array;
  readonly descents: Descents;
  /** How many candidates the list of each request has, and where the copies of its file stand. */
  readonly length: Int32Array;
  readonly held: Int32Array;
  readonly kernel: Kernel;
  /** The request that is asked of `decide`. */
  readonly request: { -readonly [column in keyof Request]: Request[column] };
};

/** A batch with room for `batchMax` requests. */
export function createBatch(snapshot: Snapshot): Batch {
  const max = batchMax * holderMax;
  const sizes = { jobMax: max, holderMax: max, requestMax: batchMax };
  const kernel = createKernel({ appliances: snapshot, ...sizes });
  return {
    snapshot,
    count: 0,
    want: 0,
    vantage: new Uint32Array(batchMax),
    file: new Int32Array(batchMax),
    fileHash: new Int32Array(batchMax),
    sessionHash: new Int32Array(batchMax),
    candidates: new Uint8Array(batchMax),
    candidateStart: new Int32Array(batchMax),
    rows: candidateRows(snapshot),
    holding: new Int32Array(batchMax),
    holderStart: kernel.starts,
    holderCount: kernel.sizes,
    holders: kernel.holders,
    holderOf: kernel.holderOf,
    told: kernel.told,
    lanes: kernel.lanes,
    scratch: {
      address: new Uint32Array(batchMax),
      addressWords: new Uint32Array(batchMax * 4),
      four: new Uint8Array(batchMax),
      six: new Uint8Array(batchMax),
      found: new Uint32Array(batchMax),
      descents: createDescents(),
      length: new Int32Array(batchMax),
      held: new Int32Array(batchMax),
      kernel,
      request: { vantage: 0, file: 0, fileHash: 0, sessionHash: 0, want: 0 },
    },
  };
}
