// Which targets does a client get? A second answer, written from core/RULES.md alone.
import type { World } from '@fairlead/core';
import type { Candidate, List } from './routes.ts';

const scramble = (word: number): number => {
  let x = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
};
const pair = (a: number, b: number): number => scramble((Math.imul(a, 0x9e3779b1) + b) | 0);
const rotl = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

function hashId(id: string): number {
  const bytes = [...new TextEncoder().encode(id)];
  const word = (from: number) =>
    bytes.slice(from, from + 4).reduce((sum, byte, k) => sum | (byte << (8 * k)), 0);
  const mixed = (k: number) => Math.imul(rotl(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593);
  let h = 0x44494c46;
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4)
    h = (Math.imul(rotl(h ^ mixed(word(at)), 13), 5) + 0xe6546b64) | 0;
  return scramble(h ^ mixed(word(whole)) ^ bytes.length);
}

/** How far −log₂(hash ÷ 2³²): doubles do, as no two machines have to agree here. */
const keyOf = (hash: number): number => 32 - Math.log2(Math.max(hash, 1));

/** Rank is -1 in a last resort. */
export type Target = { readonly appliance: number; readonly link: number; readonly rank: number };
/** What is believed; of what is lost in truth also that it is. */
export type Belief = {
  readonly isUp: Uint8Array;
  readonly isHealthy: Uint8Array;
  readonly applianceUnits: Uint32Array;
  readonly linkUnits: Uint32Array;
  readonly isLost: Uint8Array;
  readonly isLinkLost: Uint8Array;
};
/** Causes in the order in which a candidate gets furthest, and `route` where there is none. */
export const causes = ['content', 'drain', 'loss', 'health', 'load', 'link', 'route'] as const;

/** Holders of a file in a cluster, best first. */
function holdersBy(world: World): (cluster: number, file: number) => readonly number[] {
  const { appliances, manifests, clusters, files } = world;
  const copies = new Map<string, number>();
  for (let row = 0; row < manifests.count; row++)
    copies.set(`${manifests.manifest[row]}/${manifests.file[row]}`, manifests.copies[row] ?? 0);
  const members = Array.from({ length: clusters.count }, (): number[] => []);
  appliances.cluster.forEach((cluster, row) => {
    members[cluster]?.push(row);
  });
  const known = new Map<string, readonly number[]>();
  return (cluster, file) => {
    const name = `${cluster}/${file}`;
    const before = known.get(name);
    if (before) return before;
    const hash = hashId(files.id[file] ?? '');
    const drawn = (members[cluster] ?? []).map((row) => ({
      row,
      key: pair(hash, hashId(appliances.id[row] ?? '')),
    }));
    drawn.sort((a, b) => b.key - a.key);
    const count = copies.get(`${clusters.manifest[cluster]}/${file}`) ?? 0;
    const held = drawn.slice(0, count === 255 ? undefined : count).map(({ row }) => row);
    known.set(name, held);
    return held;
  };
}

export type Request = {
  readonly file: number;
  readonly key: number;
  readonly list: List;
  /** Health and load are ignored. */
  readonly isOpen?: boolean;
};
export type Answer = {
  readonly targets: readonly Target[];
  /** Of rank 0: the furthest cause among candidates that were left empty, -1 where none was. */
  readonly missed: number;
};

/** Hashes of the ids of a world, made once. */
function hashesOf({ appliances, links, files }: World) {
  const [boxes, ways, those] = [appliances.id, links.id, files.id].map((ids) => ids.map(hashId));
  return {
    appliance: (row: number) => boxes?.[row] ?? 0,
    link: (row: number) => ways?.[row] ?? 0,
    file: (row: number) => those?.[row] ?? 0,
  };
}
type Known = {
  readonly world: World;
  readonly want: number;
  readonly hash: ReturnType<typeof hashesOf>;
  readonly holders: ReturnType<typeof holdersBy>;
};

const sheds = (key: number, hash: number, units: number) => pair(key, hash) >>> 16 < units;

/** Who is left of a candidate (rules 4 and 5), and the cause if nobody is, else -1. */
function left(known: Known, { cluster, link }: Candidate, asked: Request, belief: Belief) {
  const { isUp, isHealthy, applianceUnits, linkUnits, isLost, isLinkLost } = belief;
  const { key, isOpen = false } = asked;
  const { hash } = known;
  const tests: readonly [number, (row: number) => boolean][] = [
    [1, (row) => isUp[row] === 1],
    [3, (row) => isOpen || isHealthy[row] === 1],
    [4, (row) => isOpen || !sheds(key, hash.appliance(row), applianceUnits[row] ?? 0)],
    [5, () => isOpen || !sheds(key, hash.link(link), linkUnits[link] ?? 0)],
  ];
  let rows = known.holders(cluster, asked.file);
  if (rows.length === 0) return { rows, cause: 0 };
  for (const [cause, stays] of tests) {
    const after = rows.filter(stays);
    const isLinkCut = cause === 5 && isLinkLost[link] === 1;
    const isLoss = cause !== 4 && rows.every((row) => isLost[row] === 1 || isLinkCut);
    if (after.length === 0) return { rows: after, cause: isLoss ? 2 : cause };
    rows = after;
  }
  return { rows, cause: -1 };
}

/** Rules 6 and 7: targets by rank, and how far candidates of rank 0 got that were left empty. */
function walk(known: Known, list: readonly Candidate[], asked: Request, belief: Belief) {
  const { world, want, hash } = known;
  const targets: (Target & { readonly key: number })[] = [];
  const both = pair(hash.file(asked.file), asked.key);
  let [missed, isClosed, last] = [-1, false, -1];
  for (const candidate of list) {
    const { rank, link } = candidate;
    if (targets.length >= want && rank > last && rank > 0) break;
    const { rows, cause } = left(known, candidate, asked, belief);
    if (rank === 0) missed = Math.max(missed, cause);
    isClosed ||= cause >= 2;
    for (const appliance of rows) {
      const capacity = world.appliances.capacityBps[appliance] ?? 1;
      const key = keyOf(pair(both, hash.appliance(appliance))) / capacity;
      targets.push({ appliance, link, rank, key });
    }
    last = rank;
  }
  targets.sort((a, b) => a.rank - b.rank || a.key - b.key);
  return { targets: targets.slice(0, want), missed, isClosed };
}

/** Rule 8 after the others. */
export function decider(world: World, want: number) {
  const known = { world, want, hash: hashesOf(world), holders: holdersBy(world) };
  return (asked: Request, belief: Belief): Answer => {
    const { ranked, resort } = asked.list;
    const open = { ...asked, isOpen: true };
    const first = walk(known, ranked, asked, belief);
    if (first.targets.length > 0) return first;
    if (first.isClosed) return walk(known, ranked, open, belief);
    const missed = ranked.length > 0 ? first.missed : causes.indexOf('route');
    const { targets } = walk(known, resort, open, belief);
    return { targets: targets.map((target) => ({ ...target, rank: -1 })), missed };
  };
}
