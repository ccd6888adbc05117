// Is a snapshot that followed changes the one that a fresh compile gives?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../base/digest.ts';
import { compileSnapshot } from '../compile/compile.ts';
import type { Change } from '../delta/changes.ts';
import { createCompiler } from '../delta/compiler.ts';
import { openSnapshot } from '../snapshot/codec.ts';
import { contentDigest } from '../snapshot/content-digest.ts';
import { layout } from '../snapshot/layout.ts';
import {
  drawChanges,
  drawLedger,
  drawNet,
  type Ledger,
  netOf,
  worldOf,
} from './support/change-sequences.ts';
import { commitChanges, snapshotOf } from './support/commit-changes.ts';
import { createDice } from './support/dice.ts';
import { followSequence } from './support/follow-sequence.ts';
import { cell } from './support/oracle-basics.ts';
import { permuteWorld } from './support/permute-world.ts';
import { assertSameBytes, assertSameContent } from './support/same-content.ts';

test('deltas: 100 random sequences of batches give the content and bytes of a fresh compile', () => {
  for (let seed = 1; seed <= 100; seed++) {
    try {
      followSequence(seed);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).stack}`);
    }
  }
});

/** A ledger of so many IPv4 /24s and /25s, apart, that whole /24s stand in the direct table. */
function wideLedger(): Ledger {
  const ledger = drawLedger(77, 50);
  const known = [...ledger.nets.values()].find(({ heard }) => heard.length > 0)?.heard[0];
  if (known === undefined) throw new Error('no route in the ledger');
  for (let n = 0; n < 40_000; n++) {
    const net = netOf(4, [0x2e000000 + n * 1024, 0, 0, 0], 24 + (n % 2));
    ledger.nets.set(net.text, { net, heard: [{ ...known, med: n % 5 }] });
  }
  return ledger;
}

test('deltas: what the direct table answers follows five batches, wide and narrow', () => {
  const dice = createDice(5);
  const ledger = wideLedger();
  const compiler = createCompiler(worldOf(ledger));
  assert.is(compiler.snapshot().direct.length, 1 << 24);
  for (let batch = 0; batch < 5; batch++) {
    const before = compiler.snapshot();
    const held = digestBytes(before.bytes).join();
    const snapshot = snapshotOf(compiler.propose(drawChanges(dice, ledger, batch === 3 ? 1 : 400)));
    assert.is(digestBytes(before.bytes).join(), held, 'the snapshot before is untouched');
    compiler.commit(snapshot);
    const { snapshot: fresh } = compileSnapshot(worldOf(ledger), { sequence: batch + 1 });
    const addresses = Array.from({ length: 20_000 }, () => ({
      family: 4,
      words: Uint32Array.from([dice.pick([0x2d000000, 0x2e000000]) + dice.below(2 ** 26), 0, 0, 0]),
    }));
    assertSameContent(snapshot, fresh, dice, addresses);
    assertSameBytes(compiler.compact().bytes, fresh.bytes);
  }
});

test('deltas: IPv6 tables that grow in a clump are answered by a tree that grows', () => {
  const dice = createDice(8);
  const ledger = drawLedger(77, 50);
  const known = [...ledger.nets.values()].find(({ heard }) => heard.length > 0)?.heard[0];
  if (known === undefined) throw new Error('no route in the ledger');
  const compiler = createCompiler(worldOf(ledger));
  const rows = compiler.snapshot().tree6.length;
  for (let batch = 0; batch < 3; batch++) {
    const changes: Change[] = [];
    for (let n = 0; n < 7000; n++) {
      const words = [0x24010000 + batch * 16384 + n * 2, dice.below(2) << 31, 0, 0];
      const net = netOf(6, words, 48);
      const heard = { ...known, med: n % 5, rpki: 2 };
      ledger.nets.set(net.text, { net, heard: [heard] });
      changes.push({
        kind: 'announce',
        cluster: cell(ledger.world.clusters.id, known.cluster),
        prefix: net.text,
        link: cell(ledger.world.links.id, known.link),
        asPathLength: heard.hops,
        med: heard.med,
      });
    }
    const snapshot = commitChanges(compiler, changes);
    const { snapshot: fresh } = compileSnapshot(worldOf(ledger), { sequence: batch + 1 });
    const addresses = Array.from({ length: 5000 }, () => ({
      family: 6,
      words: Uint32Array.from([0x24010000 + dice.below(50_000), dice.below(2) << 31, 0, 1]),
    }));
    assertSameContent(snapshot, fresh, dice, addresses);
    assertSameBytes(compiler.compact().bytes, fresh.bytes);
  }
  const grown = compiler.compact().tree6.length;
  assert.ok(grown > rows, `${rows} words before, ${grown} after`);
});

test('deltas: a compacted snapshot is views of its own bytes and outlives all later batches', () => {
  const dice = createDice(9);
  const ledger = drawLedger(13, 300);
  const compiler = createCompiler(worldOf(ledger));
  commitChanges(compiler, drawChanges(dice, ledger, 100));
  const compact = compiler.compact();
  for (const [section] of layout) assert.is(compact[section].buffer, compact.bytes.buffer, section);
  const digest = contentDigest(compact).join();
  for (let batch = 0; batch < 3; batch++) commitChanges(compiler, drawChanges(dice, ledger, 100));
  assert.is(contentDigest(compact).join(), digest);
});

test('deltas: batches without end fit, as lists that no span uses are given up', () => {
  const dice = createDice(6);
  const ledger = drawLedger(12, 3000);
  const compiler = createCompiler(worldOf(ledger));
  let sizes = 0;
  let largest = 0;
  for (let batch = 0; batch < 150; batch++) {
    const snapshot = commitChanges(compiler, drawChanges(dice, ledger, 300));
    if (snapshot.vantageCount < largest) sizes++;
    largest = snapshot.vantageCount;
    if (batch % 10 !== 9) continue;
    const { snapshot: fresh } = compileSnapshot(worldOf(ledger), { sequence: batch + 1 });
    assertSameContent(snapshot, fresh, dice, []);
    assertSameBytes(compiler.compact().bytes, fresh.bytes);
  }
  assert.ok(sizes > 0, 'lists were given up at least once');
});

test('deltas: a live snapshot opens by reference in another place, and as a file is refused', () => {
  const ledger = drawLedger(3, 500);
  const shared = { buffer: (byteLength: number) => new SharedArrayBuffer(byteLength) };
  const compiler = createCompiler(worldOf(ledger), shared);
  const changes = drawChanges(createDice(1), ledger, 50);
  const live = snapshotOf(compiler.propose(changes, { epoch: 4, sequence: 9 }));
  compiler.commit(live);
  const { bytes } = live;
  assert.instance(bytes.buffer, SharedArrayBuffer);
  const opened = openSnapshot(bytes, { check: 'header' });
  if (opened.problems) return assert.unreachable(JSON.stringify(opened.problems[0]));
  assert.is(opened.snapshot.epoch, 4);
  assert.is(opened.snapshot.sequence, 9);
  assert.is(contentDigest(opened.snapshot).join(), live.contentDigest.join());
  assert.is(opened.snapshot.contentDigest.join(), live.contentDigest.join());
  const asFile = openSnapshot(bytes);
  assert.is(asFile.problems?.[0]?.code, 'digest');
  assert.is(openSnapshot(compiler.compact().bytes).problems, undefined);
});

test('deltas: a batch with anything wrong in it names each fault, and nothing of it happens', () => {
  const ledger = drawLedger(3, 500);
  const compiler = createCompiler(worldOf(ledger));
  const { clusters, links } = ledger.world;
  const own = (link: number) => links.site[link] === clusters.site[0];
  const rows = [...Array(links.count).keys()];
  const cluster = cell(clusters.id, 0);
  const link = cell(links.id, rows.find(own) ?? 0);
  const foreign = cell(links.id, rows.find((row) => !own(row)) ?? 0);
  const route = { kind: 'announce', cluster, prefix: '1.2.3.0/24', asPathLength: 1, med: 0, link };
  const bad: readonly (readonly [string, string, object])[] = [
    ['unknown-cluster', 'cluster', { cluster: 'nowhere' }],
    ['unknown-link', 'link', { link: 'nowhere' }],
    ['unknown-link', 'link', { link: undefined }],
    ['foreign-link', 'link', { link: foreign }],
    ['host-bits', 'prefix', { prefix: '1.2.3.4/24' }],
    ['bad-length', 'prefix', { prefix: '1.2.3.0/33' }],
    ['no-address', 'prefix', { prefix: undefined }],
    ['out-of-range', 'asPathLength', { asPathLength: -1 }],
    ['out-of-range', 'med', { med: 2 ** 32 }],
    ['unknown-rpki', 'rpki', { rpki: 'maybe' }],
    ['unknown-appliance', 'appliance', { kind: 'appliance', appliance: 'nobody' }],
    ['out-of-range', 'capacityBps', { kind: 'link', link, capacityBps: Number.NaN }],
    ['unknown-kind', 'kind', { kind: 'prayer' }],
    ['no-effect', 'capacityBps', { kind: 'link', link }],
    ['unknown-member', 'capacityBsp', { kind: 'link', link, capacityBsp: 1e9 }],
    ['unknown-member', 'MED', { MED: 1 }],
  ];
  const whole = (fields: object) => ('kind' in fields ? fields : { ...route, ...fields });
  const changes = [route, ...bad.map(([, , fields]) => whole(fields))] as Change[];
  const before = compiler.compact().bytes;
  const proposed = compiler.propose(changes);
  if (proposed.verdict === 'proposed') return assert.unreachable('a bad batch was taken');
  assert.is(proposed.reason, 'bad-change');
  assert.equal(
    proposed.problems?.map(({ code, path }) => `${code} ${path}`),
    bad.map(([code, field], k) => `${code} changes[${k + 1}].${field}`),
  );
  assertSameBytes(compiler.compact().bytes, before);
});

test('contentDigest: the same for permuted worlds, and another one for any change of an answer', () => {
  const dice = createDice(8);
  const seen = new Set<string>();
  const ledger = drawLedger(21, 300);
  for (let turn = 0; turn < 60; turn++) {
    const world = worldOf(ledger);
    const { snapshot } = compileSnapshot(world);
    const digest = snapshot.contentDigest.join();
    const permuted = compileSnapshot(permuteWorld(world, dice)).snapshot;
    assert.is(permuted.contentDigest.join(), digest);
    seen.add(digest);
    const net = drawNet(dice, 30);
    const link = world.routes.link[0] ?? 0;
    const cluster = world.routes.cluster[0] ?? 0;
    const heard = [{ cluster, link, hops: 0, med: turn, rpki: 0 }];
    const isNew = !ledger.nets.has(net.text) && net.length > 8 && net.length < 31;
    if (isNew && net.family === 4) ledger.nets.set(net.text, { net, heard });
    else {
      const { appliances } = ledger.world;
      const capacityBps = appliances.capacityBps.map((bps) => bps + turn + 1);
      ledger.world = { ...ledger.world, appliances: { ...appliances, capacityBps } };
    }
  }
  assert.ok(seen.size > 50, `${seen.size} digests of 60 worlds`);
});

test.run();
