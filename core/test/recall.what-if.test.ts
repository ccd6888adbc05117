// Do sums of what first targets addServed, and bases with sites gone, agree with plain decisions?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  carryState,
  compileSnapshot,
  createDecision,
  createState,
  decide,
  findRow,
  healthyBit,
  nearestSites,
  noRow,
  readId,
  recordBytes,
  replay,
  servedShifts,
  servedTables,
  setAppliance,
  setLink,
  stampOf,
  upBit,
  withoutSites,
  writeRecord,
} from '../index.ts';
import { namesOf, stateFor } from './support/agreement.ts';
import { createDice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';
import { permuteWorld } from './support/permute-world.ts';
import { randomCase } from './support/random-world.ts';

/** A random world, a belief, and requests of whole numbers as rows. */
function drawn(seed: number) {
  const { world, states } = randomCase(seed);
  const { snapshot } = compileSnapshot(world);
  const state = stateFor(snapshot, namesOf(snapshot), cell(states, 0));
  const dice = createDice(seed);
  const requests = Array.from({ length: 60 }, () => {
    const file = dice.below(snapshot.fileCount + 1);
    return {
      vantage: dice.below(snapshot.vantageCount),
      file: file === snapshot.fileCount ? noRow : file,
      fileHash: file === snapshot.fileCount ? 1 : cell(snapshot.fileHash, file),
      sessionHash: dice.below(1e9),
      want: 1 + dice.below(5),
    };
  });
  return { world, snapshot, state, requests };
}

type Drawn = ReturnType<typeof drawn>;

function recordsOf({ snapshot, state, requests }: Drawn): DataView {
  const view = new DataView(new ArrayBuffer(requests.length * recordBytes));
  const out = createDecision(snapshot);
  const stamp = stampOf(snapshot, state);
  requests.forEach((request, k) => {
    decide(snapshot, state, request, out);
    writeRecord(view, k * recordBytes, stamp, request, out);
  });
  return view;
}

test('replay: what sites, links, ranks and nobody carry is the sum over plain decisions', () => {
  let unserved = 0;
  for (let seed = 1; seed <= 120; seed++) {
    const each = drawn(seed);
    const { snapshot, state, requests } = each;
    const weigh = ({ request }: { request: { sessionHash: number } }) => request.sessionHash % 7;
    const { served } = replay(recordsOf(each), each, each, weigh);
    const out = createDecision(snapshot);
    const expected = new Map<string, number>();
    const add = (key: string, weight: number) =>
      expected.set(key, (expected.get(key) ?? 0) + weight);
    for (const request of requests) {
      decide(snapshot, state, request, out);
      const weight = request.sessionHash % 7;
      if (out.targetCount === 0) {
        add('nobody', weight);
        continue;
      }
      const cluster = cell(snapshot.applianceCluster, cell(out.targetAppliance, 0));
      add(`site ${readId(snapshot, 'site', cell(snapshot.clusterSite, cluster))}`, weight);
      add(`link ${readId(snapshot, 'link', cell(out.targetLink, 0))}`, weight);
      add(`rank ${cell(out.targetRank, 0)}`, weight);
    }
    const tables = servedTables(snapshot, state, served.before);
    const given = [
      ...tables.site.map(({ id, weight }) => [`site ${id}`, weight] as const),
      ...tables.link.map(({ id, weight }) => [`link ${id}`, weight] as const),
      ...[...served.before.rank].map(([rank, weight]) => [`rank ${rank}`, weight] as const),
      ['nobody', served.before.unservedWeight] as const,
    ];
    for (const [key, weight] of given) assert.is(weight, expected.get(key) ?? 0, `${seed} ${key}`);
    unserved += served.before.unservedWeight;
  }
  assert.ok(unserved > 0);
});

test('withoutSites: no target stands at a site that is gone, and others keep their belief', () => {
  for (let seed = 1; seed <= 120; seed++) {
    const { snapshot, state, requests } = drawn(seed);
    const gone = new Set([readId(snapshot, 'site', 0)]);
    const rest = withoutSites(snapshot, state, gone);
    const out = createDecision(snapshot);
    for (const request of requests) {
      decide(snapshot, rest, request, out);
      for (const row of out.targetAppliance.subarray(0, out.targetCount))
        assert.not.equal(cell(snapshot.clusterSite, cell(snapshot.applianceCluster, row)), 0);
    }
    snapshot.applianceCluster.forEach((cluster, row) => {
      if (cell(snapshot.clusterSite, cluster) !== 0)
        assert.is(rest.appliance[row], state.appliance[row]);
    });
    assert.equal(
      [...rest.link],
      Array.from({ length: snapshot.linkCount }, (_, k) => state.link[k]),
    );
  }
});

test('nearestSites: without them nobody is served at rank 0', () => {
  let named = 0;
  for (let seed = 1; seed <= 120; seed++) {
    const each = drawn(seed);
    const view = recordsOf(each);
    const gone = nearestSites(each.snapshot, view);
    named += gone.length;
    const after = {
      snapshot: each.snapshot,
      state: withoutSites(each.snapshot, each.state, new Set(gone)),
    };
    const { served, moves } = replay(view, each, after, () => 1);
    assert.is(served.after.rank.get(0), undefined, `seed ${seed}`);
    for (const { cause, turn } of moves) assert.is(`${cause} ${turn}`, 'D lost', `seed ${seed}`);
  }
  assert.ok(named > 100, `${named} sites only`);
});

test('carryState: decisions are the same on the same world with its rows in another order', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const each = drawn(seed);
    const { snapshot } = compileSnapshot(permuteWorld(each.world, createDice(seed)));
    const after = { snapshot, state: carryState(each.snapshot, each.state, snapshot) };
    const { same, records } = replay(recordsOf(each), each, after, () => 1);
    assert.is(same, records, `seed ${seed}`);
  }
});

test('carryState: takes health and shedding along, and what was kept out stays out', () => {
  const { snapshot } = drawn(3);
  const state = createState(snapshot);
  setAppliance(state, 0, { healthy: false, shedShare: 0.5 });
  setLink(state, 0, 0.25);
  const there = carryState(snapshot, state, snapshot);
  assert.is(there.appliance[0], state.appliance[0]);
  assert.is(there.link[0], state.link[0]);
  state.appliance[0] = cell(state.appliance, 0) & ~upBit;
  const up = carryState(snapshot, state, snapshot);
  assert.is(cell(up.appliance, 0) & (upBit | healthyBit), 0);
  assert.is(findRow(snapshot, 'appliance', readId(snapshot, 'appliance', 0)), 0);
});

test('servedShifts: the largest gain first, what does not change is left out', () => {
  const row = (id: string, weight: number) => ({ id, weight, capacityBps: 10 });
  const shifts = servedShifts(
    [row('a', 5), row('b', 5), row('c', 1), row('gone', 3)],
    [row('a', 5), row('b', 1), row('c', 9), row('new', 8)],
  );
  assert.equal(
    shifts.map(({ id, before, after }) => `${id} ${before.weight}>${after.weight}`),
    ['c 1>9', 'new 0>8', 'gone 3>0', 'b 5>1'],
  );
});

test.run();
