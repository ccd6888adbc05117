// Does a snapshot that would do harm wait for a human, and does only what has baked count as good?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  admit,
  compileSnapshot,
  defaultAdmission,
  type Generation,
  type GenerationEvent,
  type Generations,
  noGenerations,
  openSnapshot,
  overrideHold,
  reduceGenerations,
  type Snapshot,
  type World,
} from '../index.ts';
import { createDice, type Dice } from './support/dice.ts';
import { permuteWorld } from './support/permute-world.ts';
import { randomCase } from './support/random-world.ts';
import { type Lines, worldOf } from './support/small-world.ts';
import { sectionRows, sign } from './support/snapshot-damage.ts';

/** 20 sites of each kind with one cluster and one appliance; a /16 each of which it is the best. */
const numbers = Array.from({ length: 20 }, (_, k) => k);
const fleet: Lines = {
  sites: numbers.flatMap((k) => [`e${k} embedded`, `x${k} ix`]),
  clusters: numbers.flatMap((k) => [`ce${k} e${k} all`, `cx${k} x${k} all`]),
  appliances: numbers.flatMap((k) => [`ae${k} ce${k}`, `ax${k} cx${k}`]),
  links: numbers.flatMap((k) => [`le${k} e${k} embedded`, `lx${k} x${k} ix`]),
  routes: numbers.flatMap((k) => [
    `ce${k} 20.${k}.0.0/16 1 le${k}`,
    `cx${k} 20.${k}.0.0/16 1,2 lx${k}`,
  ]),
  manifests: ['all film'],
};

type Version = { fleet?: string; epoch?: number; sequence?: number };
const built = (lines: Partial<Lines> = {}, version: Version = {}): Snapshot =>
  compileSnapshot(worldOf({ ...fleet, ...lines }), { sequence: 2, ...version }).snapshot;
const served = built({}, { sequence: 1 });

/** The lines, those of `ids` with another end. */
const ended = (lines: readonly string[], ids: readonly string[], end: string) =>
  lines.map((line) => (ids.includes(line.split(' ')[0] ?? '') ? `${line} ${end}` : line));
const first = (letters: string, count: number) =>
  numbers.slice(0, count).map((k) => `${letters}${k}`);
const judge = (lines: Partial<Lines>, version?: Version) => admit(served, built(lines, version));
const codes = (admission: ReturnType<typeof admit>) =>
  `${admission.verdict} ${admission.reasons.map(({ code }) => code).join()}`.trim();

test('admit: a newer snapshot of the same fleet is applied, with an impact of nothing', () => {
  const admission = judge({});
  assert.is(codes(admission), 'apply');
  assert.ok(admission.impact?.diff.isEmpty);
  assert.is(admission.impact?.movedShare, 0);
});

test('admit: permuted tables are applied: order is no change', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { world } = randomCase(seed);
    const a = compileSnapshot(world).snapshot;
    const again = permuteWorld(world, createDice(seed));
    assert.is(admit(a, compileSnapshot(again, { sequence: 1 }).snapshot).verdict, 'apply');
  }
});

test('admit: another fleet, the same version, an older one and no version are refused', () => {
  assert.is(codes(judge({}, { fleet: 'theirs' })), 'refuse fleet');
  assert.is(codes(judge({}, { sequence: 1 })), 'refuse version');
  assert.is(codes(judge({}, { sequence: 0 })), 'refuse version');
  const current = built({}, { epoch: 3, sequence: 0 });
  assert.is(codes(admit(current, built({}, { epoch: 2, sequence: 9 }))), 'refuse version');
  assert.is(codes(admit(current, built({}, { epoch: 4, sequence: 0 }))), 'apply');
  for (const epoch of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5])
    assert.is(codes(admit(served, { ...built(), epoch })), 'refuse version');
});

test('admit: the first ever is applied if somebody would be served, else refused', () => {
  assert.is(codes(admit(undefined, served)), 'apply');
  assert.is(codes(admit(undefined, built({ routes: [] }))), 'refuse empty');
});

test('admit: one tenth of the appliances may go, one more is held, and so is a drain', () => {
  const lost = (count: number, state: string) =>
    judge({ appliances: ended(fleet.appliances, first('ae', count), `1e9 ${state}`) });
  assert.is(codes(lost(2, 'down')), 'apply');
  assert.is(codes(lost(4, 'draining')), 'hold capacity');
  assert.is(codes(lost(5, 'down')), 'hold appliances,capacity,capacity');
  const gone = fleet.appliances.filter((line) => !/^a[ex][0-2] /.test(line));
  assert.is(codes(judge({ appliances: gone })), 'hold appliances,capacity,capacity,capacity');
  assert.is(judge({ appliances: gone }).impact?.lostApplianceCount, 6);
});

test('admit: capacity that goes from one kind of site is held though the fleet keeps 90 %', () => {
  const appliances = ended(fleet.appliances, first('ax', 20), '0.85e9');
  const admission = judge({ appliances });
  assert.is(codes(admission), 'hold capacity');
  assert.match(admission.reasons[0]?.text ?? '', /^15 % of the capacity of ix sites/);
  assert.is(codes(judge({ appliances: ended(fleet.appliances, first('ax', 20), '9e8') })), 'apply');
});

