// How many decisions of a simulated evening a second, and how much dearer are the dearest?
import {
  type Batch,
  batchMax,
  createBatch,
  createDecision,
  createState,
  type Decision,
  decide,
  decideAt,
  prepare,
  type Requests,
  type Snapshot,
  type State,
  vantageOf,
} from '@fairlead/core';
import type { Bench } from './bench.ts';
import { benchWorld } from './bench-world.ts';
import { eveningRequests } from './evening-requests.ts';

/** Everything that one decision after the other needs. */
type Desk = {
  readonly snapshot: Snapshot;
  readonly requests: Requests;
  readonly count: number;
  readonly state: State;
  readonly batch: Batch;
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
  const members = size === 'full' ? params.members : 0.001;
  const { snapshot, requests, count } = eveningRequests(await benchWorld(size), members);
  const state = createState(snapshot);
  const batch = createBatch(snapshot);
  return { snapshot, requests, count, state, batch, out: createDecision(snapshot) };
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

/** The same in batches; the same checksum. */
function decideBatches({ requests, count, state, batch, out }: Desk): number {
  let checksum = 0;
  for (let from = 0; from < count; ) {
    const taken = prepare(requests, from, count, params.want, batch);
    for (let k = 0; k < taken; k++) {
      decideAt(batch, state, k, out);
      checksum = (Math.imul(checksum, 31) + out.targetCount + (out.targetAppliance[0] ?? 0)) | 0;
    }
    from += taken;
  }
  return checksum;
}

/** Decisions of the hour a second. */
function hourly(name: string, more: object, decideHour: (desk: Desk) => number): Bench {
  return {
    name,
    unit: '1/s',
    direction: 'up',
    params: { ...params, ...more },
    async prepare(size) {
      const desk = await openDesk(size);
      return () => {
        const beginMs = performance.now();
        const checksum = decideHour(desk) >>> 0;
        return { value: (desk.count * 1000) / (performance.now() - beginMs), checksum };
      };
    },
  };
}

const realistic = hourly('steer.decide.realistic', { batch: batchMax }, decideBatches);
const single = hourly('steer.decide.single', {}, (desk) => decideAll(desk, 0, desk.count));

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
    const count = Math.min(desk.count, tailCount);
    return () => {
      const { costs, checksum } = costsOf(desk, count);
      const at = (share: number) => costs[Math.floor((count - 1) * share)] as number;
      return { value: at(0.9999) / at(0.5), checksum };
    };
  },
};

export const benches: readonly Bench[] = [realistic, single, tail];
