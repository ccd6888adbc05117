// How long do compiling and opening a snapshot of the whole world take?
import { compileSnapshot, encodeRoutes, openSnapshot, resumeCompiler } from '@fairlead/core';
import type { Bench } from './bench.ts';
import { benchWorld } from './bench-world.ts';

const input = { world: 'global, seed 1' };
/** What is known only after the run: the bytes of the snapshot, the most memory of the process. */
const compiled: Record<string, string | number> = { ...input, from: 'columns in memory' };

const compileWorld: Bench = {
  name: 'snapshot.compile.world',
  unit: 's',
  direction: 'down',
  params: compiled,
  async prepare(size) {
    const world = await benchWorld(size);
    return () => {
      const beginMs = performance.now();
      const { snapshot } = compileSnapshot(world);
      const seconds = (performance.now() - beginMs) / 1000;
      compiled.bytes = snapshot.bytes.length;
      compiled.peakRssBytes = process.resourceUsage().maxRSS * 1024; // generating it included
      return { value: seconds, checksum: snapshot.contentDigest[0] ?? 0 };
    };
  },
};

type Check = 'header' | 'digest' | 'rows';

/** Seconds of opening `bytes` with this much checked; the mean of `count`, for short ones. */
function openSeconds(bytes: Uint8Array, check: Check, count: number): number {
  const beginMs = performance.now();
  for (let k = 0; k < count; k++) {
    const opened = openSnapshot(bytes, { check });
    if (opened.problems) throw new Error(JSON.stringify(opened.problems));
  }
  return (performance.now() - beginMs) / 1000 / count;
}

/** A check's own time is what it adds to the opening that leaves it out. */
function openBench(name: string, counted: string, seconds: (bytes: Uint8Array) => number): Bench {
  return {
    name,
    unit: 's',
    direction: 'down',
    params: { ...input, counted },
    async prepare(size) {
      const { bytes, contentDigest } = compileSnapshot(await benchWorld(size)).snapshot;
      return () => ({ value: seconds(bytes), checksum: contentDigest[0] ?? 0 });
    },
  };
}

const resumed: Record<string, string | number> = { ...input, from: 'bytes in memory' };

const resume: Bench = {
  name: 'snapshot.resume',
  unit: 's',
  direction: 'down',
  params: resumed,
  async prepare(size) {
    const world = await benchWorld(size);
    const { bytes } = compileSnapshot(world).snapshot;
    const opened = openSnapshot(bytes);
    if (opened.problems) throw new Error(JSON.stringify(opened.problems));
    const routes = encodeRoutes(opened.snapshot, world);
    resumed.bytes = routes.length;
    resumed.routes = world.routes.count;
    return () => {
      const beginMs = performance.now();
      const { snapshot, problems } = openSnapshot(bytes);
      if (problems) throw new Error(JSON.stringify(problems));
      const { compiler, problems: wrong } = resumeCompiler(snapshot, routes);
      if (wrong) throw new Error(JSON.stringify(wrong));
      const seconds = (performance.now() - beginMs) / 1000;
      return { value: seconds, checksum: compiler.snapshot().contentDigest[0] ?? 0 };
    };
  },
};

export const benches: readonly Bench[] = [
  compileWorld,
  resume,
  openBench('snapshot.open', 'all but the digest and the rows', (bytes) =>
    openSeconds(bytes, 'header', 100),
  ),
  openBench('snapshot.digest', 'the digest check alone', (bytes) =>
    Math.max(0, openSeconds(bytes, 'digest', 3) - openSeconds(bytes, 'header', 3)),
  ),
  openBench('snapshot.rows', 'the check of every row alone', (bytes) =>
    Math.max(0, openSeconds(bytes, 'rows', 3) - openSeconds(bytes, 'digest', 3)),
  ),
];
