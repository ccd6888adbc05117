// What does the gate say of a changed world, and how many would get another answer?
import {
  type Admission,
  admit,
  compileSnapshot,
  createDecision,
  createState,
  decide,
  findRow,
  pair,
  readIds,
  type Snapshot,
  vantageOf,
  type World,
} from '@fairlead/core';
import type { PoisonKind } from './poisons.ts';

const served = new WeakMap<World, Snapshot>();

function servedOf(world: World): Snapshot {
  const known = served.get(world) ?? compileSnapshot(world, { sequence: 1 }).snapshot;
  served.set(world, known);
  return known;
}

const compiled = (world: World): Snapshot => compileSnapshot(world, { sequence: 2 }).snapshot;

/** Asks for a file by its id from an address: the targets and their links by id, in order. */
function asker(snapshot: Snapshot) {
  const [state, out] = [createState(snapshot), createDecision(snapshot)];
  const [appliances, links] = [readIds(snapshot, 'appliance'), readIds(snapshot, 'link')];
  return (family: number, words: Uint32Array, id: string, sessionHash: number): string => {
    const file = findRow(snapshot, 'file', id);
    const fileHash = snapshot.fileHash[file] ?? 0;
    const vantage = vantageOf(snapshot, family, words);
    decide(snapshot, state, { vantage, file, fileHash, sessionHash, want: 3 }, out);
    return Array.from(
      out.targetAppliance.subarray(0, out.targetCount),
      (row, place) => `${appliances[row]} ${links[out.targetLink[place] ?? 0]}`,
    ).join();
  };
}

const asked = 1500;

/** An address in the space that candidates serve, each as likely as any other of its family. */
function covered(snapshot: Snapshot, family: 4 | 6, key: number): Uint32Array {
  const words = new Uint32Array(4);
  for (let n = 0; ; n++) {
    for (let word = 0; word < 4; word++) words[word] = pair(pair(key, n), word);
    if (family === 6) drawSix(snapshot, words, pair(key, n));
    const list = snapshot.vantageList[vantageOf(snapshot, family, words)] ?? 0;
    if ((snapshot.listStart[list + 1] ?? 0) > (snapshot.listStart[list] ?? 0)) return words;
  }
}

/** Space of IPv6 is too wide to be hit: an address near the start of a span. */
function drawSix({ start0, start1 }: Snapshot, words: Uint32Array, key: number): void {
  const row = key % start0.length;
  words[0] = start0[row] ?? 0;
  words[1] = start1[row] ?? 0;
}

/** Of requests for any file from covered addresses of a family: those whose targets differ. */
function changedShare(before: Snapshot, after: Snapshot): number {
  const [was, is] = [asker(before), asker(after)];
  const files = readIds(before, 'file');
  const shareOf = (family: 4 | 6): number => {
    let changed = 0;
    for (let key = 0; key < asked; key++) {
      const words = covered(before, family, key);
      const id = files[pair(key, 7) % files.length] ?? '';
      if (was(family, words, id, key) !== is(family, words, id, key)) changed++;
    }
    return changed / asked;
  };
  return Math.max(shareOf(4), shareOf(6));
}

/** The verdict on a poisoned world: struck harder until one answer in a hundred is another. */
export function judgePoison(world: World, { from, apply }: PoisonKind, key: number) {
  let struckShare = Math.max(from, Math.min(1, 0.01 * 1.6 ** (pair(key, 3) % 10)));
  for (;;) {
    const units = struckShare * 2 ** 32;
    const candidate = compiled(apply(world, (row) => pair(row, key + 1) < units));
    const share = changedShare(servedOf(world), candidate);
    if (share < 0.01 && struckShare < 1) struckShare = Math.min(1, struckShare * 2);
    else return { ...admit(servedOf(world), candidate), changedShare: share, struckShare };
  }
}

/** The verdict on a world as a good day leaves it. */
export function judgeHonest(
  world: World,
  change: (world: World, key: number) => World,
  key: number,
): Admission {
  return admit(servedOf(world), compiled(change(world, key)));
}
