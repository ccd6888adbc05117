// Who finds the holders of a batch? WebAssembly, four appliances at a time, or plain loops.
import { writeBest1, writeBest2, writeBest3 } from '../overlay/best-hashes.ts';
import { bestThreeWasm } from './best-three-wasm.ts';

/** Words of a job: first row of a cluster, its size and from bit 16 on the copies, hash, place. */
export const jobWords = 4;

/** Finds holders; both ways give the same rows to the bit. */
export type Kernel = {
  /** `jobWords` a job: first row of the cluster; its appliances + 65536 × copies (1 to 3, fewer
   * than appliances); the file's hash times 0x9e3779b1; where in `rows` its four rows begin. */
  readonly jobs: Int32Array;
  /** What was found, the best first; of four rows as many count as there are copies. */
  readonly rows: Uint32Array;
  /** Does the first `count` jobs; in how many the best could not be told by their upper bits. */
  readonly find: (count: number) => number;
  /** Appliances looked at at once: 4 with WebAssembly, else 1. */
  readonly lanes: 1 | 4;
};

type Find = (hashes: number, jobs: number, count: number, rows: number) => number;
type Wasm = {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

const pageBytes = 65536;

/** Room and a function for `jobMax` jobs about appliances with these hashes. */
export function createKernel(applianceHash: Uint32Array, jobMax: number): Kernel {
  const wasm = (globalThis as { WebAssembly?: Wasm }).WebAssembly;
  const module = wasm && compiled(wasm);
  if (!wasm || !module) return plainKernel(applianceHash, jobMax);
  // Hashes, with room for the last reading of four; jobs; rows.
  const jobs = (applianceHash.length + 4) * 4;
  const rows = jobs + jobMax * jobWords * 4;
  const initial = Math.ceil((rows + jobMax * 16) / pageBytes);
  const memory = new wasm.Memory({ initial });
  new Uint32Array(memory.buffer).set(applianceHash);
  const { exports } = new wasm.Instance(module, { core: { memory } });
  const { best } = exports as { readonly best: Find };
  return {
    jobs: new Int32Array(memory.buffer, jobs, jobMax * jobWords),
    rows: new Uint32Array(memory.buffer, rows, jobMax * 4),
    find: (count) => best(0, jobs, count, rows),
    lanes: 4,
  };
}

/** The module, or undefined where a page's rules forbid it or the engine has no vectors. */
function compiled(wasm: Wasm): object | undefined {
  try {
    return new wasm.Module(bestThreeWasm());
  } catch {
    return undefined; // `lanes` says so
  }
}

/** The inverse of 0x9e3779b1 modulo 2^32: a file's hash from its product. */
const inverse = 0x0e8b2f51;

function plainKernel(applianceHash: Uint32Array, jobMax: number): Kernel {
  const jobs = new Int32Array(jobMax * jobWords);
  const rows = new Uint32Array(jobMax * 4);
  const find = (count: number): number => {
    let near = 0;
    for (let at = 0; at < count * jobWords; at += jobWords) {
      const start = jobs[at];
      const end = start + (jobs[at + 1] & 0xffff);
      const copies = jobs[at + 1] >> 16;
      const hash = Math.imul(jobs[at + 2], inverse);
      const place = jobs[at + 3];
      let isTold = false;
      if (copies === 1) isTold = writeBest1(applianceHash, start, end, hash, rows, place);
      else if (copies === 2) isTold = writeBest2(applianceHash, start, end, hash, rows, place);
      else isTold = writeBest3(applianceHash, start, end, hash, rows, place);
      if (!isTold) near++;
    }
    return near;
  };
  return { jobs, rows, find, lanes: 1 };
}
