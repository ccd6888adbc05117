// Does only a snapshot that has baked count as good, and is there always one to go back to?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Generation,
  type GenerationEvent,
  type Generations,
  noGenerations,
  reduceGenerations,
} from '../index.ts';
import { createDice } from './support/dice.ts';

const rule = { bakeMs: 1000, decisionsMin: 0, keptCount: 3 };
const generation = (sequence: number): Generation => ({
  digest: `s${sequence}`,
  epoch: 0,
  sequence,
});
const reduce = (state: Generations, ...events: GenerationEvent[]) =>
  events.reduce((each, event) => reduceGenerations(each, event, rule), state);
const offer = (sequence: number): GenerationEvent => ({
  kind: 'offer',
  generation: generation(sequence),
});
const apply = (atMs: number): GenerationEvent => ({ kind: 'apply', atMs });
const tick = (atMs: number): GenerationEvent => ({ kind: 'tick', atMs });
const rollback: GenerationEvent = { kind: 'rollback' };
const goodOf = ({ good }: Generations) => good.map(({ digest }) => digest).join();

test('reduceGenerations: a candidate serves when applied and is good when it has baked', () => {
  const offered = reduce(noGenerations, offer(1));
  assert.is(offered.serving, undefined);
  const baking = reduce(offered, apply(100), tick(1099));
  assert.is(baking.serving?.digest, 's1');
  assert.is(baking.candidate, undefined);
  assert.is(goodOf(baking), '');
  const good = reduce(baking, tick(1100));
  assert.is(goodOf(good), 's1');
  assert.is(good.bakingSinceMs, undefined);
  assert.is(reduce(good, tick(5000)), good, 'it is good once');
});

const twoGood = reduce(noGenerations, offer(1), apply(0), tick(1000), offer(2), apply(2000));

test('reduceGenerations: a rollback returns to the last good one, the bad one stays away', () => {
  const back = reduce(twoGood, rollback);
  assert.is(back.serving?.digest, 's1');
  assert.is(back.bakingSinceMs, undefined);
  assert.is(reduce(back, offer(2)), back);
  assert.is(reduce(back, offer(1)), back);
  assert.is(reduce(back, offer(3), apply(3000)).serving?.digest, 's3');
});

test('reduceGenerations: what was replaced while it baked was never good', () => {
  const third = reduce(twoGood, offer(3), apply(2500), tick(3200));
  assert.is(goodOf(third), 's1');
  assert.is(reduce(third, rollback).serving?.digest, 's1');
  assert.is(goodOf(reduce(third, tick(3500))), 's3,s1');
});

test('reduceGenerations: one that was good and proves bad yields to the one before', () => {
  const baked = reduce(twoGood, tick(3000));
  assert.is(goodOf(baked), 's2,s1');
  const back = reduce(baked, rollback);
  assert.is(back.serving?.digest, 's1');
  assert.is(reduce(back, rollback), back, 'there is always one that serves');
});

test('reduceGenerations: an offer waits, a newer one replaces it, a drop leaves the rest', () => {
  const waiting = reduce(twoGood, offer(4), offer(3));
  assert.is(waiting.candidate?.digest, 's4');
  assert.equal(reduce(waiting, { kind: 'drop' }), twoGood);
  assert.is(reduce(twoGood, apply(1)), twoGood, 'without a candidate there is nothing to apply');
});

const strict = { ...rule, decisionsMin: 100 };
const strictly = (state: Generations, ...events: GenerationEvent[]) =>
  events.reduce((each, event) => reduceGenerations(each, event, strict), state);
const ran = (atMs: number, decisions: number, failures = 0): GenerationEvent => ({
  kind: 'tick',
  atMs,
  decisions,
  failures,
});

test('reduceGenerations: time alone bakes nobody, it takes decisions without a failure', () => {
  const idle = strictly(noGenerations, offer(1), apply(0), tick(900_000));
  assert.is(goodOf(idle), '');
  assert.is(goodOf(strictly(idle, ran(900_001, 99))), '');
  assert.is(goodOf(strictly(idle, ran(900_001, 60), ran(900_002, 40))), 's1');
  assert.is(goodOf(strictly(noGenerations, offer(1), apply(0), ran(999, 1e6))), '');
  for (const decisions of [Number.NaN, -5, Number.NEGATIVE_INFINITY])
    assert.is(strictly(idle, ran(900_001, decisions)), idle);
});

test('reduceGenerations: a failure while it bakes rolls back; the first one bakes anew', () => {
  const first = strictly(noGenerations, offer(1), apply(0), ran(1000, 500, 1));
  assert.is(first.serving?.digest, 's1');
  assert.is(goodOf(strictly(first, ran(1900, 500))), '', 'it began again at 1000');
  assert.is(goodOf(strictly(first, ran(2000, 500))), 's1');
  const second = strictly(twoGood, ran(2900, 1e6), ran(2999, 10, 1));
  assert.is(second.serving?.digest, 's1');
  assert.is(second.bakingSinceMs, undefined);
  assert.is(strictly(second, offer(2)), second, 'it does not come back');
});

test('reduceGenerations: a clock that goes back or is not a number makes nobody good', () => {
  for (const atMs of [-1e9, Number.NaN, 1999])
    assert.is(goodOf(reduce(twoGood, tick(atMs))), 's1', `${atMs}`);
});

test('reduceGenerations: in any order of events something serves, good is what baked', () => {
  const dice = createDice(11);
  for (let story = 0; story < 300; story++) {
    let state = noGenerations;
    const began = new Map<string, number>();
    for (let step = 0, atMs = 0; step < 60; step++, atMs += dice.below(700)) {
      const before = state;
      const event = dice.pick<GenerationEvent>([
        offer(dice.below(step + 2)),
        apply(atMs),
        tick(atMs),
        tick(atMs),
        rollback,
        { kind: 'drop' },
      ]);
      state = reduce(state, event);
      if (event.kind === 'apply' && state !== before) began.set(state.serving?.digest ?? '', atMs);
      assert.ok(before.serving === undefined || state.serving !== undefined);
      assert.ok(state.good.length <= rule.keptCount);
      if (state.bakingSinceMs === undefined) assert.is(state.serving, state.good[0]);
      if (state.good.length > before.good.length)
        assert.ok(atMs - (began.get(goodOf(state).split(',')[0] ?? '') ?? atMs) >= rule.bakeMs);
    }
  }
});

test.run();
