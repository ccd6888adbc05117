// Who finds and orders the holders of a batch where WebAssembly is not to be had? Plain loops.
import { pairBits } from '../base/hash.ts';
import { writeBest1, writeBest2, writeBest3 } from '../holders/best-hashes.ts';
import { writeNegativeLog } from '../holders/spread.ts';
import {
  batchMax,
  candidateMax,
  holderMax,
  holdersMax,
  holderWords,
  jobWords,
  type Kernel,
  type KernelSource,
  rankMax,
} from './kernel.ts';
import { copiesMaxOf, writeCandidates, writeFiles, writeVantages } from './tables.ts';

/** The inverse of 0x9e3779b1 modulo 2^32: a hash from its product. */
const inverse = 0x0e8b2f51;

/** What holders.wat does, without vectors. */
export function createPlainKernel(source: KernelSource): Kernel {
  const columns = {
    vantage: new Int32Array(batchMax),
    file: new Int32Array(batchMax),
    sessionHash: new Int32Array(batchMax),
    candidates: new Int32Array(source.listCluster.length * 4),
    candidateStart: new Int32Array(batchMax),
    candidateCount: new Int32Array(batchMax),
    holding: new Int32Array(batchMax),
    products: new Int32Array(batchMax),
    jobs: new Int32Array(holdersMax * jobWords),
    rows: new Int32Array(holdersMax),
    tags: new Int32Array(holdersMax),
    holderStart: new Int32Array(batchMax),
    holderCount: new Int32Array(batchMax),
    holders: new Int32Array(holdersMax * holderWords),
    told: new Int32Array(batchMax),
    lanes: 1 as const,
  };
  const tables = {
    vantages: new Int32Array(source.vantageList.length * 2),
    files: new Int32Array(source.fileHash.length * 2),
  };
  writeCandidates(source, columns.candidates);
  writeVantages(source, tables.vantages);
  writeFiles(source, tables.files);
  const keys = new Float64Array(holdersMax);
  return {
    ...columns,
    plan: (count, want) => plan(source, tables, columns, count, want),
    find: (count) => find(source.applianceHash, columns, count),
    order: (count) => {
      for (let request = 0; request < count; request++) order(source, columns, keys, request);
    },
  };
}

type Columns = Omit<Kernel, 'plan' | 'find' | 'order'>;
type Tables = { readonly vantages: Int32Array; readonly files: Int32Array };

function plan(
  source: KernelSource,
  { vantages, files }: Tables,
  columns: Columns,
  count: number,
  want: number,
): number {
  const { copies } = source;
  const copiesMax = copiesMaxOf(source);
  const { candidates, jobs } = columns;
  let job = 0;
  let holder = 0;
  for (let k = 0; k < count; k++) {
    const row = columns.file[k];
    const fileHash = row < 0 ? 0 : files[row * 2];
    const held = row < 0 ? 0 : files[row * 2 + 1];
    const begin = vantages[columns.vantage[k] * 2];
    const room = row < 0 ? 0 : vantages[columns.vantage[k] * 2 + 1] - begin;
    const product = Math.imul(fileHash, 0x9e3779b1);
    columns.products[k] = Math.imul(pairBits(fileHash, columns.sessionHash[k]), 0x9e3779b1);
    columns.candidateStart[k] = begin * 4;
    columns.holderStart[k] = holder;
    const firstJob = job;
    let found = 0;
    let rank = -1;
    let holding = 0;
    let isOpen = false;
    let candidate = 0;
    for (; candidate < room; candidate++) {
      const at = (begin + candidate) * 4;
      const itsRank = candidates[at + 2] >>> 29;
      if (itsRank !== rank && found >= want) break;
      rank = itsRank;
      isOpen = candidate >= candidateMax || rank > rankMax;
      if (isOpen) break;
      const box = candidates[at + 1];
      const copied = copies[held + (box >>> 16)];
      if (copied === 0) continue;
      const size = box & 0xffff;
      const some = copied < size ? copied : size;
      isOpen = some === 0 || some > copiesMax || found + some > holderMax;
      if (isOpen) break;
      holding |= 1 << candidate;
      jobs[job] = candidates[at];
      jobs[job + 1] = size | (some << 16) | (candidate << 18) | (rank << 23);
      jobs[job + 2] = product;
      jobs[job + 3] = holder + found;
      job += jobWords;
      found += some;
    }
    const isPlanned = !isOpen && found > 0;
    columns.candidateCount[k] = isPlanned ? candidate : 0;
    columns.holderCount[k] = isPlanned ? found : 0;
    columns.holding[k] = holding;
    if (isPlanned) holder += (found + 7) & -8;
    else job = firstJob;
  }
  return job / jobWords;
}

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
function order(source: KernelSource, columns: Columns, keys: Float64Array, request: number): void {
  const { applianceHash, inverseCapacity } = source;
  const { rows, tags, holders, candidates } = columns;
  const from = columns.holderStart[request];
  const end = from + columns.holderCount[request];
  const hash = Math.imul(columns.products[request], inverse);
  columns.told[request] = 1;
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
      if (keys[hole - 1] === key) columns.told[request] = 0; // ids would decide
      keys[hole] = keys[hole - 1];
      holders.copyWithin(hole * holderWords, (hole - 1) * holderWords, hole * holderWords);
    }
    keys[hole] = key;
    const candidate = tags[at] & 31;
    holders[hole * holderWords] = row;
    holders[hole * holderWords + 1] =
      candidates[columns.candidateStart[request] + candidate * 4 + 3];
    holders[hole * holderWords + 2] = rank;
    holders[hole * holderWords + 3] = candidate;
  }
}
