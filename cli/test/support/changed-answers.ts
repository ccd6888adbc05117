// How many of all requests get another answer? Counted over all clients and files, not sampled.
import {
  createDecision,
  createState,
  decide,
  findRow,
  pair,
  readIds,
  type Snapshot,
  type TrafficSample,
  vantageOf,
} from '@fairlead/core';

/** Clients with the same answers before and the same after, and what they weigh. */
type Clients = { readonly before: number; readonly after: number; weight: number };

/** Four words of an address as one number. */
const wide = (words: readonly (number | undefined)[]): bigint =>
  words.reduce<bigint>((sum, word = 0) => (sum << 32n) | BigInt(word), 0n);
const wordsOf = (address: bigint): Uint32Array =>
  Uint32Array.from([96n, 64n, 32n, 0n], (shift) => Number((address >> shift) & 0xffffffffn));

/** Where answers may change: the starts of all spans of both, and the end of all space. */
function cutsOf(snapshots: readonly Snapshot[], family: 4 | 6): bigint[] {
  const cuts = new Set<bigint>([0n, 1n << (family === 4 ? 32n : 128n)]);
  for (const { spanStart, start0, start1, start2, start3 } of snapshots)
    if (family === 4) for (const start of spanStart) cuts.add(BigInt(start));
    else
      for (const row of start0.keys())
        cuts.add(wide([start0, start1, start2, start3].map((word) => word[row])));
  return [...cuts].sort((a, b) => (a < b ? -1 : 1));
}

const isCovered = ({ vantageList, listStart }: Snapshot, vantage: number): boolean => {
  const list = vantageList[vantage] ?? 0;
  return (listStart[list + 1] ?? 0) > (listStart[list] ?? 0);
};

function adding(found: Map<string, Clients>) {
  return (before: number, after: number, weight: number): void => {
    const clients = found.get(`${before} ${after}`) ?? { before, after, weight: 0 };
    found.set(`${before} ${after}`, clients);
    clients.weight += weight;
  };
}

/** All of a family whom candidates serve before or after, by their address space. */
function clientsOfSpace(before: Snapshot, after: Snapshot, family: 4 | 6): Clients[] {
  const found = new Map<string, Clients>();
  const add = adding(found);
  const cuts = cutsOf([before, after], family);
  cuts.forEach((cut, k) => {
    const next = cuts[k + 1];
    if (next === undefined) return;
    const words = family === 4 ? Uint32Array.of(Number(cut), 0, 0, 0) : wordsOf(cut);
    const [was, is] = [vantageOf(before, family, words), vantageOf(after, family, words)];
    if (isCovered(before, was) || isCovered(after, is)) add(was, is, Number(next - cut));
  });
  return [...found.values()];
}

/** Those of a sample. */
function clientsOf(before: Snapshot, after: Snapshot, sample: TrafficSample): Clients[] {
  const found = new Map<string, Clients>();
  const add = adding(found);
  for (let row = 0; row < sample.count; row++) {
    const words = Uint32Array.from([0, 1, 2, 3], (word) => sample.words[row * 4 + word] ?? 0);
    const family = sample.family[row] ?? 4;
    const was = vantageOf(before, family, words);
    add(was, vantageOf(after, family, words), sample.weight[row] ?? 0);
  }
  return [...found.values()];
}

/** The number of each id, the same for both snapshots. */
type Numbers = Map<string, number>;

const numberOf = (numbers: Numbers, id: string): number => {
  const known = numbers.get(id) ?? numbers.size;
  numbers.set(id, known);
  return known;
};

/** Asks for a file: the first target and its link as one number, by their ids; −1: nobody. */
function asker(snapshot: Snapshot, numbers: Numbers) {
  const [state, out] = [createState(snapshot), createDecision(snapshot)];
  const [boxes, links] = (['appliance', 'link'] as const).map((table) =>
    readIds(snapshot, table).map((id) => numberOf(numbers, `${table} ${id}`)),
  );
  return (vantage: number, file: number, sessionHash: number): number => {
    const fileHash = snapshot.fileHash[file] ?? 0;
    decide(snapshot, state, { vantage, file, fileHash, sessionHash, want: 1 }, out);
    if (out.targetCount === 0) return -1;
    const box = boxes?.[out.targetAppliance[0] ?? 0] ?? 0;
    return box * 2 ** 24 + (links?.[out.targetLink[0] ?? 0] ?? 0);
  };
}

/** Files and how often they are asked for; and how many answers are compared at most. */
type Weighed = {
  readonly ids: readonly string[];
  readonly weight: (file: number) => number;
  readonly most: number;
};

/** Which files a client asks for, and how much each weighs: all, or some by their weight. */
function filesOf({ ids, weight, most }: Weighed, clients: number) {
  const weights = ids.map((_, file) => weight(file));
  const all = weights.reduce((sum, each) => sum + each, 0);
  const count = Math.max(1, Math.floor(most / clients));
  if (ids.length <= count) return () => weights.map((each, file) => ({ file, share: each / all }));
  let passed = 0;
  const upTo = weights.map((each) => {
    passed += each;
    return passed;
  });
  return (client: number) => {
    const from = (client * 0.38196601125) % 1;
    let file = 0;
    return Array.from({ length: count }, (_, k) => {
      while ((upTo[file] ?? all) < ((k + from) / count) * all && file + 1 < ids.length) file++;
      return { file, share: 1 / count };
    });
  };
}

/** Of the clients' requests those that were answered, and not as before. */
function changedOf(before: Snapshot, after: Snapshot, clients: Clients[], files: Weighed): number {
  const numbers: Numbers = new Map();
  const [was, is] = [asker(before, numbers), asker(after, numbers)];
  const rows = files.ids.map((id) => [findRow(before, 'file', id), findRow(after, 'file', id)]);
  const filesFor = filesOf(files, clients.length);
  const sessions = Math.max(1, Math.floor(files.most / (clients.length * rows.length)));
  let [changed, all] = [0, 0];
  clients.forEach((client, k) => {
    all += client.weight;
    for (const { file, share } of filesFor(k)) {
      const [row = 0, next = 0] = rows[file] ?? [];
      for (let n = 0; n < sessions; n++) {
        const session = pair(pair(k, n), file);
        const answer = was(client.before, row, session);
        if (answer >= 0 && answer !== is(client.after, next, session))
          changed += (client.weight * share) / sessions;
      }
    }
  });
  return all > 0 ? changed / all : 0;
}

/**
 * The share of the weighted requests whose first target, or the link to it, is another: over
 * address space and files alike, in the family with more; or with a sample over that. Up to `most`
 * answers are compared: of every client for every file, of as many sessions each as there is room
 * for; of more clients each is asked for some files, by their weight.
 */
export function changedAnswers(
  before: Snapshot,
  after: Snapshot,
  sample: TrafficSample | undefined,
  most: number,
): number {
  const ids = readIds(before, 'file');
  if (sample === undefined) {
    const files = { ids, most, weight: () => 1 };
    const shareOf = (family: 4 | 6) =>
      changedOf(before, after, clientsOfSpace(before, after, family), files);
    return Math.max(shareOf(4), shareOf(6));
  }
  const { file = [], weight = [] } = sample.popularity ?? {};
  const weightOf = new Map(Array.from(file, (id, k) => [id, weight[k] ?? 0]));
  const files = { ids, most, weight: (row: number) => weightOf.get(ids[row] ?? '') ?? 0 };
  return changedOf(before, after, clientsOf(before, after, sample), files);
}
