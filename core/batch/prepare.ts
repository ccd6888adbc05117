// What can be found out about many requests at once, whatever the state of the fleet is?
//
// In stages: a read that leaves the caches takes as long as a hundred steps, and a processor waits
// for many of them together only where nothing branches on what it waits for.
import type { Numbers } from '../base/columns.ts';
import { wantMax } from '../decide/decision.ts';
import { lookupManyV4, lookupManyV6 } from '../prefix/lookup-many.ts';
import type { Batch, Requests } from './batch.ts';
import { batchMax } from './kernel.ts';

/**
 * Prepares the requests `from` to `to` (at most `batchMax` of them) for `decideAt`: their vantages,
 * and in their order the holders of the file in the candidates that a decision for `want` targets
 * looks at when nobody is ill. Returns how many it took. Of requests with needs or wishes the
 * columns are kept and read again by `decideAt`. Never throws, never allocates. @hot
 */
export function prepare(
  requests: Requests,
  from: number,
  to: number,
  want: number,
  out: Batch,
): number {
  const { kernel } = out;
  const rest = to - from;
  const count = rest > batchMax ? batchMax : rest > 0 ? rest : 0;
  out.count = count;
  out.askedFrom = from;
  out.asked =
    requests.needBits === undefined && requests.wishes === undefined ? undefined : requests;
  out.want = want >= 1 ? Math.ceil(Math.min(wantMax, want)) : 1;
  if (requests.vantage === undefined) writeVantages(requests, from, count, out);
  else copyVantages(requests.vantage, from, count, out);
  writeFiles(requests, from, count, out);
  const jobs = kernel.plan(count, out.want);
  // Where upper bits alone do not tell who holds a file, decide is asked.
  if (kernel.find(jobs) > 0) kernel.candidateCount.fill(0);
  else kernel.order(count);
  return count;
}

/** Takes the vantages that the caller knows. */
function copyVantages(
  known: Numbers,
  from: number,
  count: number,
  { snapshot, kernel }: Batch,
): void {
  const { vantageCount } = snapshot;
  for (let k = 0; k < count; k++) {
    const row = known[from + k];
    kernel.vantage[k] = row < vantageCount ? row : 0;
  }
}

function writeVantages(
  { family, words }: Requests,
  from: number,
  count: number,
  { snapshot, kernel, scratch }: Batch,
): void {
  const { address, addressWords, found, four, six } = scratch;
  const { vantage } = kernel;
  let fours = 0;
  let sixes = 0;
  for (let k = 0; k < count; k++) {
    const at = (from + k) * 4;
    if (family[from + k] === 4) {
      address[fours] = words[at];
      four[fours++] = k;
      continue;
    }
    if (family[from + k] !== 6) {
      vantage[k] = 0; // no address: nobody knows where
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

function writeFiles(
  requests: Requests,
  from: number,
  count: number,
  { snapshot, kernel }: Batch,
): void {
  const { file, sessionHash } = kernel;
  const { fileCount } = snapshot;
  for (let k = 0; k < count; k++) {
    const row = requests.file[from + k];
    file[k] = row < fileCount ? row : -1;
    sessionHash[k] = requests.sessionHash[from + k];
  }
}
