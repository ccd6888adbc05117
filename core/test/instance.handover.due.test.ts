// After a rollback or an override: whose content do changes go on from, and under which version?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createCompiler,
  createHandover,
  createInstance,
  type Effect,
  type InstanceEvent,
  proposeOffer,
  readOffer,
  settleOffer,
  step,
} from '../index.ts';
import { createDice } from './support/dice.ts';
import { eleven, policy } from './support/instances.ts';
import { worldOf } from './support/small-world.ts';
import { pair } from './support/steering.ts';

/** A compiler with as many buffers as it has unless told, and the instance that it serves. */
function paired() {
  const compiler = createCompiler(worldOf({ ...pair, ...eleven }));
  const handover = createHandover(compiler);
  const instance = createInstance(compiler.snapshot(), policy);
  const tell = (event: InstanceEvent): readonly Effect[] => {
    const effects = step(instance, event);
    settleOffer(handover, effects);
    return effects;
  };
  /** Changes a capacity, or takes so many appliances away that it is held. */
  const offer = (capacityBps: number, atMs: number, sequence?: number): string => {
    const change = { kind: 'appliance', appliance: 'e1', capacityBps } as const;
    const version = sequence === undefined ? {} : { sequence };
    const offered = proposeOffer(handover, [change], { version });
    if (offered.verdict === 'refused') return offered.reason;
    const { event, problems } = readOffer(offered, atMs);
    if (problems) throw new Error(problems[0]?.text);
    return tell(event)
      .map(({ kind }) => kind)
      .join(' ');
  };
  const capacity = () => {
    const { applianceCount, capacityBps } = instance.snapshot;
    return Math.max(...capacityBps.slice(0, applianceCount));
  };
  return { compiler, handover, instance, tell, offer, capacity };
}

test('after a rollback the sequence that the caller names next is taken, and no other was used', () => {
  const { compiler, instance, tell, offer } = paired();
  assert.match(offer(2e9, 1, 10), /^served/);
  assert.is(
    tell({ kind: 'rollback', atMs: 2 })
      .map(({ kind }) => kind)
      .join(' '),
    'rolled-back released',
  );
  assert.is(offer(3e9, 3, 11), 'served', 'one more than the last that the caller named');
  assert.is(instance.snapshot.sequence, 11);
  assert.is(compiler.snapshot().sequence, 11);
});

test('what was rolled back does not come back with the next change', () => {
  const { compiler, tell, handover } = paired();
  const route = { kind: 'announce', cluster: 'cw', link: 'lw', asPathLength: 1, med: 0 } as const;
  const serve = (prefix: string, atMs: number) => {
    const offered = proposeOffer(handover, [{ ...route, prefix }]);
    if (offered.verdict === 'refused') throw new Error(offered.text);
    const { event } = readOffer(offered, atMs);
    const [effect] = event === undefined ? [] : tell(event);
    assert.is(effect?.kind, 'served');
  };
  serve('20.1.7.0/24', 1);
  tell({ kind: 'rollback', atMs: 2 });
  serve('20.1.8.0/24', 3);
  const world = worldOf({
    ...{ ...pair, ...eleven },
    routes: [...pair.routes, 'cw 20.1.8.0/24 1 lw 0 unknown'],
  });
  const fresh = createCompiler(world).snapshot();
  assert.equal(compiler.snapshot().contentDigest, fresh.contentDigest);
});

test('the buffers that a compiler has unless told are enough for an instance that keeps three', () => {
  const dice = createDice(4);
  const seen = new Set<string>();
  const { compiler, instance, tell, offer } = paired();
  let atMs = 0;
  for (let turn = 0; turn < 400; turn++) {
    atMs += 1 + dice.below(8000);
    const what = dice.below(10);
    if (what === 0) tell({ kind: 'rollback', atMs });
    else if (what === 1) tell({ kind: 'override', atMs, because: 'so' });
    else if (what < 4) tell({ kind: 'tick', atMs });
    else seen.add(offer(what < 7 ? 1 : 1e9 + turn * 1e7, atMs));
    assert.is(compiler.proposal(), undefined);
    assert.ok(instance.kept.length <= 4);
  }
  const outcomes = [...seen].join();
  assert.not.match(outcomes, 'no-buffer');
  assert.match(outcomes, 'served');
  assert.match(outcomes, 'held');
});

test.run();
