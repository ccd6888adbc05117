// How soon does a snapshot of the whole world hold a thousand changed routes?
import {
  type Change,
  createCompiler,
  createHandover,
  proposeOffer,
  settleOffer,
} from '@fairlead/core';
import type { Bench } from './bench.ts';
import { benchWorld, routeChanges } from './bench-world.ts';

/** A world of the size, a compiler of it, and batches of changed routes. */
async function compiling(size: 'full' | 'small', count: number) {
  const world = await benchWorld(size);
  const draw = routeChanges(world);
  let key = 0;
  const next = (): Change[] => Array.from({ length: count }, () => draw(key++));
  return { compiler: createCompiler(world, { snapshotsMax: 8 }), next };
}

const delta: Bench = {
  name: 'snapshot.delta.1k',
  unit: 's',
  direction: 'down',
  params: { world: 'global, seed 1', changes: 1000, v4Share: 0.6, warmup: 20 },
  async prepare(size) {
    const { compiler, next } = await compiling(size, 1000);
    const apply = (changes: readonly Change[]): number => {
      const proposed = compiler.propose(changes);
      if (proposed.verdict === 'refused') throw new Error(proposed.text);
      compiler.commit(proposed.snapshot);
      return proposed.snapshot.contentDigest[0] ?? 0;
    };
    for (let batch = 0; batch < (size === 'full' ? 20 : 1); batch++) apply(next());
    return () => {
      const changes = next();
      const beginMs = performance.now();
      const checksum = apply(changes);
      return { value: (performance.now() - beginMs) / 1000, checksum };
    };
  },
};

const offer: Bench = {
  name: 'snapshot.offer',
  unit: 's',
  direction: 'down',
  params: { world: 'global, seed 1', changes: 100, of: 'propose, judge and join rows' },
  async prepare(size) {
    const { compiler, next } = await compiling(size, 100);
    const handover = createHandover(compiler);
    return () => {
      const changes = next();
      const beginMs = performance.now();
      const made = proposeOffer(handover, changes);
      const value = (performance.now() - beginMs) / 1000;
      if (made.verdict === 'refused') throw new Error(made.text);
      const { epoch, sequence, contentDigest } = compiler.proposal() ?? compiler.snapshot();
      const version = { epoch, sequence };
      settleOffer(handover, [{ kind: 'served', version }]);
      settleOffer(handover, [{ kind: 'released', version: made.against }]);
      return { value, checksum: contentDigest[0] ?? 0 };
    };
  },
};

export const benches: readonly Bench[] = [delta, offer];
