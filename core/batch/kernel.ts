// What does a kernel read and write that finds and orders the holders of a batch?
import type { Snapshot } from '../snapshot/layout.ts';

/** Most requests of a batch: what they touch fits the second-level cache. */
export const batchMax = 128;

/** Most holders that are put in order for one request; who has more of them asks `decide`. */
const holderMax = 24;

/** The last rank for which a tag and a key have room. */
export const rankMax = 6;

/** The third word of a candidate is its rank above so many bits of its cluster. */
export const clusterBits = 29;
export const clusterMask: number = (1 << clusterBits) - 1;

/** Words of a job, and of a holder. */
export const jobWords = 4;
export const holderWords = 4;

/** Jobs and holders of a whole batch. */
export const holdersMax = batchMax * holderMax;

/** The columns of a snapshot that a kernel reads. */
export type KernelSource = Pick<
  Snapshot,
  | 'applianceHash'
  | 'inverseCapacity'
  | 'inverseWeight'
  | 'clusterStart'
  | 'clusterManifest'
  | 'listStart'
  | 'listCluster'
  | 'listLink'
  | 'listRank'
  | 'vantageList'
  | 'fileHash'
  | 'fileCopies'
  | 'copies'
>;

/**
 * Plans, finds holders and puts them in order; all kernels end in the same decisions, to the bit.
 * Rows are those of the snapshot.
 */
export type Kernel = {
  /** Asked of each request; the file is -1 where nobody knows it. */
  readonly vantage: Int32Array;
  readonly file: Int32Array;
  readonly sessionHash: Int32Array;

  /** Four words a candidate, of all lists: `writeCandidates`; there may be room behind them. */
  readonly candidates: Int32Array;
  /**
   * Goes through the candidates of `count` requests until whole ranks hold `want` copies, and says
   * what is to be found; returns how many jobs that gives. A request with more candidates, ranks,
   * copies or holders than there is room for gets none.
   */
  readonly plan: (count: number, want: number) => number;
  /** Where the candidates of each request start in `candidates`, counted in words. */
  readonly candidateStart: Int32Array;
  /** How many candidates the whole ranks have; 0: not planned, ask `decide`. */
  readonly candidateCount: Int32Array;
  /** Which of them have the file, a bit each. */
  readonly holding: Int32Array;
  /** `pair(file, session)` times 0x9e3779b1. */
  readonly products: Int32Array;
  /**
   * Four words a job: first row of the cluster; its appliances + 65536 × copies (1 to 3, no more
   * than appliances) + 262144 × a tag; the file's hash times 0x9e3779b1; its place in `rows`. A tag
   * is a candidate (0 to 30) + 32 × its rank.
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
  /** Where the holders of each request start, a multiple of 8, and how many they are. */
  readonly holderStart: Int32Array;
  readonly holderCount: Int32Array;

  /**
   * Puts the holders of `count` requests in order, each among its own: four words a holder in
   * `holders`, the appliance, the link, the rank, the candidate. `told` is 0 where keys were too
   * coarse to tell.
   */
  readonly order: (count: number) => void;
  readonly holders: Int32Array;
  readonly told: Int32Array;
  /** Appliances looked at at once: 4 with WebAssembly, else 1. */
  readonly lanes: 1 | 4;
  /** Reads another snapshot from now on: this kernel, or where it has no room one that has. */
  readonly follow: (next: KernelSource) => Kernel;
};
