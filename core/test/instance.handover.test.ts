// Does what comes twice, late or by mistake leave compiler and instance with the same snapshot?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createCompiler,
  createHandover,
  createInstance,
  type Effect,
  type InstanceEvent,
  isCurrent,
  type Offer,
  proposeOffer,
  readOffer,
  settleOffer,
  step,
} from '../index.ts';
import { eleven, policy, wordsOf } from './support/instances.ts';
import { restarted } from './support/interrupted-sequence.ts';
import { worldOf } from './support/small-world.ts';
import { pair } from './support/steering.ts';

/** A compiler, a handover to an instance, and that instance. */
function pairOf(compiler = createCompiler(worldOf({ ...pair, ...eleven }), { snapshotsMax: 8 })) {
  const handover = createHandover(compiler);
  const instance = createInstance(compiler.snapshot(), policy);
  const propose = (capacityBps: number): Offer => {
    const changes = [{ kind: 'appliance', appliance: 'e1', capacityBps }] as const;
    const offer = proposeOffer(handover, changes);
    if (offer.verdict === 'refused') throw new Error(offer.text);
    return offer;
  };
  const deliver = (offer: Offer, atMs: number): readonly Effect[] => {
    const { event, problems } = readOffer(offer, atMs);
    if (problems) throw new Error(problems[0]?.text);
    return step(instance, event);
  };
  return { compiler, handover, instance, propose, deliver };
}

test('an offer that comes twice does not take the next one back', () => {
  const { compiler, handover, instance, propose, deliver } = pairOf();
  const first = propose(9e9);
  settleOffer(handover, deliver(first, 1));
  const second = propose(8e9);
  const twice = deliver(first, 2);
  assert.is(wordsOf(twice), 'refused snapshot version');
  settleOffer(handover, twice);
  settleOffer(handover, deliver(second, 3));
  assert.is(compiler.snapshot().sequence, instance.snapshot.sequence);
  for (let round = 0; round < 6; round++) settleOffer(handover, deliver(propose(round + 1e9), 4));
  assert.ok(isCurrent(instance.snapshot));
});

test('what serves and was never offered is a broken promise, told at once', () => {
  const { handover } = pairOf();
  const foreign = { kind: 'served', version: { epoch: 7, sequence: 7 } } as const;
  assert.throws(() => settleOffer(handover, [foreign]), 'what serves was offered');
});

test('memory that is not there loses no change: the same batch is taken again', () => {
  let isFull = false;
  const buffer = (byteLength: number): ArrayBuffer => {
    if (isFull) throw new RangeError('no memory');
    return new ArrayBuffer(byteLength);
  };
  const world = worldOf({ ...pair, ...eleven });
  const route = { kind: 'announce', cluster: 'cw', prefix: '20.9.0.0/16' } as const;
  const changes = [{ ...route, link: pair.links[1]?.split(' ')[0] ?? '', asPathLength: 1, med: 0 }];
  const [steady, shaken] = [createCompiler(world), createCompiler(world, { buffer })];
  const held = [shaken.snapshot(), steady.snapshot()];
  shaken.retain(held[0] as (typeof held)[number]);
  isFull = true;
  let thrown = '';
  for (let tries = 0; tries < 3 && thrown === ''; tries++)
    try {
      const proposed = shaken.propose(changes);
      if (proposed.verdict === 'proposed') shaken.abort(proposed.snapshot);
      shaken.retain(shaken.snapshot());
    } catch (error) {
      thrown = (error as Error).message;
    }
  assert.is(thrown, 'no memory');
  isFull = false;
  const [again, never] = [shaken.propose(changes), steady.propose(changes)];
  if (again.verdict === 'refused' || never.verdict === 'refused') return assert.unreachable();
  assert.equal(again.snapshot.contentDigest, never.snapshot.contentDigest);
});

test('a rollback goes back once, and what bakes does not become good by it', () => {
  const { handover, instance, propose, deliver } = pairOf();
  settleOffer(handover, deliver(propose(9e9), 1));
  step(instance, { kind: 'tick', atMs: 20_000 });
  settleOffer(handover, deliver(propose(8e9), 20_001));
  const isOver = { kind: 'rollback', atMs: 60_000 } as const;
  const { sequence } = instance.snapshot;
  assert.is(
    wordsOf(step(instance, isOver)),
    `back ${sequence} ${sequence - 1} asked, released ${sequence}`,
    'its bake was over, and it does not become good on its way out',
  );
});

test('a service that starts again from the files of what has baked goes on with changes', () => {
  const before = pairOf();
  settleOffer(before.handover, before.deliver(before.propose(9e9), 1));
  assert.match(wordsOf(step(before.instance, { kind: 'tick', atMs: 20_000 })), /baked/);
  const after = pairOf(restarted(before.compiler));
  const [old, begun] = [before.instance.snapshot, after.instance.snapshot];
  assert.equal([begun.sequence, begun.contentDigest], [old.sequence, old.contentDigest]);
  const words = [before, after].map(({ handover, instance, propose, deliver }) => {
    const effects = deliver(propose(8e9), 20_001);
    settleOffer(handover, effects);
    return `${wordsOf(effects)} ${instance.snapshot.contentDigest.join()}`;
  });
  assert.match(words[0] ?? '', /served/);
  assert.is(words[1], words[0]);
});

test('an event that is none, and a part of an observer, are counted', () => {
  const { instance } = pairOf();
  assert.equal(step(instance, null as unknown as InstanceEvent), []);
  assert.is(instance.counts.ignored.kind, 1);
  const report = { kind: 'report', of: 'health', appliance: 0, isFit: false } as const;
  step(instance, { ...report, observer: 0.5, sequence: 1, atMs: 1 });
  assert.is(instance.counts.ignored.observer, 1);
});

test.run();
