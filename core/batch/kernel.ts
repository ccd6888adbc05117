// What does a kernel read and write that finds and orders the holders of a batch?
import type { Snapshot } from '../snapshot/layout.ts';

/** Words of a job. */
export const jobWords = 4;

/** Finds holders and puts them in order; both ways end in the same decisions, to the bit. */
export type Kernel = {
  /**
   * Four words a job: first row of the cluster; its appliances + 65536 × copies (1 to 3, no more
   * than appliances) + 262144 × a tag; the file's hash times 0x9e3779b1; its place in `rows`. A tag
   * is a candidate (0 to 31) + 32 × its rank.
   */
  readonly jobs: Int32Array;
  /**
   * Does the first `count` jobs, whose places ascend: the holders of each stand in `rows` from its
   * place on, and its tag beside each in `tags`. Returns in how many they could not be told by the
   * upper bits of their hashes.
   */
  readonly find: (count: number) => number;
  readonly rows: Int32Array;
  readonly tags: Int32Array;
  /**
   * Where the holders of each request start, a multiple of 8, and how many they are;
   * `pair(file, session)` times 0x9e3779b1.
   */
  readonly starts: Int32Array;
  readonly sizes: Int32Array;
  readonly products: Int32Array;
  /**
   * Puts the holders of `count` requests in order, each among its own: `holders` are rows of
   * appliances, `holderOf` the candidate of each. `told` is 0 where keys were too coarse to tell.
   */
  readonly order: (count: number) => void;
  readonly holders: Int32Array;
  readonly holderOf: Int32Array;
  readonly told: Int32Array;
  /** Appliances looked at at once: 4 with WebAssembly, else 1. */
  readonly lanes: 1 | 4;
};

/** The columns of appliances that a kernel reads, and most jobs, holders and requests of a call. */
export type KernelSize = {
  readonly appliances: Pick<Snapshot, 'applianceHash' | 'inverseCapacity'>;
  readonly jobMax: number;
  readonly holderMax: number;
  readonly requestMax: number;
};
