// What holds a batch of requests, and what is found out of them before anything is decided?
import type { Request } from '../decide/request.ts';
import { createDescents, type Descents } from '../prefix/lookup-many.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { createKernel } from './create-kernel.ts';
import { batchMax, type Kernel } from './kernel.ts';

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

/** A batch of requests about one snapshot; `prepare` overwrites it, `decideAt` reads it. */
export type Batch = {
  readonly snapshot: Snapshot;
  count: number;
  want: number;
  /** Who may serve each request, best first, and the tables out of which that was found. */
  readonly kernel: Kernel;
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
  /** The request that is asked of `decide`. */
  readonly request: { -readonly [column in keyof Request]: Request[column] };
};

/**
 * A batch with room for `batchMax` requests. It copies what it reads of the snapshot into tables of
 * its own, 16 bytes a candidate, 12 an appliance, 8 a file and vantage, and `copies`: 3 MB and some
 * 10 ms for the world. O(what it copies).
 */
export function createBatch(snapshot: Snapshot): Batch {
  const kernel = createKernel(snapshot);
  return {
    snapshot,
    count: 0,
    want: 0,
    kernel,
    lanes: kernel.lanes,
    scratch: {
      address: new Uint32Array(batchMax),
      addressWords: new Uint32Array(batchMax * 4),
      four: new Uint8Array(batchMax),
      six: new Uint8Array(batchMax),
      found: new Uint32Array(batchMax),
      descents: createDescents(),
      request: { vantage: 0, file: 0, fileHash: 0, sessionHash: 0, want: 0 },
    },
  };
}
