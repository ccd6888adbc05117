// Do explanations and replays know needs, who serves and how far apart targets stand?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compileSnapshot,
  createDecision,
  createState,
  decide,
  explain,
  findRow,
  type Request,
  recordBytes,
  replay,
  stampOf,
  writeRecord,
} from '../index.ts';
import { answerOf, namesOf } from './support/agreement.ts';
import { createDice } from './support/dice.ts';
import { built, instanceOf, requestOf } from './support/instances.ts';
import { beliefOf, drawRequest, drawStates, requestFor } from './support/options-agreement.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';

const scale = process.env.FAIRLEAD_PROVE ? 10 : 1;

/** Explains `count` decisions in the world of `seed`, whose letters and places are decide's. */
function checkWorld(seed: number, count: number, tally: Map<string, number>): void {
  const drawn = randomCase(seed);
  const dice = createDice(~seed);
  const { snapshot } = compileSnapshot(drawn.world, { ranking: drawn.ranking });
  const names = namesOf(snapshot);
  const beliefs = drawStates(dice, drawn).map((state) => beliefOf(snapshot, names, state));
  const out = createDecision(snapshot);
  const add = (word: string) => tally.set(word, (tally.get(word) ?? 0) + 1);
  for (let n = 0; n < count; n++) {
    const state = dice.pick(beliefs);
    const asked = drawRequest(dice, drawn);
    const request = requestFor(snapshot, names, asked);
    const policy = { panicShare: dice.pick([0, 0.5]) };
    decide(snapshot, state, request, out, policy);
    const account = explain(snapshot, state, request, policy);
    const { targets, passedOver, reason, candidates, resort, served } = account;
    assert.equal({ targets, passedOver, reason }, answerOf(snapshot, names, out));
    const labelled = candidates
      .filter(({ label, reached }) => label !== null && reached)
      .map(({ cluster, rank, label }) => ({ cluster, rank, label }));
    assert.equal(labelled, passedOver, `seed ${seed}, decision ${n}`);
    const holders = (reason === 'last-resort' ? resort : candidates).flatMap((each) =>
      each.reached ? each.holders : [],
    );
    const placed = holders.filter(({ place }) => place !== null);
    assert.is(placed.length, targets.length);
    assert.ok(placed.every(({ label, ignored }) => label === null || ignored));
    if (served !== undefined)
      assert.equal([asked.servedBy, targets[0]?.appliance], [served, served]);
    const isFree = holders.some(
      ({ place, label, ignored, full }) => place === null && !full && (label === null || ignored),
    );
    assert.ok(!isFree || targets.length === asked.want, 'who is left out is so for a reason');
    if (served !== undefined) add('served');
    for (const { full } of holders) if (full) add(full);
    for (const { label } of passedOver) add(label);
  }
}

test(`explain: letters, places and limits agree with decide in ${300 * scale} worlds`, () => {
  const tally = new Map<string, number>();
  for (let seed = 1; seed <= 300 * scale; seed++) checkWorld(70_000 + seed, 20, tally);
  for (const word of [...'CMPDHFLK', 'served', 'cluster', 'site'])
    assert.ok((tally.get(word) ?? 0) > 50, `${word} came ${tally.get(word) ?? 0} times only`);
});

test('replay: who serves is the same appliance in the rows of the other snapshot', () => {
  const before = built(1);
  const after = built(2, {
    appliances: ['a1 ce 1e9 draining', 'e1 ce', 'w1 cw'],
    manifests: ['all film 11'],
  });
  const [state, stateAfter] = [createState(before), createState(after)];
  const out = createDecision(before);
  const plain = requestOf(instanceOf(before));
  const view = new DataView(new ArrayBuffer(2 * recordBytes));
  ['e1', 'w1'].forEach((id, n) => {
    const servedBy = findRow(before, 'appliance', id);
    const request: Request = { ...plain, want: 1, wishes: { servedBy, clusterMax: 0, siteMax: 0 } };
    decide(before, state, request, out);
    assert.is(cell(out.targetAppliance, 0), servedBy);
    writeRecord(view, n * recordBytes, stampOf(before, state), request, out);
  });
  const basis = { snapshot: before, state };
  const same = replay(view, basis, { snapshot: after, state: stateAfter }, () => 1);
  assert.equal([same.records, same.same, same.broken, same.foreign], [2, 2, 0, 0]);
  // Without the boxes of one site its session goes to the other, and the other stays.
  const gone = built(3, { appliances: ['e1 ce 1e9 draining', 'w1 cw'] });
  const moved = replay(view, basis, { snapshot: gone, state: createState(gone) }, () => 1);
  assert.equal(
    moved.moves.map(({ cause, turn, from, to, decisions }) => [cause, turn, from, to, decisions]),
    [['D', 'lost', 'east', 'west', 1]],
  );
  assert.is(moved.same, 1);
});

test.run();