test('admit: a fifth of the address space may lose its candidates, a little more is held', () => {
  const without = (count: number) =>
    fleet.routes.filter((line) => !first('', count).includes(line.split('.')[1] ?? ''));
  const policy = { ...defaultAdmission, movedShareMax: 1 };
  const judged = (count: number) =>
    codes(admit(served, built({ routes: without(count) }), undefined, policy));
  assert.is(judged(4), 'apply');
  assert.is(judged(5), 'hold coverage');
  assert.is(codes(judge({ routes: [] })), 'hold coverage,moved');
});

test('admit: traffic that moves is that of the sample, or of the space where there is none', () => {
  const routes = fleet.routes.filter((line) => !/^ce[0-2] /.test(line));
  assert.is(codes(judge({ routes })), 'apply', '3 of 20 blocks are 15 %');
  const four = fleet.routes.filter((line) => !/^ce[0-3] /.test(line));
  assert.is(codes(judge({ routes: four })), 'hold moved');
  const sampled = (weight: number) =>
    admit(served, built({ routes }), {
      count: 2,
      family: [4, 4],
      words: [0x14000001, 0, 0, 0, 0x14050001, 0, 0, 0],
      weight: [weight, 100 - weight],
    });
  assert.is(codes(sampled(15)), 'apply');
  assert.is(codes(sampled(16)), 'hold moved');
  assert.is(sampled(16).impact?.movedOver, 'sample');
  assert.is(sampled(16).impact?.movedShare, 0.16);
});

test('admit: limits are policy', () => {
  const lenient = {
    applianceLossShareMax: 1,
    capacityLossShareMax: 1,
    coverageLossShareMax: 1,
    movedShareMax: 1,
  };
  const nothing = built({ appliances: [], routes: [] });
  assert.is(admit(served, nothing).verdict, 'hold');
  assert.is(admit(served, nothing, undefined, lenient).verdict, 'apply');
});

test('overrideHold: a held one is applied for a stated reason that stands in the verdict', () => {
  const held = judge({ routes: [] });
  const applied = overrideHold(held, '  exchange closes today, change 41 ');
  assert.is(applied.verdict, 'apply');
  assert.is(applied.overridden, 'exchange closes today, change 41');
  assert.equal(applied.reasons, held.reasons);
  for (const blank of ['', ' \n\t']) assert.is(overrideHold(held, blank), held);
  const refused = judge({}, { fleet: 'theirs' });
  assert.is(overrideHold(refused, 'please'), refused);
  const fine = judge({});
  assert.is(overrideHold(fine, 'no need'), fine);
});

test('admit: answers on any two worlds, also without clusters, links or files', () => {
  const verdicts = new Set<string>();
  const compiled = (world: World, sequence: number) =>
    compileSnapshot(world, { sequence }).snapshot;
  for (let seed = 1; seed <= 150; seed++) {
    const [a, b] = [randomCase(seed).world, randomCase(seed + (seed % 2)).world];
    const { verdict, reasons } = admit(compiled(a, 1), compiled(b, 2));
    verdicts.add(verdict);
    assert.is(reasons.length > 0, verdict !== 'apply');
    for (const { share = 1, shareMax = 0 } of reasons) assert.ok(share > shareMax && share <= 1);
  }
  assert.equal([...verdicts].sort(), ['apply', 'hold']);
});

/** Opens a copy of the bytes with one word of a section changed and the digest made to fit. */
function openDamaged(snapshot: Snapshot, dice: Dice): Snapshot | undefined {
  const bytes = snapshot.bytes.slice();
  const view = new DataView(bytes.buffer);
  const { offset, byteLength } = dice.pick(sectionRows(bytes));
  const words = Math.floor(byteLength / 4);
  if (words === 0) return undefined;
  const at = offset + 4 * dice.below(words);
  const hostile = [0, 1, 2, 255, 0x7ff00000, 0x7fffffff, 0xffffffff, view.getUint32(at, true) ^ 1];
  view.setUint32(at, dice.pick(hostile), true);
  sign(bytes);
  const opened = openSnapshot(bytes);
  return 'snapshot' in opened ? opened.snapshot : undefined;
}

test('admit: never throws on snapshots that were damaged on purpose and still open', () => {
  const dice = createDice(23);
  const pairs = numbers.map((seed) => {
    const { world } = randomCase(seed);
    const version = (sequence: number) => compileSnapshot(world, { sequence }).snapshot;
    return [version(1), version(2)] as const;
  });
  let judged = 0;
  for (let n = 0; n < 1500; n++) {
    const [older, newer] = dice.pick(pairs);
    const [whole, other] = dice.chance(0.5) ? [older, newer] : [newer, older];
    const damaged = openDamaged(whole, dice);
    if (damaged === undefined) continue;
    judged++;
    for (const { verdict } of [admit(other, damaged), admit(damaged, other)])
      assert.ok(['apply', 'hold', 'refuse'].includes(verdict));
  }
  assert.ok(judged > 400, `${judged} were judged`);
});

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

test('reduceGenerations: a clock that goes back or is no number makes nobody good', () => {
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
