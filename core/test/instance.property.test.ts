// Does any order of events, sane or not, keep an instance whole and every drain with its box?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  answer,
  createDecision,
  createState,
  type Decision,
  decide,
  type Instance,
  type InstanceEvent,
  loadPlaces,
  readIds,
  type Snapshot,
  setAppliance,
  step,
  upBit,
} from '../index.ts';
import { createDice, type Dice } from './support/dice.ts';
import { built, instanceOf, policy, requestOf } from './support/instances.ts';
import { cell } from './support/oracle-basics.ts';

const letters = 'abcdefghij'.split('');

/** Fleets of which other boxes are there in each, so that rows shift; the first has them all. */
function drawFleet(dice: Dice, sequence: number): Snapshot {
  const there = letters.filter((_, k) => k === 0 || sequence === 1 || dice.chance(0.8));
  const state = (): string => (sequence === 1 || dice.chance(0.9) ? 'up' : 'draining');
  const appliances = there.map((id) => `${id} ${id < 'f' ? 'ce' : 'cw'} 1e9 ${state()}`);
  return built(sequence, { appliances }, dice.chance(0.05) ? 'theirs' : '');
}

const shared = createDice(99);
const fleets = Array.from({ length: 40 }, (_, k) => drawFleet(shared, k + 1));

const odd = [Number.NaN, -1, 0.5, 1e18, Number.POSITIVE_INFINITY, '3', 'a', undefined, null];
const pickOdd = (dice: Dice): number => odd[dice.below(odd.length)] as number;

/** A number that makes sense, or now and then one that does not. */
const some = (dice: Dice, below: number): number =>
  dice.chance(0.1) ? pickOdd(dice) : dice.below(below);

function drawEvent(dice: Dice, clockMs: number): InstanceEvent {
  const atMs = dice.chance(0.05) ? pickOdd(dice) : clockMs - dice.below(3) * 4000;
  const row = some(dice, 11);
  const isFit = dice.chance(0.6);
  switch (dice.below(12)) {
    case 0:
    case 1:
      return { kind: 'tick', atMs };
    case 2:
      return { kind: 'report', of: 'lease', atMs, appliance: row };
    case 3: {
      const found = { observer: some(dice, 3), appliance: row, sequence: some(dice, 50), isFit };
      return { kind: 'report', of: 'health', atMs, ...found };
    }
    case 4: {
      const measuredMs = some(dice, clockMs + 1);
      const load = some(dice, 2e9);
      return { kind: 'report', of: 'load', atMs, table: 'appliance', row, load, measuredMs };
    }
    case 5:
      return { kind: 'report', of: 'link', atMs, link: some(dice, 3), isCut: isFit };
    case 6: {
      const load = some(dice, 2) * 4e8 - 2e8;
      return { kind: 'session', atMs, appliance: row, link: some(dice, 3), load };
    }
    case 7:
      return { kind: 'snapshot', atMs, snapshot: dice.pick(fleets) };
    case 8:
      return dice.chance(0.5)
        ? { kind: 'override', atMs, because: dice.pick(['', 'so']) }
        : { kind: 'rollback', atMs };
    case 9:
      return { kind: 'resume', atMs: clockMs, appliance: dice.pick(letters) };
    case 10: {
      const panicShare = some(dice, 2);
      return { kind: 'policy', atMs, policy: { ...policy, decision: { panicShare } } };
    }
    default: {
      const deadlineMs = dice.chance(0.5) ? clockMs + 20_000 : Number.POSITIVE_INFINITY;
      return { kind: 'drain', atMs: clockMs, appliance: dice.pick(letters), deadlineMs };
    }
  }
}

/** Which boxes are drained: by ids alone. The last word counts, unless it was refused aloud. */
function keepDrains(drained: Set<string>, event: InstanceEvent): void {
  if (event.kind === 'drain') drained.add(event.appliance);
  if (event.kind === 'resume') drained.delete(event.appliance);
}

const textOf = (out: Decision): string =>
  JSON.stringify([
    out.reason,
    [...out.targetAppliance.subarray(0, out.targetCount)],
    [...out.passedLabel.subarray(0, out.passedCount)],
  ]);

/** The state as its parts say by id and row, written by the plainest calls. */
function stateOf({ snapshot, belief, appliance, link, isOut }: Instance & { isOut: Set<string> }) {
  const state = createState(snapshot);
  readIds(snapshot, 'appliance').forEach((id, row) => {
    const shedShare = cell(appliance.loads.share, row * loadPlaces);
    setAppliance(state, row, { healthy: belief.healthy[row] === 1, shedShare });
    if (belief.isLeased[row] !== 1 || isOut.has(id))
      state.appliance[row] = cell(state.appliance, row) & ~upBit;
  });
  state.link.forEach((_, row) => {
    state.link[row] = Math.floor(cell(link.loads.share, row * loadPlaces) * 65536 + 0.5);
  });
  return state;
}

test('1,000 evenings of any events throw nothing, lose no drain, and answer from one state', () => {
  const tally = { served: 0, held: 0, back: 0, refused: 0, drained: 0 };
  for (let seed = 1; seed <= 1000; seed++) {
    const dice = createDice(seed);
    const instance = instanceOf(fleets[0] as Snapshot);
    const drained = new Set<string>();
    let clockMs = 0;
    for (let n = 0; n < 40; n++) {
      clockMs += dice.below(8000);
      const event = drawEvent(dice, clockMs);
      const text = `seed ${seed}, event ${n}: ${event.kind}`;
      const effects = step(instance, event);
      for (const { kind } of effects) {
        if (kind === 'served' || kind === 'held' || kind === 'refused') tally[kind]++;
        if (kind === 'rolled-back') tally.back++;
      }
      if (!effects.some(({ kind }) => kind === 'refused')) keepDrains(drained, event);
      readIds(instance.snapshot, 'appliance').forEach((id, row) => {
        if (!drained.has(id)) return;
        tally.drained++;
        assert.is(cell(instance.state.appliance, row) & upBit, 0, `${text}: ${id} is drained`);
      });
      if (event.kind !== 'tick' && event.kind !== 'snapshot') continue;
      const { snapshot } = instance;
      const request = requestOf(instance, `s${dice.below(50)}`);
      const right = createDecision(snapshot);
      const state = stateOf({ ...instance, isOut: drained });
      decide(snapshot, state, request, right, instance.policy.decision);
      assert.is(textOf(answer(instance, request)), textOf(right), text);
    }
    assert.is(instance.counts.contained, 0);
  }
  const { served, held, back, refused, drained } = tally;
  assert.ok(served > 500 && held > 100 && back > 50 && refused > 1000, JSON.stringify(tally));
  assert.ok(drained > 10_000, JSON.stringify(tally));
});

test.run();
