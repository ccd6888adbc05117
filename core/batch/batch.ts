// What holds a batch of requests, and what is found out of them before anything is decided?
import type { Prepared, Request } from '../decide/request.ts';
import { createSpanRanges, type SpanRanges } from '../prefix/lookup-many.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { createKernel } from './kernel.ts';

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

/** Most candidates that a batch prepares; those beyond are looked at when they are decided on. */
export const entryMax = 8 * batchMax;

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
  /** Where the prepared candidates of each request start; batchMax + 1 rows. */
  readonly entryStart: Uint16Array;
  readonly prepared: Prepared;
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
  readonly ranges: SpanRanges;
  /** The candidates of each request, and where the copies of its file stand. */
  readonly begin: Int32Array;
  readonly end: Int32Array;
  readonly held: Int32Array;
  /** See `Kernel`. */
  readonly jobs: Int32Array;
  readonly find: (count: number) => number;
  /** The request that is decided on. */
  readonly request: { -readonly [column in keyof Request]: Request[column] };
};

/** A batch with room for `batchMax` requests. */
export function createBatch(snapshot: Snapshot): Batch {
  const { jobs, rows, find, lanes } = createKernel(snapshot.applianceHash, entryMax);
  return {
    snapshot,
    count: 0,
    want: 0,
    vantage: new Uint32Array(batchMax),
    file: new Int32Array(batchMax),
    fileHash: new Int32Array(batchMax),
    sessionHash: new Int32Array(batchMax),
    entryStart: new Uint16Array(batchMax + 1),
    prepared: { copies: new Uint8Array(entryMax), rows },
    lanes,
    scratch: {
      address: new Uint32Array(batchMax),
      addressWords: new Uint32Array(batchMax * 4),
      four: new Uint8Array(batchMax),
      six: new Uint8Array(batchMax),
      found: new Uint32Array(batchMax),
      ranges: createSpanRanges(),
      begin: new Int32Array(batchMax),
      end: new Int32Array(batchMax),
      held: new Int32Array(batchMax),
      jobs,
      find,
      request: { vantage: 0, file: 0, fileHash: 0, sessionHash: 0, want: 0 },
    },
  };
}
