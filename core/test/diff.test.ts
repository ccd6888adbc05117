// Does a difference say what clients will see? Against one that looks client by client.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compileSnapshot,
  type DiffGroup,
  diffCauses,
  diffSnapshots,
  type SnapshotDiff,
  type World,
} from '../index.ts';
import { createDice, type Dice } from './support/dice.ts';
import {
  type Client,
  comparison,
  edges,
  fleetTables,
  holdings,
  tableChange,
  wordsOf,
} from './support/diff-oracle.ts';
import { addressOf, cell } from './support/oracle-basics.ts';
import { permuteWorld } from './support/permute-world.ts';
import { randomCase } from './support/random-world.ts';
import { type Lines, worldOf } from './support/small-world.ts';
import { pair } from './support/steering.ts';

const snapshotOf = (world: World) => compileSnapshot(world).snapshot;
const keyOf = ({ cause, from, to }: DiffGroup) => `${cause}|${from.join()}|${to.join()}`;

/** The world after a few changes of its rows, in another order. */
function changedWorld(world: World, dice: Dice): World {
  const touched = <C extends { slice: () => C; [row: number]: number; length: number }>(
    column: C,
    values: readonly number[],
  ): C => {
    const copy = column.slice();
    if (copy.length > 0 && dice.chance(0.5)) copy[dice.below(copy.length)] = dice.pick(values);
    return copy;
  };
  const renamed = (id: readonly string[]) => {
    const row = dice.chance(0.2) ? dice.below(id.length) : -1;
    return id.map((name, k) => (k === row ? `${name} anew` : name));
  };
  const { routes, sites, clusters, appliances, links, files, manifests } = world;
  return permuteWorld(
    {
      ...world,
      routes: {
        ...routes,
        med: touched(touched(touched(routes.med, [0, 1, 7]), [0, 9]), [0, 3]),
        rpki: touched(touched(routes.rpki, [0, 1]), [0, 1]),
      },
      sites: {
        ...sites,
        id: renamed(sites.id),
        kind: touched(sites.kind, [0, 1]),
        lat: touched(sites.lat, [-60, 20, 52.4]),
      },
      clusters: { ...clusters, id: renamed(clusters.id) },
      appliances: {
        ...appliances,
        id: renamed(appliances.id),
        capacityBps: touched(appliances.capacityBps, [1e9, 2e9]),
        state: touched(appliances.state, [0, 1, 2]),
      },
      links: {
        ...links,
        id: renamed(links.id),
        kind: touched(links.kind, [0, 3]),
        capacityBps: touched(links.capacityBps, [1e9]),
      },
      files: { ...files, id: renamed(files.id) },
      manifests: { ...manifests, copies: touched(manifests.copies, [1, 2, 255]) },
    },
    dice,
  );
}

/** Two worlds: one and what became of it, now and then two that have nothing to do with another. */
function worldsOf(seed: number): readonly [World, World] {
  const dice = createDice(seed);
  const { world } = randomCase(seed);
  const other = seed % 5 === 0 ? randomCase(seed + 1).world : changedWorld(world, dice);
  return [world, other];
}

/** Equal but for the rounding of sums as large as `scale`. */
function near(actual: number, expected: number, what: string, scale = expected): void {
  const isNear = Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(scale));
  assert.ok(isNear, `${what}: ${actual}, expected ${expected}`);
}

/** Sums of the expected per group, and of what is covered and moved. */
function tally() {
  const groups = new Map<string, number>();
  const sums = { before: 0, after: 0, lost: 0, changed: 0, moved: 0 };
  return {
    groups,
    sums,
    add({ change, moved, was, is }: ReturnType<ReturnType<typeof comparison>>, size: number): void {
      if (change !== '') groups.set(change, (groups.get(change) ?? 0) + size);
      if (was) sums.before += size;
      if (is) sums.after += size;
      if (was && !is) sums.lost += size;
      if (change !== '' && (was || is)) sums.changed += size;
      sums.moved += moved * size;
    },
  };
}

type Amount = 'v4AddressCount' | 'v6BlockCount' | 'sampleWeight';

