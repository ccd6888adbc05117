// In which order does each comparator put the clusters?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileSnapshot } from '../compile/compile.ts';
import type { distance } from '../rank/distance.ts';
import { comparatorNames, resolveRanking } from '../rank/ranking.ts';
import { medianRttMs } from '../rank/rtt.ts';
import { readId } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { linkKinds, type World } from '../world/world.ts';
import { randomCase } from './support/random-world.ts';

type Candidate = { cluster: string; link: string; rank: number };

function listsOf(snapshot: Snapshot): Candidate[][] {
  const { listStart, listCluster, listLink, listRank } = snapshot;
  return [...listStart.subarray(1)].map((end, list) =>
    [...listCluster.subarray(listStart[list], end)].map((cluster, k) => {
      const at = (listStart[list] ?? 0) + k;
      return {
        cluster: readId(snapshot, 'cluster', cluster),
        link: readId(snapshot, 'link', listLink[at] ?? 0),
        rank: listRank[at] ?? 0,
      };
    }),
  );
}

/** What the declared tables say of a link and of the appliances of a cluster. */
function declared(world: World) {
  const { links, clusters, appliances } = world;
  const kind = new Map(links.id.map((id, row) => [id, linkKinds[links.kind[row] ?? 0] ?? '']));
  const linkBps = new Map(links.id.map((id, row) => [id, links.capacityBps[row] ?? 0]));
  const clusterBps = new Map(clusters.id.map((id) => [id, 0]));
  appliances.id.forEach((_, row) => {
    const id = clusters.id[appliances.cluster[row] ?? 0] ?? '';
    clusterBps.set(id, (clusterBps.get(id) ?? 0) + (appliances.capacityBps[row] ?? 0));
  });
  return {
    kind: (link: string) => ['embedded', 'pni', 'ix', 'transit'].indexOf(kind.get(link) ?? ''),
    bps: ({ link, cluster }: Candidate) =>
      Math.min(linkBps.get(link) ?? 0, clusterBps.get(cluster) ?? 0),
  };
}

/** Checks that ranks are dense and grow exactly where `key` grows; returns the pairs compared. */
function checkOrder(lists: Candidate[][], key: (candidate: Candidate) => number): number {
  let compared = 0;
  for (const list of lists)
    list.forEach((candidate, k) => {
      const before = list[k - 1];
      if (before === undefined) {
        assert.is(candidate.rank, 0);
        return;
      }
      const step = key(candidate) - key(before);
      assert.ok(step >= 0, `${before.cluster} before ${candidate.cluster}`);
      assert.is(candidate.rank - before.rank, step > 0 ? 1 : 0);
      compared++;
    });
  return compared;
}

test('transport-class puts embedded before private peering, exchange and transit', () => {
  let compared = 0;
  for (let seed = 0; seed < 60; seed++) {
    const { world } = randomCase(seed);
    const { snapshot } = compileSnapshot(world, { ranking: ['transport-class'] });
    const { kind } = declared(world);
    compared += checkOrder(listsOf(snapshot), ({ link }) => kind(link));
  }
  assert.ok(compared > 100, `${compared} pairs`);
});

test('capacity puts first what more can come from: the lesser of link and appliances', () => {
  let compared = 0;
  for (let seed = 0; seed < 60; seed++) {
    const { world } = randomCase(seed);
    const { snapshot } = compileSnapshot(world, { ranking: ['capacity'] });
    const { bps } = declared(world);
    compared += checkOrder(listsOf(snapshot), (candidate) => -bps(candidate));
  }
  assert.ok(compared > 100, `${compared} pairs`);
});

test('cost puts the cheaper link first, and links of one price share a rank', () => {
  let compared = 0;
  for (let seed = 0; seed < 60; seed++) {
    const { world } = randomCase(seed);
    const costPerMbps = Float64Array.from(
      world.links.id,
      (_, row) => [0, 0.4, 0.4, 12][row % 4] ?? 0,
    );
    const priced = { ...world, links: { ...world.links, costPerMbps } };
    const { snapshot } = compileSnapshot(priced, { ranking: ['cost'] });
    const costOf = new Map(world.links.id.map((id, row) => [id, costPerMbps[row] ?? 0]));
    compared += checkOrder(listsOf(snapshot), ({ link }) => costOf.get(link) ?? -1);
  }
  assert.ok(compared > 100, `${compared} pairs`);
});

test('cost without a declared one changes nothing: all clusters of a view share rank 0', () => {
  const { world } = randomCase(3);
  const { snapshot } = compileSnapshot(world, { ranking: ['cost'] });
  assert.ok(snapshot.listRank.length > 0);
  assert.ok(snapshot.listRank.every((rank) => rank === 0));
});

test('rtt orders like distance, but sites within the same millisecond share a rank', () => {
  const { ranking } = resolveRanking(['rtt']) as { ranking: readonly (typeof distance)[] };
  const rtt = ranking[0];
  assert.ok(rtt);
  const candidate = { cluster: 0, link: 0, prefixLength: 0, asPathLength: 0, med: 0 };
  const at = (distanceKm: number) => ({
    ...candidate,
    distanceKm,
    linkKind: 0,
    capacityBps: 0,
    costPerMbps: 0,
  });
  let ties = 0;
  for (let km = 1; km <= 20000; km++) {
    assert.ok(rtt.key(at(km)) >= rtt.key(at(km - 1)));
    if (rtt.key(at(km)) === rtt.key(at(km - 1))) ties++;
  }
  assert.is(rtt.key(at(20000)) - rtt.key(at(0)), 20000 - ties, 'whole milliseconds');
});

test('the median round trip is that of the measured city pairs of each distance within 3 %', () => {
  // Distance in km and median in ms of the bins from 500 km on: WonderNetwork, 46,776 pairs, 2018.
  const measured = [
    ...[[750, 24] as const, [1500, 41] as const, [2900, 69] as const],
    ...[[6500, 123] as const, [9600, 186] as const, [14600, 263] as const],
  ];
  for (const [km, ms] of measured)
    assert.ok(Math.abs(medianRttMs(km) - ms) / ms < 0.03, `${km} km: ${medianRttMs(km)} ms`);
});

test('every comparator may be named, reversed, and an unknown one is named back', () => {
  for (const name of comparatorNames) {
    assert.is(resolveRanking([name, `-${name}`]).ranking?.length, 2);
  }
  const { problems } = resolveRanking(['distance', 'fastest']);
  const text = '"fastest" is not a comparator';
  assert.equal(problems, [{ code: 'unknown-comparator', path: 'ranking', text }]);
  const [near] = resolveRanking(['costt']).problems ?? [];
  assert.match(near?.text ?? '', 'did you mean "cost"?');
});

test('a reversed comparator has the negative key: the larger comes first', () => {
  const candidate = {
    ...{ cluster: 0, link: 0, prefixLength: 16, asPathLength: 3, med: 7, distanceKm: 40 },
    ...{ linkKind: 2, capacityBps: 1e9, costPerMbps: 0.5 },
  };
  const keysOf = (sign: '' | '-') => {
    const names = ['as-path', 'med', 'distance', 'transport-class'].map((name) => sign + name);
    return resolveRanking(names).ranking?.map(({ key }) => key(candidate));
  };
  assert.equal(keysOf(''), [3, 7, 40, 2]);
  assert.equal(keysOf('-'), [-3, -7, -40, -2]);
});

test.run();
