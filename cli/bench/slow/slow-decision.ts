// How much longer can a decision take than the usual one, on the worst snapshot that is let in?
import {
  compileSnapshot,
  createDecision,
  createState,
  decide,
  openSnapshot,
  pair,
  readRequest,
  type Snapshot,
} from '@fairlead/core';
import type { Bench } from '../bench.ts';
import { benchWorld } from '../bench-world.ts';
import { threadClock, threadSeconds } from '../thread-cpu.ts';
import { type Shape, shapes, slowest } from './slow-world.ts';

/** Decisions of one batch that is timed as a whole: a clock is too coarse for one. */
const batch = 50;

/** Seconds of CPU of one decision, from the texts of an ask: the median of batches; a checksum. */
function decisionSeconds(
  snapshot: Snapshot,
  clients: readonly string[],
  want: number,
  count: number,
) {
  const [state, out] = [createState(snapshot), createDecision(snapshot)];
  const files = clients.map((_, k) => fileOf(snapshot, k));
  const seconds: number[] = [];
  let checksum = 0;
  for (let n = 0; n < count; n++) {
    const begun = threadSeconds();
    for (let k = 0; k < batch; k++) {
      const at = (n * batch + k) % clients.length;
      const ask = {
        client: clients[at] ?? '',
        file: files[at] ?? '',
        session: `s${n % 97}-${k}`,
        want,
      };
      const { request, problems } = readRequest(snapshot, ask);
      if (problems) throw new Error(problems[0]?.text);
      decide(snapshot, state, request, out);
      checksum = (Math.imul(checksum, 31) + out.targetCount + (out.targetAppliance[0] ?? 0)) | 0;
    }
    seconds.push((threadSeconds() - begun) / batch);
  }
  seconds.sort((a, b) => a - b);
  return { median: seconds[seconds.length >> 1] ?? 0, checksum };
}

function fileOf({ fileText, fileTextStart, fileCount }: Snapshot, key: number): string {
  const row = pair(key, 17) % fileCount;
  return Buffer.from(fileText.subarray(fileTextStart[row], fileTextStart[row + 1])).toString();
}

/** Addresses that candidates serve. */
function coveredClients({ spanStart, spanValue, vantageList, listStart }: Snapshot, count: number) {
  const clients: string[] = [];
  for (let key = 0; clients.length < count; key++) {
    const row = pair(key, 11) % spanStart.length;
    const list = vantageList[spanValue[row] ?? 0] ?? 0;
    if ((listStart[list + 1] ?? 0) === (listStart[list] ?? 0)) continue;
    const address = spanStart[row] ?? 0;
    clients.push([24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.'));
  }
  return clients;
}

/** Throws where the bytes are not those of a snapshot that opens with every check. */
function opened(shape: Shape, sitesMax: number): Snapshot {
  const { snapshot, problems } = openSnapshot(slowest(shape, sitesMax).snapshot.bytes);
  if (problems) throw new Error(problems[0]?.text);
  return snapshot;
}

export const slowDecision: Bench = {
  name: 'steer.slowest',
  unit: 'ratio',
  direction: 'down',
  params: {
    world: 'the worst that opens, over global, seed 1',
    of: 'CPU of a decision from the texts of an ask, median, one address after the other',
    shapes: shapes.length,
    clock: threadClock,
  },
  async prepare(size) {
    const { snapshot } = compileSnapshot(await benchWorld(size));
    const sitesMax = size === 'full' ? 4096 : 3;
    const worst = shapes.map((shape) => opened(shape, sitesMax));
    const count = size === 'full' ? 400 : 2;
    const clients = coveredClients(snapshot, size === 'full' ? 20000 : 100);
    return () => {
      const usual = decisionSeconds(snapshot, clients, 5, count * 10);
      let { checksum } = usual;
      let most = 0;
      for (const other of worst)
        for (const client of ['11.1.2.3', '12.0.0.1']) {
          const found = decisionSeconds(other, [client], 16, count);
          const ratio = found.median / usual.median;
          most = Math.max(most, ratio);
          checksum = (Math.imul(checksum, 31) + found.checksum) | 0;
        }
      return { value: most, checksum: checksum >>> 0 };
    };
  },
};