function agrees(diff: SnapshotDiff, amount: Amount, expected: ReturnType<typeof tally>): void {
  const found = diff.groups.filter(({ measure }) => measure[amount] > 0);
  assert.equal(found.map(keyOf).sort(), [...expected.groups.keys()].sort());
  for (const group of found)
    near(group.measure[amount], expected.groups.get(keyOf(group)) ?? 0, keyOf(group));
  const { coveredBefore, coveredAfter, lost, changed, moved } = diff.space;
  near(coveredBefore[amount], expected.sums.before, 'covered before');
  near(coveredAfter[amount], expected.sums.after, 'covered after');
  near(lost[amount], expected.sums.lost, 'lost');
  near(changed[amount], expected.sums.changed, 'changed');
  // A share of an amount: where it should be 0, what is left is the rounding of the amount.
  near(moved[amount], expected.sums.moved, 'moved', expected.sums.before);
}

const seeds = Array.from({ length: process.env.FAIRLEAD_PROVE ? 2000 : 120 }, (_, k) => k + 1);
const seen = new Map<string, number>();

test('diffSnapshots: gives every cause its addresses, over all space of both families', () => {
  for (const seed of seeds) {
    const [before, after] = worldsOf(seed);
    const [a, b] = [snapshotOf(before), snapshotOf(after)];
    const compare = comparison(a, b);
    const diff = diffSnapshots(a, b);
    for (const family of [4, 6] as const) {
      const expected = tally();
      const starts = edges(family, before, after);
      const unit = family === 4 ? 1 : 2 ** 80;
      starts.slice(0, -1).forEach((address, k) => {
        const size = Number(cell(starts, k + 1) - address) / unit;
        expected.add(compare({ family, address }), size);
      });
      for (const key of expected.groups.keys()) {
        const cause = key.split('|')[0] ?? '';
        seen.set(cause, (seen.get(cause) ?? 0) + 1);
      }
      agrees(diff, family === 4 ? 'v4AddressCount' : 'v6BlockCount', expected);
    }
  }
});

test('diffSnapshots: every cause came up often enough to be told from the others', () => {
  for (const cause of diffCauses)
    assert.ok((seen.get(cause) ?? 0) >= 5, `${cause}: ${seen.get(cause) ?? 0} times only`);
});

test('diffSnapshots: weighs the clients of a sample, each by what it sees', () => {
  for (const seed of seeds.slice(0, 100)) {
    const [a, b] = worldsOf(seed).map(snapshotOf);
    if (!a || !b) throw new Error('two worlds were drawn');
    const clients = randomCase(seed).clients.map((text) => addressOf(text) as Client);
    const compare = comparison(a, b);
    const expected = tally();
    clients.forEach((client, k) => {
      expected.add(compare(client), k + 1);
    });
    const sample = {
      count: clients.length,
      family: clients.map(({ family }) => family),
      words: clients.flatMap(wordsOf),
      weight: clients.map((_, k) => k + 1),
    };
    const diff = diffSnapshots(a, b, sample);
    agrees(diff, 'sampleWeight', expected);
    near(diff.space.sampleWeight, (clients.length * (clients.length + 1)) / 2, 'sample');
    const weights = diff.groups.map(({ measure }) => measure.sampleWeight);
    assert.equal(
      weights,
      [...weights].sort((x, y) => y - x),
      'largest first',
    );
  }
});

test('diffSnapshots: names what was added, removed and changed in every table of the fleet', () => {
  for (const seed of seeds) {
    const [before, after] = worldsOf(seed);
    const { fleet } = diffSnapshots(snapshotOf(before), snapshotOf(after));
    const [was, is] = [fleetTables(before), fleetTables(after)];
    for (const name of ['sites', 'clusters', 'appliances', 'links', 'files'] as const) {
      const { added, removed, changed } = fleet[name];
      const found = { added, removed, changed: changed.map(({ id }) => id) };
      assert.equal(found, tableChange(was[name], is[name]), `seed ${seed}, ${name}`);
    }
    const found = new Map(fleet.holdings.map((row) => [row.cluster, row]));
    for (const cluster of before.clusters.id.filter((id) => after.clusters.id.includes(id))) {
      const [held, holds] = [holdings(before, cluster), holdings(after, cluster)];
      const both = [...held.keys()].filter((file) => holds.has(file));
      const row = found.get(cluster);
      assert.is(row?.lostFileCount ?? 0, held.size - both.length);
      assert.is(row?.gainedFileCount ?? 0, holds.size - both.length);
      const changed = both.filter((file) => held.get(file) !== holds.get(file));
      assert.is(row?.copiesChangedFileCount ?? 0, changed.length);
    }
  }
});

