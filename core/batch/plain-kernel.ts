// Who finds and orders the holders of a batch where WebAssembly is not to be had? Plain loops.
import { pairBits } from '../base/hash.ts';
import { writeBest1, writeBest2, writeBest3 } from '../overlay/best-hashes.ts';
import { writeNegativeLog } from '../rank/spread.ts';
import { jobWords, type Kernel, type KernelSize } from './kernel.ts';

/** The inverse of 0x9e3779b1 modulo 2^32: a hash from its product. */
const inverse = 0x0e8b2f51;

/** What holders.wat does, without vectors. */
export function createPlainKernel(size: KernelSize): Kernel {
  const { appliances, jobMax, holderMax, requestMax } = size;
  const kernel = {
    jobs: new Int32Array(jobMax * jobWords),
    rows: new Int32Array(holderMax),
    tags: new Int32Array(holderMax),
    starts: new Int32Array(requestMax),
    sizes: new Int32Array(requestMax),
    products: new Int32Array(requestMax),
    holders: new Int32Array(holderMax),
    holderOf: new Int32Array(holderMax),
    told: new Int32Array(requestMax),
    lanes: 1 as const,
  };
  const keys = new Float64Array(holderMax);
  return {
    ...kernel,
    find: (count) => find(appliances.applianceHash, kernel, count),
    order: (count) => {
      for (let request = 0; request < count; request++) order(size, kernel, keys, request);
    },
  };
}

type Columns = Omit<Kernel, 'find' | 'order'>;

function find(applianceHash: Uint32Array, { jobs, rows, tags }: Columns, count: number): number {
  let near = 0;
  for (let at = 0; at < count * jobWords; at += jobWords) {
    const start = jobs[at];
    const end = start + (jobs[at + 1] & 0xffff);
    const copies = (jobs[at + 1] >>> 16) & 3;
    const hash = Math.imul(jobs[at + 2], inverse);
    const place = jobs[at + 3];
    let isTold = false;
    if (copies === 1) isTold = writeBest1(applianceHash, start, end, hash, rows, place);
    else if (copies === 2) isTold = writeBest2(applianceHash, start, end, hash, rows, place);
    else isTold = writeBest3(applianceHash, start, end, hash, rows, place);
    if (!isTold) near++;
    for (let k = 0; k < copies; k++) tags[place + k] = jobs[at + 1] >>> 18;
  }
  return near;
}

/** Sorts the holders of one request by rank and by the hash that capacity weighs. */
function order(size: KernelSize, columns: Columns, keys: Float64Array, request: number): void {
  const { applianceHash, inverseCapacity } = size.appliances;
  const { rows, tags, starts, sizes, holders, holderOf, told } = columns;
  const from = starts[request];
  const end = from + sizes[request];
  const hash = Math.imul(columns.products[request], inverse);
  told[request] = 1;
  let rank = -1;
  let first = from; // of the rank
  for (let at = from; at < end; at++) {
    const row = rows[at];
    if (tags[at] >> 5 !== rank) {
      rank = tags[at] >> 5;
      first = at;
    }
    writeNegativeLog(pairBits(hash, applianceHash[row] | 0), keys, at);
    const key = keys[at] * inverseCapacity[row];
    let hole = at;
    for (; hole > first && keys[hole - 1] >= key; hole--) {
      if (keys[hole - 1] === key) told[request] = 0; // ids would decide
      keys[hole] = keys[hole - 1];
      holders[hole] = holders[hole - 1];
      holderOf[hole] = holderOf[hole - 1];
    }
    keys[hole] = key;
    holders[hole] = row;
    holderOf[hole] = tags[at] & 31;
  }
}
