// How many decisions of a simulated evening a second, and how much dearer are the dearest?
import {
  createDecision,
  createState,
  type Decision,
  decide,
  type Snapshot,
  type State,
  vantageOf,
} from '@fairlead/core';
import { loadPlaces } from '@fairlead/scenarios';
import { generateWorld } from '@fairlead/sim';
import type { Bench } from './bench.ts';
import { eveningRequests, type Requests } from './evening-requests.ts';

/** Everything that one decision after the other needs. */
type Desk = {
  readonly snapshot: Snapshot;
  readonly requests: Requests;
  readonly state: State;
  readonly out: Decision;
};

const params = {
  world: 'global, seed 1',
  hour: '2026-11-24 19:00 to 20:00 UTC',
  members: 0.03,
  order: 'time',
  want: 5,
  state: 'all healthy, nothing shed',
};

async function openDesk(size: 'full' | 'small'): Promise<Desk> {
  const { places, countries } = await loadPlaces();
  const isFull = size === 'full';
  const world = generateWorld({ size: isFull ? 'global' : 'small', seed: 1 }, places, countries);
  const { snapshot, requests } = eveningRequests(world, isFull ? params.members : 0.001);
  return { snapshot, requests, state: createState(snapshot), out: createDecision(snapshot) };
}

const words = new Uint32Array(4);
const request = { vantage: 0, file: 0, fileHash: 0, sessionHash: 0, want: params.want };

/** Decides requests `from` to `to`, address words in, targets with labels out; a checksum. */
function decideAll({ snapshot, requests, state, out }: Desk, from: number, to: number): number {
  const { family, words: all, file, sessionHash } = requests;
  let checksum = 0;
  for (let k = from; k < to; k++) {
    words[0] = all[k * 4] as number;
    words[1] = all[k * 4 + 1] as number;
    words[2] = all[k * 4 + 2] as number;
    words[3] = all[k * 4 + 3] as number;
    request.vantage = vantageOf(snapshot, family[k] as number, words);
    request.file = file[k] as number;
    request.fileHash = snapshot.fileHash[request.file] as number;
    request.sessionHash = sessionHash[k] as number;
    decide(snapshot, state, request, out);
    checksum = (Math.imul(checksum, 31) + out.targetCount + (out.targetAppliance[0] ?? 0)) | 0;
  }
  return checksum;
}

const realistic: Bench = {
  name: 'steer.decide.realistic',
  unit: '1/s',
  direction: 'up',
  params,
  async prepare(size) {
    const desk = await openDesk(size);
    const { count } = desk.requests;
    return () => {
      const beginMs = performance.now();
      const checksum = decideAll(desk, 0, count) >>> 0;
      return { value: (count * 1000) / (performance.now() - beginMs), checksum };
    };
  },
};

/** How many requests in a row count as asked by one, and how many passes give the least cost. */
const repeats = 8;
const passes = 5;
const tailCount = 100000;

/** Least cost over all passes of each of the first requests, ms, ascending. */
function costsOf(desk: Desk, count: number): { costs: Float64Array; checksum: number } {
  const costs = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let checksum = 0;
  for (let pass = 0; pass < passes; pass++)
    for (let k = 0; k < count; k++) {
      const beginMs = performance.now();
      for (let n = 0; n < repeats; n++) checksum = (checksum + decideAll(desk, k, k + 1)) | 0;
      const tookMs = (performance.now() - beginMs) / repeats;
      if (tookMs < (costs[k] as number)) costs[k] = tookMs;
    }
  return { costs: costs.sort(), checksum: checksum >>> 0 };
}

const tail: Bench = {
  name: 'steer.decide.tail',
  unit: 'ratio',
  direction: 'down',
  params: {
    ...params,
    of: 'cost at p99.99 / median cost of a request',
    requests: tailCount,
    cost: `least of ${passes} passes, the mean of ${repeats} decisions each`,
  },
  async prepare(size) {
    const desk = await openDesk(size);
    const count = Math.min(desk.requests.count, tailCount);
    return () => {
      const { costs, checksum } = costsOf(desk, count);
      const at = (share: number) => costs[Math.floor((count - 1) * share)] as number;
      return { value: at(0.9999) / at(0.5), checksum };
    };
  },
};

export const benches: readonly Bench[] = [realistic, tail];