test('diffSnapshots: is empty between a snapshot and itself, and one of permuted tables', () => {
  for (const seed of seeds) {
    const { world } = randomCase(seed);
    const a = snapshotOf(world);
    for (const b of [a, snapshotOf(permuteWorld(world, createDice(seed)))]) {
      const diff = diffSnapshots(a, b);
      assert.ok(diff.isEmpty);
      assert.equal([diff.groups, diff.causes], [[], []]);
      const { lost, changed, moved } = diff.space;
      for (const measure of [lost, changed, moved])
        assert.equal(measure, { v4AddressCount: 0, v6BlockCount: 0, sampleWeight: 0 });
      assert.equal(diff.space.coveredBefore, diff.space.coveredAfter);
    }
  }
});

test('diffSnapshots: backwards has the same sizes, with from and to exchanged', () => {
  const back = { lost: 'gained', gained: 'lost' } as { readonly [cause: string]: string };
  for (const seed of seeds) {
    const [a, b] = worldsOf(seed).map(snapshotOf);
    if (!a || !b) throw new Error('two worlds were drawn');
    const line = ({ v4AddressCount }: DiffGroup['measure']) => v4AddressCount;
    const there = diffSnapshots(a, b).groups.map(
      (group) => `${keyOf(group)} ${line(group.measure)}`,
    );
    const again = diffSnapshots(b, a).groups.map(({ cause, from, to, measure }) => {
      const other = back[cause] ?? cause;
      return `${other}|${to.join()}|${from.join()} ${line(measure)}`;
    });
    assert.equal(again.sort(), there.sort());
  }
});

const three: Lines = {
  ...pair,
  sites: [...pair.sites, 'north embedded 60 0'],
  clusters: [...pair.clusters, 'cn north all'],
  appliances: [...pair.appliances, 'n1 cn'],
  links: [...pair.links, 'ln north embedded'],
  routes: [
    'cn 20.1.0.0/16 1 ln',
    'ce 20.1.0.0/16 1,2 le',
    'cw 20.1.0.0/16 1,2,3 lw',
    'ce 20.2.0.0/24 1 le',
    'cn 2a00:1::/32 1 ln',
  ],
};

test('diffSnapshots: the removal of one cluster names it and who follows, and nothing else', () => {
  const without = {
    ...three,
    clusters: three.clusters.filter((line) => !line.startsWith('cn')),
    appliances: three.appliances.filter((line) => !line.startsWith('n1')),
    routes: three.routes.filter((line) => !line.startsWith('cn')),
  };
  const diff = diffSnapshots(snapshotOf(worldOf(three)), snapshotOf(worldOf(without)));
  assert.equal(diff.fleet.clusters.removed, ['cn']);
  assert.equal(diff.fleet.appliances.removed, ['n1']);
  assert.equal(diff.fleet.sites.removed, []);
  const lines = diff.groups.map((group) => {
    const { v4AddressCount, v6BlockCount } = group.measure;
    return `${keyOf(group)} ${group.fromSites} ${group.toSites} ${v4AddressCount} ${v6BlockCount}`;
  });
  assert.equal(lines, ['lost|cn| north  0 65536', 'first|cn|ce north east 65536 0']);
  assert.equal(diff.space.coveredBefore.v4AddressCount, 65536 + 256);
  assert.equal(diff.space.moved, { v4AddressCount: 65536, v6BlockCount: 65536, sampleWeight: 0 });
});

test('diffSnapshots: a change of state or capacity is said once, with both values', () => {
  const other = { ...three, appliances: ['e1 ce 2e9', 'w1 cw 1e9 draining', 'n1 cn'] };
  const diff = diffSnapshots(snapshotOf(worldOf(three)), snapshotOf(worldOf(other)));
  assert.equal(diff.groups, []);
  assert.equal(diff.fleet.appliances.changed, [
    { id: 'e1', fields: [{ field: 'capacityBps', from: 1e9, to: 2e9 }] },
    { id: 'w1', fields: [{ field: 'state', from: 'up', to: 'draining' }] },
  ]);
  assert.not(diff.isEmpty);
});

test('diffSnapshots: of clusters that share rank 0 only the share of the lost one moves', () => {
  const shared = { ...pair, appliances: ['e1 ce 3e9', 'w1 cw 1e9'] };
  const without = { ...shared, routes: ['ce 20.1.0.0/16 1,2 le'] };
  const diff = diffSnapshots(snapshotOf(worldOf(shared)), snapshotOf(worldOf(without)));
  assert.equal(diff.groups.map(keyOf), ['first|cw|']);
  assert.is(diff.space.moved.v4AddressCount, 65536 / 4);
});

test.run();
