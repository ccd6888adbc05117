// What holds a batch of requests, and what is found out of them before anything is decided?
import type { Numbers } from '../base/columns.ts';
import { given } from '../base/given.ts';
import type { Request, Wishes } from '../decide/request.ts';
import { createLookupScratch, type LookupScratch } from '../prefix/lookup-many.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { createKernel, type WasmModule } from './create-kernel.ts';
import { holdersWasm } from './holders-wasm.ts';
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
  /** Where each asks from, where the caller knows; 0 if it is no row. No address is read then. */
  readonly vantage?: Numbers | undefined;
  /** `Request.needBits`, where some request has any. All of these are asked of `decide`. */
  readonly needBits?: Numbers | undefined;
  /** `Request.wishes`, where some request has any. All of these are asked of `decide`. */
  readonly wishes?: readonly (Wishes | undefined)[] | undefined;
};

/** A batch of requests about one snapshot; `prepare` overwrites it, `decideAt` reads it. */
export type Batch = {
  /** Whose rows are meant; `followSnapshot` goes over to another. */
  snapshot: Snapshot;
  count: number;
  want: number;
  /** The requests that were prepared, from this row on, where some of them need or wish more. */
  asked: Requests | undefined;
  askedFrom: number;
  /** Who may serve each request, best first, and the tables out of which that was found. */
  kernel: Kernel;
  /** Appliances that are hashed at once: 4, or 1 where WebAssembly is not to be had. */
  lanes: 1 | 4;
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
  readonly descents: LookupScratch;
  /** The request that is asked of `decide`. */
  readonly request: { -readonly [column in keyof Request]: Request[column] };
};

/** How a batch is made. */
export type BatchOptions = {
  /**
   * The compiled module of `batchModuleBytes()`, for places that forbid to compile one while code
   * runs: import it there, or compile it ahead with `await WebAssembly.compile(…)`. Without it the
   * batch compiles it, and where it may not it uses plain loops (`lanes` 1).
   */
  readonly module?: WasmModule;
};

/**
 * The bytes of the WebAssembly module of batches: 32-bit memory is imported, nothing else.
 *
 * @example
 * console.log(batchModuleBytes().subarray(1, 4).join()); // => 97,115,109
 */
export function batchModuleBytes(): Uint8Array {
  return holdersWasm();
}

/**
 * A batch with room for `batchMax` requests. It copies what it reads of the snapshot into tables of
 * its own, 16 bytes a candidate, 12 an appliance, 8 a file and vantage, and `copies`: 3 MB and some
 * 10 ms for the world. O(what it copies).
 *
 * @example
 * const batch = createBatch(snapshot);
 * const requests = {
 *   family: Uint8Array.of(4),
 *   words: Uint32Array.of(0xa9c00007, 0, 0, 0), // 169.192.0.7
 *   file: Uint32Array.of(findFile(snapshot, 't00001-1750k')),
 *   sessionHash: Uint32Array.of(hashId('s1')),
 * };
 * const out = createDecision(snapshot);
 * prepare(requests, 0, 1, 5, batch);
 * decideAt(batch, createState(snapshot), 0, out);
 * console.log(out.targetCount); // => 5
 */
export function createBatch(snapshot: Snapshot, options: BatchOptions = {}): Batch {
  given(snapshot, 'snapshot');
  given(options, 'object');
  const { module } = options;
  const kernel = createKernel(snapshot, module);
  return {
    snapshot,
    count: 0,
    want: 0,
    asked: undefined,
    askedFrom: 0,
    kernel,
    lanes: kernel.lanes,
    scratch: {
      address: new Uint32Array(batchMax),
      addressWords: new Uint32Array(batchMax * 4),
      four: new Uint8Array(batchMax),
      six: new Uint8Array(batchMax),
      found: new Uint32Array(batchMax),
      descents: createLookupScratch(),
      request: { vantage: 0, file: 0, fileHash: 0, sessionHash: 0, want: 0 },
    },
  };
}

/**
 * Lets `out` prepare and decide on `snapshot` from now on: what was prepared is forgotten, memory
 * and module stay as long as there is room. Never throws; O(what it copies).
 *
 * @example
 * const batch = createBatch(snapshot);
 * followSnapshot(batch, snapshot);
 * console.log(batch.count); // => 0
 */
export function followSnapshot(out: Batch, snapshot: Snapshot): void {
  given(out, 'batch');
  given(snapshot, 'snapshot');
  const kernel = out.kernel.follow(snapshot);
  out.count = 0;
  out.snapshot = snapshot;
  out.kernel = kernel;
  out.lanes = kernel.lanes;
}
