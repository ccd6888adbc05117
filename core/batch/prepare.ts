// What can be found out about many requests at once, whatever the state of the fleet is?
//
// In stages: a read that leaves the caches takes as long as a hundred steps, and a processor waits
// for many of them together only where nothing branches on what it waits for.
import { pairBits } from '../base/hash.ts';
import { wantMax } from '../decide/decision.ts';
import { lookupManyV4, lookupManyV6 } from '../prefix/lookup-many.ts';
import { type Batch, batchMax, candidateMax, holderMax, type Requests } from './batch.ts';
import { jobWords } from './kernel.ts';
import { rankMax, rowWords } from './rows.ts';

/**
 * Prepares the requests `from` to `to` (at most `batchMax` of them) for `decideAt`: their vantages,
 * and in their order the holders of the file in the candidates that a decision for `want` targets
 * looks at when nobody is ill. Returns how many it took. Never throws, never allocates. @hot
 */
export function prepare(
  requests: Requests,
  from: number,
  to: number,
  want: number,
  out: Batch,
): number {
  const { kernel } = out.scratch;
  const rest = to - from;
  const count = rest > batchMax ? batchMax : rest > 0 ? rest : 0;
  out.count = count;
  out.want = want >= 1 ? Math.ceil(Math.min(wantMax, want)) : 1;
  writeVantages(requests, from, count, out);
  writeRequests(requests, from, count, out);
  const jobs = writeJobs(count, out);
  // Where upper bits alone do not tell who holds a file, decide is asked.
  if (kernel.find(jobs) > 0) out.candidates.fill(0);
  else kernel.order(count);
  return count;
}

function writeVantages(
  { family, words }: Requests,
  from: number,
  count: number,
  { snapshot, vantage, scratch }: Batch,
): void {
  const { address, addressWords, found, four, six } = scratch;
  let fours = 0;
  let sixes = 0;
  for (let k = 0; k < count; k++) {
    const at = (from + k) * 4;
    if (family[from + k] === 4) {
      address[fours] = words[at];
      four[fours++] = k;
      continue;
    }
    addressWords[sixes * 4] = words[at];
    addressWords[sixes * 4 + 1] = words[at + 1];
    addressWords[sixes * 4 + 2] = words[at + 2];
    addressWords[sixes * 4 + 3] = words[at + 3];
    six[sixes++] = k;
  }
  lookupManyV4(snapshot, address, fours, found);
  for (let k = 0; k < fours; k++) vantage[four[k]] = found[k];
  lookupManyV6(snapshot, addressWords, sixes, found, scratch.descents);
  for (let k = 0; k < sixes; k++) vantage[six[k]] = found[k];
}

/** Files, sessions, and where the candidates of each request are. */
function writeRequests(
  requests: Requests,
  from: number,
  count: number,
  { snapshot, vantage, file, fileHash, sessionHash, candidateStart, scratch }: Batch,
): void {
  const { length, held } = scratch;
  const { products } = scratch.kernel;
  for (let k = 0; k < count; k++) {
    const list = snapshot.vantageList[vantage[k]];
    const begin = snapshot.listStart[list];
    candidateStart[k] = begin * rowWords;
    length[k] = snapshot.listStart[list + 1] - begin;
    const row = requests.file[from + k];
    const isKnown = row < snapshot.fileCount;
    file[k] = isKnown ? row : -1;
    fileHash[k] = isKnown ? snapshot.fileHash[row] : 0;
    held[k] = isKnown ? snapshot.fileCopies[row] : -1;
    sessionHash[k] = requests.sessionHash[from + k];
    products[k] = Math.imul(pairBits(fileHash[k], sessionHash[k]), 0x9e3779b1);
  }
}

/**
 * Goes through the candidates of each request until the holders of whole ranks are enough, and
 * asks for those; returns how many jobs that gives. A request with more candidates, ranks, copies
 * or holders than there is room for is left to `decide`.
 */
function writeJobs(count: number, out: Batch): number {
  const { snapshot, rows, want, fileHash, holding, candidates, candidateStart } = out;
  const { holderStart, holderCount } = out;
  const { copies } = snapshot;
  const { length, held, kernel } = out.scratch;
  const { jobs } = kernel;
  const copiesMax = snapshot.inverseWeight.length === 0 ? 3 : 0;
  let job = 0;
  let holder = 0;
  for (let k = 0; k < count; k++) {
    holderStart[k] = holder;
    const firstJob = job;
    const product = Math.imul(fileHash[k], 0x9e3779b1);
    const itsCopies = held[k];
    const room = itsCopies < 0 ? 0 : length[k];
    let at = candidateStart[k];
    let found = 0;
    let rank = -1;
    let isHolding = 0;
    let isOpen = false;
    let candidate = 0;
    for (; candidate < room; candidate++, at += 4) {
      const itsRank = rows[at + 2] >>> 29;
      const box = rows[at + 1];
      if (itsRank !== rank) {
        if (found >= want) break;
        rank = itsRank;
      }
      isOpen = candidate >= candidateMax || rank > rankMax;
      if (isOpen) break;
      const copied = copies[itsCopies + (box >>> 16)];
      if (copied === 0) continue;
      const size = box & 0xffff;
      const some = copied < size ? copied : size;
      isOpen = some > copiesMax || found + some > holderMax;
      if (isOpen) break;
      isHolding |= 1 << candidate;
      jobs[job] = rows[at];
      jobs[job + 1] = size | (some << 16) | (candidate << 18) | (rank << 23);
      jobs[job + 2] = product;
      jobs[job + 3] = holder + found;
      job += jobWords;
      found += some;
    }
    const isReady = !isOpen && found > 0;
    candidates[k] = isReady ? candidate : 0;
    holding[k] = isHolding;
    holderCount[k] = isReady ? found : 0;
    if (isReady) holder += (found + 7) & -8;
    else job = firstJob;
  }
  return job / jobWords;
}
