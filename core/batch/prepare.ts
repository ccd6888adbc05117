// What can be found out about many requests at once, whatever the state of the fleet is?
//
// In stages: a read that leaves the caches takes as long as a hundred steps, and a processor waits
// for many of them together only where nothing branches on what it waits for.
import { wantMax } from '../decide/decision.ts';
import { unprepared } from '../decide/request.ts';
import { lookupManyV4, lookupManyV6 } from '../prefix/lookup-many.ts';
import { type Batch, batchMax, entryMax, type Requests } from './batch.ts';
import { jobWords } from './kernel.ts';

/**
 * Prepares the requests `from` to `to` (at most `batchMax` of them) for `decideAt`: their vantages,
 * and the holders of their files in the candidates that a decision for `want` targets looks at when
 * nobody is ill. Returns how many it took. Never throws, never allocates. @hot
 */
export function prepare(
  requests: Requests,
  from: number,
  to: number,
  want: number,
  out: Batch,
): number {
  const rest = to - from;
  const count = rest > batchMax ? batchMax : rest > 0 ? rest : 0;
  out.count = count;
  out.want = want >= 1 ? Math.ceil(Math.min(wantMax, want)) : 1;
  writeVantages(requests, from, count, out);
  writeRequests(requests, from, count, out);
  const jobs = writeEntries(count, out);
  // Where upper bits alone do not tell who holds a file, decide asks for itself.
  if (out.scratch.find(jobs) > 0) out.prepared.copies.fill(unprepared);
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
  lookupManyV6(snapshot, addressWords, sixes, found, scratch.ranges);
  for (let k = 0; k < sixes; k++) vantage[six[k]] = found[k];
}

/** Files, sessions, and where the candidates of each request are. */
function writeRequests(
  requests: Requests,
  from: number,
  count: number,
  { snapshot, vantage, file, fileHash, sessionHash, scratch }: Batch,
): void {
  const { begin, end, held } = scratch;
  for (let k = 0; k < count; k++) {
    const list = snapshot.vantageList[vantage[k]];
    begin[k] = snapshot.listStart[list];
    end[k] = snapshot.listStart[list + 1];
    const row = requests.file[from + k];
    const isKnown = row < snapshot.fileCount;
    file[k] = isKnown ? row : -1;
    fileHash[k] = isKnown ? snapshot.fileHash[row] : 0;
    held[k] = isKnown ? snapshot.fileCopies[row] : -1;
    sessionHash[k] = requests.sessionHash[from + k];
  }
}

/**
 * Goes through the candidates of each request until the holders of whole ranks are enough; returns
 * how many jobs that gives.
 */
function writeEntries(count: number, out: Batch): number {
  const { snapshot } = out;
  const { listRank, listCluster, clusterManifest, clusterStart, copies } = snapshot;
  const { want, fileHash, entryStart, prepared } = out;
  const { begin, end, held, jobs } = out.scratch;
  const copiesMax = snapshot.inverseWeight.length === 0 ? 3 : 0;
  let entry = 0;
  let job = 0;
  for (let k = 0; k < count; k++) {
    entryStart[k] = entry;
    const last = held[k] < 0 ? -1 : end[k];
    const product = Math.imul(fileHash[k], 0x9e3779b1);
    let found = 0;
    let rank = -1;
    for (let at = begin[k]; at < last && entry < entryMax; at++) {
      if ((listRank[at] | 0) !== rank) {
        if (found >= want) break;
        rank = listRank[at] | 0;
      }
      const cluster = listCluster[at];
      const copied = copies[held[k] + clusterManifest[cluster]];
      const start = clusterStart[cluster] | 0;
      const size = (clusterStart[cluster + 1] - start) | 0;
      const isJob = copied !== 0 && copied < size && copied <= copiesMax && size <= 0xffff;
      prepared.copies[entry] = isJob || copied === 0 ? copied : unprepared;
      jobs[job] = start;
      jobs[job + 1] = size | (copied << 16);
      jobs[job + 2] = product;
      jobs[job + 3] = entry * 4;
      if (isJob) job += jobWords;
      found += copied < size ? copied : size;
      entry++;
    }
  }
  entryStart[count] = entry;
  return job / jobWords;
}
