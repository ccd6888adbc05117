// How many answers a second from texts to texts: address, file and session in, ids and hosts out?
import {
  type Ask,
  addressText,
  createAnswer,
  createState,
  hashId,
  pair,
  pathwayTable,
  readId,
  steerText,
} from '@fairlead/core';
import type { Bench } from './bench.ts';
import { benchWorld } from './bench-world.ts';
import { eveningRequests } from './evening-requests.ts';

const askCount = 200_000;

const targets: Bench = {
  name: 'steer.text.targets',
  unit: '1/s',
  direction: 'up',
  params: {
    world: 'global, seed 1',
    hour: '2026-11-24 19:00 to 20:00 UTC',
    asks: askCount,
    want: 5,
    session: '16 hexadecimal digits',
    told: 'ids and host names',
  },
  async prepare(size) {
    const isFull = size === 'full';
    const world = await benchWorld(size);
    const { snapshot, requests, count } = eveningRequests(world, isFull ? 0.003 : 0.0001);
    const asks: Ask[] = Array.from({ length: Math.min(count, askCount) }, (_, k) => {
      const words = requests.words.subarray(k * 4, k * 4 + 4);
      const client = addressText(requests.family[k] ?? 4, words);
      const file = readId(snapshot, 'file', requests.file[k] ?? 0);
      const session = hexOf(requests.sessionHash[k] ?? 0) + hexOf(pair(k, 23));
      return { client, file, session, want: 5 };
    });
    const { table } = pathwayTable(snapshot, { host: '{appliance}.cdn.example' });
    if (table === undefined) throw new Error('the world has ids that are no host names');
    const ground = { snapshot, state: createState(snapshot) };
    const out = createAnswer(snapshot, { table });
    return () => {
      let checksum = 0;
      const beginMs = performance.now();
      for (const ask of asks) {
        const problems = steerText(ground, ask, out);
        checksum = (Math.imul(checksum, 31) + out.count + problems.length) | 0;
        checksum = (checksum + (out.appliance[0]?.length ?? 0) + (out.host[0]?.length ?? 0)) | 0;
      }
      const seconds = (performance.now() - beginMs) / 1000;
      const last = hashId(out.appliance.slice(0, out.count).join());
      return { value: asks.length / seconds, checksum: (checksum ^ last) >>> 0 };
    };
  },
};

function hexOf(word: number): string {
  return word.toString(16).padStart(8, '0');
}

export const benches: readonly Bench[] = [targets];
