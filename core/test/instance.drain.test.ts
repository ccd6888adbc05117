// How far does an instance let a drain with a ramp go: whom does it take, and what outlasts a flip?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  answer,
  findRow,
  type Instance,
  labels,
  readId,
  readRecord,
  recordBytes,
  stampOf,
  step,
  writeRecord,
} from '../index.ts';
import { built, instanceOf, requestOf, targetsOf, wordsOf } from './support/instances.ts';
import { murmur, pair } from './support/oracle-basics.ts';

const sessions = Array.from({ length: 2000 }, (_, n) => `s${n}`);
const ramp = { beginMs: 10_000, endMs: 70_000 };
const drain = (atMs: number, change = {}) =>
  ({ kind: 'drain', atMs, appliance: 'e1', deadlineMs: Number.NaN, ramp, ...change }) as const;
const tick = (atMs: number) => ({ kind: 'tick', atMs }) as const;

/** Sessions that get `e1` no more; nobody is ever left without `w1`. */
function leavers(instance: Instance): string[] {
  return sessions.filter((session) => {
    const targets = targetsOf(instance, answer(instance, requestOf(instance, session)));
    assert.ok(targets === 'e1 w1' || targets === 'w1', targets);
    return targets === 'w1';
  });
}

/** Those whose hash with `e1` is below a share of 65536. */
const below = (share: number): string[] =>
  sessions.filter((session) => pair(murmur(session), murmur('e1')) >>> 16 < share * 65536);

test('a drain with a ramp takes by the clock whom its share says, and nobody comes back', () => {
  const instance = instanceOf();
  assert.is(instance.state.drain, undefined);
  assert.is(wordsOf(step(instance, drain(10_000))), '');
  assert.is(leavers(instance).length, 0, 'it begins');
  let before: readonly string[] = [];
  for (const [atMs, share] of [
    [25_000, 0.25],
    [40_000, 0.5],
    [55_000, 0.75],
    [70_000, 1],
  ] as const) {
    step(instance, tick(atMs));
    const gone = leavers(instance);
    assert.equal(gone, below(share), `at ${atMs} ms`);
    // Five standard deviations of 2,000 draws are 0.056 at most.
    assert.ok(
      Math.abs(gone.length / sessions.length - share) < 0.056,
      `${gone.length} at ${share}`,
    );
    const now = new Set(gone);
    assert.ok(
      before.every((session) => now.has(session)),
      'nobody comes back',
    );
    before = gone;
  }
  const { decision } = instance;
  assert.equal([decision.passedCount, labels[decision.passedLabel[0] ?? -1]], [1, 'D']);
});

test('half way through its ramp a drain goes on in the rows of the next snapshot', () => {
  const instance = instanceOf();
  step(instance, drain(10_000));
  step(instance, tick(40_000));
  const half = leavers(instance);
  // A box before it in the order of ids: `e1` gets another row.
  const appliances = ['a1 ce 1e9 draining', 'e1 ce', 'w1 cw'];
  const next = built(2, { appliances, manifests: ['all film 11'] });
  const told = [
    ...step(instance, { kind: 'snapshot', atMs: 40_000, snapshot: next }),
    ...step(instance, { kind: 'override', atMs: 40_000, because: 'one more box' }),
  ];
  assert.is(wordsOf(told), 'held 2 moved, served 2');
  assert.is.not(findRow(next, 'appliance', 'e1'), findRow(built(1), 'appliance', 'e1'));
  assert.equal(leavers(instance), half);
  step(instance, tick(55_000));
  assert.equal(leavers(instance), below(0.75));
});

test('a state has shares of drains only while a drain has a ramp', () => {
  const instance = instanceOf();
  step(instance, drain(0, { ramp: undefined }));
  assert.is(instance.state.drain, undefined);
  assert.is(leavers(instance).length, sessions.length);
  step(instance, drain(10_000));
  step(instance, tick(40_000));
  assert.equal([...(instance.state.drain ?? [])], [32768, 0]);
  step(instance, { kind: 'resume', atMs: 41_000, appliance: 'e1' });
  assert.is(instance.state.drain, undefined);
  assert.equal([...instance.state.appliance], [...instanceOf().state.appliance]);
  assert.is(leavers(instance).length, 0);
});

test('an empty box is not down before its ramp is over, and a ramp that is none is refused', () => {
  const instance = instanceOf();
  const empty = (atMs: number) => {
    const report = { kind: 'report', of: 'load', table: 'appliance', row: 0, load: 0 } as const;
    step(instance, { ...report, measuredMs: atMs, atMs });
    step(instance, tick(atMs));
    return instance.drains.get('e1')?.state;
  };
  step(instance, drain(10_000));
  // In the ms in which the ramp ends a session may still come after the report.
  const states = [40_000, 69_000, 70_000, 70_001].map(empty);
  assert.equal(states, ['draining', 'draining', 'draining', 'down']);
  const other = instanceOf();
  for (const wrong of [
    { beginMs: 5, endMs: 5 },
    { beginMs: 0 },
    { beginMs: 0, endMs: Infinity },
    7,
  ])
    assert.match(
      wordsOf(step(other, drain(1, { ramp: wrong as typeof ramp }))),
      'refused drain its ramp does not end after its begin',
    );
  assert.is(other.counts.ignored.drain, 4);
});

test('a request with wishes is answered, kept as a record, and none of its rows is trusted', () => {
  const instance = instanceOf();
  const plain = { ...requestOf(instance), want: 2 };
  const first = () => instance.decision.targetAppliance[0] ?? -1;
  answer(instance, plain);
  const [best, servedBy = -1] = instance.decision.targetAppliance;
  const wishes = { servedBy, clusterMax: 1, siteMax: 1 };
  answer(instance, { ...plain, wishes });
  assert.is(first(), servedBy, 'it stays where it is served');
  const view = new DataView(new ArrayBuffer(recordBytes));
  const stamp = stampOf(instance.snapshot, instance.state);
  writeRecord(view, 0, stamp, { ...plain, wishes }, instance.decision);
  assert.equal(readRecord(view, 0)?.request.wishes, wishes);
  const appliance = readId(instance.snapshot, 'appliance', servedBy);
  step(instance, { ...drain(1), appliance, ramp: undefined });
  answer(instance, { ...plain, wishes });
  assert.is(first(), best, 'a drain moves it');
  for (const odd of [-1, 0.5, 99, Number.NaN]) {
    answer(instance, { ...plain, wishes: { ...wishes, servedBy: odd } });
    assert.is(first(), best);
  }
  answer(instance, { ...plain, wishes: null as unknown as undefined });
  assert.is(instance.decision.targetCount, 0);
  assert.equal([instance.counts.ignored.request, instance.counts.contained], [1, 0]);
});

test.run();
