// Does a compiler keep step with the whole world? Three sequences against fresh compiles.
import {
  type Change,
  compileSnapshot,
  createCompiler,
  createDecision,
  createState,
  decide,
  pair,
  prefixText,
  rpkiStates,
  type Snapshot,
  vantageOf,
  type World,
} from '@fairlead/core';
import { loadPlaces } from '@fairlead/scenarios';
import { generateWorld } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const at = (column: ArrayLike<number>, row: number): number => column[row] ?? 0;
type Route = { cluster: number; path: number; med: number; link: number; rpki: number };

/** The routes of the prefixes that changes have named, in lists; all others as they were. */
function routeModel(world: World) {
  const { routes, prefixes, paths } = world;
  const start = new Uint32Array(prefixes.count + 1);
  for (const prefix of routes.prefix) start[prefix + 1] = at(start, prefix + 1) + 1;
  for (let row = 0; row < prefixes.count; row++)
    start[row + 1] = at(start, row + 1) + at(start, row);
  const next = start.slice();
  const member = new Uint32Array(routes.count);
  routes.prefix.forEach((prefix, route) => {
    member[at(next, prefix)] = route;
    next[prefix] = at(next, prefix) + 1;
  });
  const lists = new Map<number, Route[]>();
  const columns = ['cluster', 'path', 'med', 'link', 'rpki'] as const;
  const routeAt = (route: number): Route => ({
    cluster: at(routes.cluster, route),
    path: at(routes.path, route),
    med: at(routes.med, route),
    link: at(routes.link, route),
    rpki: at(routes.rpki, route),
  });
  return {
    hops: (path: number): number => at(paths.start, path + 1) - at(paths.start, path),
    listOf(prefix: number): Route[] {
      const rows = [...member.subarray(at(start, prefix), at(start, prefix + 1))];
      const list = lists.get(prefix) ?? rows.map(routeAt);
      lists.set(prefix, list);
      return list;
    },
    put(prefix: number, list: Route[]): void {
      lists.set(prefix, list);
    },
    world(): World {
      const kept: number[] = [];
      routes.prefix.forEach((prefix, route) => {
        if (!lists.has(prefix)) kept.push(route);
      });
      const changed = [...lists].flatMap(([prefix, list]) =>
        list.map((own) => ({ prefix, ...own })),
      );
      const count = kept.length + changed.length;
      const column = (name: (typeof columns)[number] | 'prefix'): Uint32Array => {
        const out = new Uint32Array(count);
        kept.forEach((route, row) => {
          out[row] = at(routes[name], route);
        });
        changed.forEach((route, k) => {
          out[kept.length + k] = route[name];
        });
        return out;
      };
      return {
        ...world,
        routes: {
          count,
          cluster: column('cluster'),
          prefix: column('prefix'),
          path: column('path'),
          med: column('med'),
          link: column('link'),
          rpki: Uint8Array.from(column('rpki')),
        },
      };
    },
  };
}

/** A change of a route of the world, as told and as done to the model. */
function drawChange(world: World, model: ReturnType<typeof routeModel>, key: number): Change {
  const { routes, prefixes, clusters, links } = world;
  const route = pair(key, 1) % routes.count;
  const prefix = at(routes.prefix, route);
  const cluster = at(routes.cluster, route);
  const link = at(routes.link, route);
  const words = [prefixes.word0, prefixes.word1, prefixes.word2, prefixes.word3].map((word) =>
    at(word, prefix),
  );
  const where = {
    cluster: clusters.id[cluster] ?? '',
    prefix: prefixText(at(prefixes.family, prefix), words, at(prefixes.length, prefix)),
    link: links.id[link] ?? '',
  };
  const rest = model
    .listOf(prefix)
    .filter((other) => other.cluster !== cluster || other.link !== link);
  if (pair(key, 2) % 3 === 0) {
    model.put(prefix, rest);
    return { kind: 'withdraw', ...where };
  }
  const path = pair(key, 3) % world.paths.count;
  const med = pair(key, 4) % 3;
  const rpki = pair(key, 5) % 20 === 0 ? 1 : 2;
  model.put(prefix, [...rest, { cluster, path, med, link, rpki }]);
  const asPathLength = model.hops(path);
  return { kind: 'announce', ...where, asPathLength, med, rpki: rpkiStates[rpki] ?? 'unknown' };
}

/** All fields of a decision but the vantage number. */
function askBoth(live: Snapshot, fresh: Snapshot, count: number, seed: number): void {
  const both = [live, fresh].map((snapshot) => {
    return { snapshot, state: createState(snapshot), out: createDecision(snapshot) };
  });
  const words = new Uint32Array(4);
  for (let k = 0; k < count; k++) {
    const family = k % 2 === 0 ? 4 : 6;
    const row = pair(k, seed + 1) % fresh.span6Value.length;
    const columns = [fresh.start0, fresh.start1, fresh.start2, fresh.start3];
    if (family === 6) words.set(columns.map((word) => at(word, row)));
    else words.set([pair(k, seed), 0, 0, 0]);
    const file = pair(k, 3) % fresh.fileCount;
    const rest = { file, fileHash: at(fresh.fileHash, file), sessionHash: pair(k, 5), want: 5 };
    const [a, b] = both.map(({ snapshot, state, out }) => {
      decide(snapshot, state, { vantage: vantageOf(snapshot, family, words), ...rest }, out);
      const { reason, targetCount, passedCount } = out;
      const targets = [out.targetAppliance, out.targetLink, out.targetRank].map((column) =>
        column.subarray(0, targetCount).join(),
      );
      const passed = [out.passedCluster, out.passedRank, out.passedLabel].map((column) =>
        column.subarray(0, passedCount).join(),
      );
      return [reason, ...targets, ...passed].join('/');
    });
    assert.is(a, b, `address ${words.join()} of IPv${family}`);
  }
}

test('deltas: three sequences on the global world give the answers and bytes of a fresh compile', async () => {
  const { places, countries } = await loadPlaces();
  const world = generateWorld({ size: 'global', seed: 1 }, places, countries);
  const model = routeModel(world);
  const compiler = createCompiler(world);
  let key = 0;
  let sequence = 0;
  for (const batches of [
    [1000, 1000, 1, 1000],
    [5000, 100, 100],
    [20000, 1000, 0],
  ]) {
    for (const size of batches) {
      const changes = Array.from({ length: size }, () => drawChange(world, model, key++));
      const startMs = performance.now();
      const proposed = compiler.propose(changes);
      if (proposed.verdict === 'refused') return assert.unreachable(proposed.text);
      compiler.commit(proposed.snapshot);
      console.log(`${size} changes in ${(performance.now() - startMs).toFixed(1)} ms`);
      sequence++;
    }
    const { snapshot: fresh } = compileSnapshot(model.world(), { sequence });
    const live = compiler.snapshot();
    assert.is(live.contentDigest.join(), fresh.contentDigest.join());
    askBoth(live, fresh, 100_000, key);
    const compact = compiler.compact();
    assert.is(Buffer.compare(compact.bytes, fresh.bytes), 0, 'the bytes after compaction');
  }
});

test.run();
