// What became of what was asked, second count: who got how much, over what, and how full was it?
import type { World } from '@fairlead/core';
import { causes } from './steer.ts';

export type Sums = { readonly [name: string]: number };

export const stepMs = 10_000;
const binMs = 300_000;
const kinds = ['embedded', 'pni', 'ix', 'transit'];

/** Some time of a session at one place: what it asks, and on which elements. */
export type Stretch = {
  readonly free: number;
  readonly ms: number;
  readonly on: readonly number[];
  readonly cause: number;
};

/** Levels of max–min by session over appliances and links, by the time that each is there. */
function levelsOf(asks: readonly Stretch[], room: Float64Array): Float64Array {
  const level = new Float64Array(room.length).fill(Infinity);
  const sums = new Float64Array(room.length);
  for (const { free, ms, on } of asks) for (const e of on) sums[e] = (sums[e] ?? 0) + free * ms;
  const tight = [...room.keys()].filter((e) => (sums[e] ?? 0) > (room[e] ?? 0) * stepMs);
  const open = new Map(tight.map((e) => [e, asks.filter(({ on }) => on.includes(e))]));
  const levelAt = (e: number, those: readonly Stretch[]) => {
    const cap = ({ free, on: [a = 0, b = 0] }: Stretch) =>
      Math.min(free, level[a] ?? 0, level[b] ?? 0);
    const caps = those.map((one) => ({ ms: one.ms, cap: cap(one) })).sort((a, b) => a.cap - b.cap);
    let [rest, ms] = [(room[e] ?? 0) * stepMs, caps.reduce((sum, one) => sum + one.ms, 0)];
    for (const one of caps) {
      if (one.cap * ms > rest) return Math.floor(rest / ms);
      [rest, ms] = [rest - one.cap * one.ms, ms - one.ms];
    }
    return Infinity;
  };
  while (open.size > 0) {
    const found = [...open].map(([e, those]) => ({ e, least: levelAt(e, those) }));
    const { e, least } = found.reduce((a, b) => (b.least < a.least ? b : a));
    if (least === Infinity) break;
    level[e] = least;
    open.delete(e);
  }
  return level;
}

/** Adds to a row of a table. */
function add(to: Float64Array, at: number, bits: number): void {
  to[at] = (to[at] ?? 0) + bits;
}

export type Account = ReturnType<typeof createAccount>;

/** Bits by what became of them, by who stood first, by site; and by element and five minutes. */
export function createAccount(world: World, fromMs: number, toMs: number) {
  const { appliances, links, sites } = world;
  const binCount = Math.ceil((toMs - fromMs) / binMs);
  const room = Float64Array.from([...appliances.capacityBps, ...links.capacityBps]);
  const table = () => new Float64Array(room.length * binCount);
  return {
    ...{ world, room, binCount, fromMs, asked: table(), carried: table() },
    byCause: new Float64Array(causes.length + 1),
    byKind: new Float64Array(kinds.length),
    bySite: new Float64Array(sites.count),
    boxes: appliances.count,
    siteOf: (box: number) => world.clusters.site[appliances.cluster[box] ?? 0] ?? 0,
    kindOf: (link: number) => links.kind[link] ?? 0,
    sums: { absent: 0, unserved: 0, efficient: 0 },
  };
}

/** Books what a step's stretches got under its levels. */
export function bookStep(
  account: Account,
  stepFromMs: number,
  stretches: readonly Stretch[],
): void {
  const { room, binCount, boxes, sums } = account;
  const level = levelsOf(stretches, room);
  const bin = Math.floor((stepFromMs - account.fromMs) / binMs);
  for (const { free, ms, on, cause } of stretches) {
    const [box, element] = on;
    const bits = free * ms;
    add(account.byCause, cause < 0 ? causes.length : cause, bits);
    if (box === undefined || element === undefined) {
      sums.absent += bits;
      sums.unserved += bits;
      continue;
    }
    const got = Math.min(free, level[box] ?? 0, level[element] ?? 0) * ms;
    sums.unserved += bits - got;
    if (cause < 0) sums.efficient += got;
    add(account.byKind, account.kindOf(element - boxes), got);
    add(account.bySite, account.siteOf(box), got);
    for (const e of on) {
      add(account.asked, e * binCount + bin, bits);
      add(account.carried, e * binCount + bin, got);
    }
  }
}

/** Of each element the fullest five minutes; of elements the k-th smallest. */
function peaksOf({ room, boxes, binCount }: Account, of: string, table: Float64Array) {
  const peak = (e: number) =>
    Math.max(...table.subarray(e * binCount, (e + 1) * binCount)) / binMs / (room[e] ?? 1);
  const all = [...room.keys()].map(peak);
  return [all.slice(0, boxes), all.slice(boxes)].flatMap((shares, k) => {
    const used = shares.filter((share) => share > 0).sort((a, b) => a - b);
    const name = `${k === 0 ? 'appliance' : 'link'}.peak.${of}`;
    return [50, 95, 100].map(
      (q) => [`${name}.p${q}`, used[Math.ceil((q * used.length) / 100) - 1] ?? 0] as const,
    );
  });
}

/** Bytes asked, shares of them, and peaks, by name. */
export function sumsOf(account: Account): Sums {
  const { world, sums, byCause, byKind, bySite } = account;
  const asked = byCause.reduce((all, bits) => all + bits, 0);
  const shares: (readonly [name: string, bits: number])[] = [
    ...Object.entries(sums),
    ...causes.map((name, k) => [`row.${name}`, byCause[k] ?? 0] as const),
    ...kinds.map((name, k) => [name, byKind[k] ?? 0] as const),
    ...world.sites.id.map((id, k) => [`site.${id}`, bySite[k] ?? 0] as const),
  ];
  return Object.fromEntries([
    ['asked', asked / 8000],
    ...shares.map(([name, bits]) => [name, bits / asked] as const),
    ...peaksOf(account, 'asked', account.asked),
    ...peaksOf(account, 'carried', account.carried),
  ]);
}
