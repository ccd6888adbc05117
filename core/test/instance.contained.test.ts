// What does an instance answer, count and hand out when a decision breaks?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { answer, createDecision, decide, readRecord, reasons, step } from '../index.ts';
import { leavesNothing } from './support/heap-growth.ts';
import { printInstanceGrowth } from './support/instance-growth.ts';
import { built, eleven, instanceOf, requestOf, targetsOf, wordsOf } from './support/instances.ts';

/** Exchange sites with transit: the last resort has somewhere to go. */
const withTransit = {
  ...eleven,
  links: ['le east pni', 'lw west pni', 'te east transit', 'tw west transit'],
};
/** A snapshot in which the column of candidates is gone, as if memory had been written over. */
const broken = (sequence: number) => ({
  ...built(sequence, withTransit),
  listRank: undefined as unknown as Uint32Array,
});
const apply = { verdict: 'apply', reasons: [] } as const;
const against = (sequence: number) => ({ admission: apply, against: { epoch: 0, sequence } });

test('a decision that throws is answered by the last resort, counted, and kept once', () => {
  const instance = instanceOf(broken(1));
  const request = requestOf(instance);
  const out = answer(instance, request);
  assert.is(reasons[out.reason], 'last-resort');
  assert.is(targetsOf(instance, out).split(' ').length, 11);
  answer(instance, requestOf(instance, 'another'));
  assert.equal([instance.counts.contained, instance.counts.decisions], [2, 2]);
  const effects = step(instance, { kind: 'tick', atMs: 1000 });
  assert.is(wordsOf(effects), 'alarm contained, alarm no-way-back');
  const [first] = effects;
  if (first?.kind !== 'alarm' || first.reason !== 'contained') return assert.unreachable();
  assert.is(first.contained.count, 2);
  assert.match(first.contained.text, 'undefined');
  const record = readRecord(new DataView(first.contained.record?.buffer ?? new ArrayBuffer(0)), 0);
  assert.equal(record?.request, request, 'the first of the two');
  assert.is(wordsOf(step(instance, { kind: 'tick', atMs: 2000 })), '', 'said once');
});

test('where the last resort breaks too nobody is named, and still nothing leaves', () => {
  const instance = instanceOf({ ...broken(1), vantageResort: undefined as unknown as Uint32Array });
  const out = answer(instance, requestOf(instance));
  assert.equal([reasons[out.reason], out.targetCount, out.passedCount], ['none', 0, 0]);
  const digestGone = { contentDigest: undefined as unknown as Uint32Array };
  instance.snapshot = { ...instance.snapshot, ...digestGone };
  step(instance, { kind: 'tick', atMs: 1 });
  answer(instance, requestOf(instance));
  const [alarm] = step(instance, { kind: 'tick', atMs: 2 });
  assert.equal(Object.keys(alarm && 'contained' in alarm ? alarm.contained : {}), [
    'count',
    'text',
  ]);
});

test('a snapshot that fails while it bakes is left for the last good one, and does not return', () => {
  const instance = instanceOf(built(1, withTransit));
  const snapshot = { kind: 'snapshot', atMs: 1000, snapshot: broken(2) } as const;
  assert.is(wordsOf(step(instance, { ...snapshot, judged: against(1) })), 'served 2');
  answer(instance, requestOf(instance));
  const words = wordsOf(step(instance, { kind: 'tick', atMs: 2000 }));
  assert.is(words, 'alarm contained, back 2 1 contained, released 2');
  const out = answer(instance, requestOf(instance));
  assert.is(reasons[out.reason], 'ranked');
  const again = step(instance, { ...snapshot, judged: against(1), atMs: 3000 });
  assert.is(wordsOf(again), 'refused snapshot known');
});

test('what fails is settled before another snapshot is taken, which does not answer for it', () => {
  const instance = instanceOf(built(1, withTransit));
  const offer = (snapshot: ReturnType<typeof broken>, sequence: number) =>
    wordsOf(step(instance, { kind: 'snapshot', atMs: 1000, snapshot, judged: against(sequence) }));
  offer(broken(2), 1);
  answer(instance, requestOf(instance));
  const words = offer(built(3, withTransit), 1);
  assert.is(words, 'alarm contained, back 2 1 contained, released 2, served 3');
  assert.is(wordsOf(step(instance, { kind: 'tick', atMs: 12_000 })), 'baked 3');
});

test('a request of rows that are not there is the fault of who asks: nobody is named', () => {
  const instance = instanceOf();
  const { snapshot } = instance;
  const right = requestOf(instance);
  const odd: unknown[] = [
    { ...right, vantage: snapshot.vantageCount },
    { ...right, vantage: -1 },
    { ...right, vantage: Number.NaN },
    { ...right, file: snapshot.fileCount },
    undefined,
  ];
  for (const request of odd) {
    const out = answer(instance, request as typeof right);
    assert.equal([reasons[out.reason], out.targetCount], ['none', 0]);
  }
  assert.is(instance.counts.ignored.request, odd.length);
  assert.is(instance.counts.contained, 0);
  assert.is(wordsOf(step(instance, { kind: 'tick', atMs: 1 })), '', 'no snapshot answers for it');
});

test('answer says what decide says, and leaves no garbage', () => {
  const instance = instanceOf(built(1, eleven));
  const request = requestOf(instance);
  const out = createDecision(instance.snapshot);
  decide(instance.snapshot, instance.state, request, out, instance.policy.decision);
  const given = answer(instance, request);
  assert.equal(given.targetAppliance, out.targetAppliance);
  assert.equal([given.reason, given.targetCount], [out.reason, out.targetCount]);
  assert.is(leavesNothing('instance-growth.js', printInstanceGrowth.name), `${11 * 1_000_000}`);
});

test.run();
