// How many events a second pass through the queue, and how long do fair shares take?
import { createQueue, pop, push } from '../engine/queue.ts';
import { maxMinLevels } from '../network/levels.ts';
import { exponential } from '../random/distributions.ts';
import { createStream, next32, openStream } from '../random/stream.ts';
import type { Bench } from './bench.ts';

const delayCount = 1 << 16;

/** The hold model: pop the earliest event, push one an exponential time later. */
function hold(suffix: string, pending: number): Bench {
  return {
    name: `engine.hold.${suffix}`,
    unit: '1/s',
    direction: 'up',
    params: { pending, delay: 'exponential', seed: 1 },
    prepare(size) {
      const stream = openStream(createStream(), 1, pending, 0);
      const delayMs = Float64Array.from({ length: delayCount }, () => 1000 * exponential(stream));
      const queue = createQueue(pending);
      for (let row = 0; row < pending; row++) push(queue, 1000 * exponential(stream), 0, row);
      const holds = size === 'full' ? 2000000 : 20000;
      let draw = 0;
      return () => {
        let checksum = 0;
        const beginMs = performance.now();
        for (let k = 0; k < holds; k++) {
          const row = pop(queue);
          checksum = (Math.imul(checksum, 31) + row) | 0;
          push(queue, queue.nowMs + (delayMs[draw++ & (delayCount - 1)] ?? 0), 0, row);
        }
        const seconds = (performance.now() - beginMs) / 1000;
        return { value: holds / seconds, checksum: checksum >>> 0 };
      };
    },
  };
}

/** Flows over one appliance and one link each; every resource has the mean load as capacity. */
const maxMin: Bench = {
  name: 'network.maxmin.1e5flows',
  unit: 's',
  direction: 'down',
  params: { flows: 100000, appliances: 6000, links: 4000, capacity: 'mean load', seed: 1 },
  prepare(size) {
    const scale = size === 'full' ? 1 : 0.05;
    const [flowCount, applianceCount, linkCount] = [100000 * scale, 6000 * scale, 4000 * scale];
    const stream = openStream(createStream(), 1, 2, 0);
    const rows = (count: number, from: number): Int32Array =>
      Int32Array.from({ length: flowCount }, () => from + (next32(stream) % count));
    const meanBps = 1.5e6 * flowCount;
    const roomOf = (count: number): bigint[] =>
      new Array<bigint>(count).fill(BigInt(Math.floor((meanBps / count) * 10000)));
    const askers = {
      first: rows(applianceCount, 0),
      second: rows(linkCount, applianceCount),
      rungStart: Uint32Array.from({ length: flowCount + 1 }, (_, flow) => flow),
      rateBps: Float64Array.from({ length: flowCount }, () => 1e6 + (next32(stream) % 1e6)),
      ms: new Float64Array(flowCount).fill(10000),
      room: [...roomOf(applianceCount), ...roomOf(linkCount)],
    };
    const out = new Float64Array(flowCount);
    return () => {
      const beginMs = performance.now();
      const limits = maxMinLevels(askers, out);
      const value = (performance.now() - beginMs) / 1000;
      let sum = limits;
      for (const level of out) if (level < Infinity) sum += level;
      return { value, checksum: sum >>> 0 };
    };
  },
};

export const benches: readonly Bench[] = [
  hold('1e3', 1000),
  hold('1e5', 100000),
  hold('1e6', 1000000),
  maxMin,
];
