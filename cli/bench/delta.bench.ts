// How soon does a snapshot of the whole world hold a thousand changed routes?
import { type Change, createCompiler } from '@fairlead/core';
import { loadPlaces } from '@fairlead/scenarios';
import { generateWorld } from '@fairlead/sim';
import type { Bench } from './bench.ts';
import { routeChanges } from './route-changes.ts';

const delta: Bench = {
  name: 'snapshot.delta.1k',
  unit: 's',
  direction: 'down',
  params: { world: 'global, seed 1', changes: 1000, v4Share: 0.6, warmup: 20 },
  async prepare(size) {
    const { places, countries } = await loadPlaces();
    const world = generateWorld(
      { size: size === 'full' ? 'global' : 'small', seed: 1 },
      places,
      countries,
    );
    const draw = routeChanges(world);
    const compiler = createCompiler(world);
    let key = 0;
    const next = (): Change[] => Array.from({ length: 1000 }, () => draw(key++));
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

export const benches: readonly Bench[] = [delta];
