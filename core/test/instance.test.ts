// What becomes of a steering instance, event by event, and what does it count instead?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  admit,
  answer,
  createInstance,
  findRow,
  healthyBit,
  type IgnoredReason,
  type Instance,
  type InstanceEvent,
  overrideHold,
  reasons,
  step,
  upBit,
} from '../index.ts';
import {
  built,
  eleven,
  instanceOf,
  policy,
  requestOf,
  targetsOf,
  wordsOf,
} from './support/instances.ts';
import { cell } from './support/oracle-basics.ts';

const asked = (instance: Instance) => targetsOf(instance, answer(instance, requestOf(instance)));
const health = (observer: number, isFit: boolean, sequence: number, atMs: number) =>
  ({ kind: 'report', of: 'health', observer, appliance: 0, isFit, sequence, atMs }) as const;
const load = (row: number, carried: number, measuredMs: number, atMs: number) =>
  ({
    kind: 'report',
    of: 'load',
    table: 'appliance',
    row,
    load: carried,
    measuredMs,
    atMs,
  }) as const;
const tick = (atMs: number) => ({ kind: 'tick', atMs }) as const;

/** Tells everything and returns the effects in words. */
const told = (instance: Instance, ...events: InstanceEvent[]): string =>
  events
    .map((event) => wordsOf(step(instance, event)))
    .filter((words) => words !== '')
    .join(', ');

test('an ill box goes when two observers say so, and comes back after its hold and slow start', () => {
  const instance = instanceOf();
  assert.is(asked(instance), 'e1 w1');
  told(instance, health(0, false, 1, 1000), tick(1000));
  assert.is(asked(instance), 'e1 w1', 'one observer is not enough');
  told(instance, health(1, false, 1, 2000), tick(2000));
  assert.is(asked(instance), 'w1');
  for (let n = 0; n < 3; n++)
    for (const observer of [0, 1]) told(instance, health(observer, true, 2 + n, 50_000 + n));
  told(instance, tick(51_000));
  assert.is(asked(instance), 'w1', 'held for a minute');
  for (const observer of [0, 1]) told(instance, health(observer, true, 9, 62_000));
  told(instance, tick(62_000));
  assert.is(cell(instance.state.appliance, 0) & 0x1ffff, Math.floor(0.9 * 65536 + 0.5));
  told(instance, tick(62_000 + 60_000));
  assert.is(asked(instance), 'e1 w1');
});

test('a report is read by what was known when it was measured, between two marks in proportion', () => {
  const at = (measuredMs: number) => {
    const instance = instanceOf(built(1), { instances: 1 });
    told(instance, tick(0));
    told(instance, { kind: 'session', appliance: 0, link: 0, load: 4e8, atMs: 5000 });
    told(instance, tick(10_000));
    // Of 8e8 at the time, what began since counts on top: 0, half of 4e8, or all of it.
    told(instance, load(0, 8e8, measuredMs, 10_000), tick(20_000));
    const { own, ownThen, reported } = instance.appliance.loads;
    return cell(reported, 0) + cell(own, 0) - cell(ownThen, 0);
  };
  assert.equal([0, 5000, 10_000].map(at), [12e8, 10e8, 8e8]);
});

test('load is shed by the share of the ramp, and a cut link by everybody', () => {
  const instance = instanceOf();
  told(instance, tick(0), load(0, 9.6e8, 0, 1000), tick(1000));
  // 96 % less 2 points of play is 94 % on the ramp from 85 to 97 %: three quarters.
  assert.is(cell(instance.state.appliance, 0) & 0x1ffff, 49152);
  told(instance, { kind: 'report', of: 'link', link: 1, isCut: true, atMs: 2000 }, tick(2000));
  assert.equal([...instance.state.link], [0, 65536]);
  told(instance, { kind: 'report', of: 'link', link: 1, isCut: false, atMs: 3000 }, tick(3000));
  assert.equal([...instance.state.link], [0, 0]);
});

test('a silent box loses its lease, unless so many are silent that it is our own ears', () => {
  const hears = (rows: readonly number[]) => {
    const instance = instanceOf(built(1, eleven));
    const words: string[] = [];
    for (let atMs = 0; atMs <= 300_000; atMs += 10_000) {
      for (const appliance of rows)
        told(instance, { kind: 'report', of: 'lease', appliance, atMs });
      words.push(told(instance, tick(atMs)));
    }
    return [asked(instance).split(' ').length, words.filter((text) => text !== '').join()];
  };
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  assert.equal(hears(all), [11, '']);
  assert.equal(hears(all.slice(1)), [10, '']);
  assert.equal(hears([]), [11, 'alarm leases-held']);
});

test('an observer that was restarted is heard again once its last vote is over, not before', () => {
  const instance = instanceOf();
  told(instance, health(0, true, 500, 1000), health(0, false, 3, 2000));
  assert.equal([instance.counts.ignored.stale, instance.counts.restarted], [1, 0]);
  told(instance, health(0, false, 4, 40_000), health(1, false, 1, 40_000), tick(40_000));
  assert.equal([instance.counts.ignored.stale, instance.counts.restarted], [1, 1]);
  assert.is(asked(instance), 'w1', 'its word counts');
  told(instance, health(0, false, 4, 41_000));
  assert.is(instance.counts.ignored.stale, 2, 'a double is a double');
});

test('doubled, late and reordered reports leave the same belief as one of each in order', () => {
  const events = [
    ...[0, 1, 2].map((n) => health(0, n !== 1, n, 10_000 * n)),
    ...[0, 1, 2].map((n) => health(1, n !== 1, n, 10_000 * n)),
  ];
  const loads = [load(0, 5e8, 10_000, 25_000), load(0, 9e8, 20_000, 25_000)];
  const end = (order: readonly InstanceEvent[]) => {
    const instance = instanceOf();
    told(instance, tick(0), tick(10_000), tick(20_000), ...order, tick(30_000));
    return [...instance.state.appliance, ...instance.appliance.loads.reported];
  };
  const newest = [events[2], events[5], loads[1]].flatMap((event) => (event ? [event] : []));
  const odd = [...newest, ...events, ...loads].map((event) => ({ ...event, atMs: 25_000 }));
  assert.equal(end(odd), end(newest.map((event) => ({ ...event, atMs: 25_000 }))));
});

test('a snapshot serves, bakes and lets go of the one before; foreign and old ones are refused', () => {
  const instance = instanceOf(built(5, eleven));
  const snapshot = (sequence: number, fleet = '') =>
    ({ kind: 'snapshot', atMs: 1000, snapshot: built(sequence, eleven, fleet) }) as const;
  assert.is(told(instance, snapshot(9, 'theirs')), 'refused snapshot fleet');
  assert.is(told(instance, snapshot(5)), 'refused snapshot version');
  assert.is(told(instance, snapshot(6)), 'served 6');
  assert.is(told(instance, snapshot(7)), 'served 7, released 6');
  assert.is(told(instance, tick(11_000)), 'baked 7');
  assert.is(told(instance, { kind: 'rollback', atMs: 12_000 }), 'back 7 5 asked, released 7');
  assert.is(told(instance, { ...snapshot(7), atMs: 13_000 }), 'refused snapshot known');
  assert.is(instance.counts.ignored.snapshot, 3);
  const nobody = 'refused rollback there is no good one to go back to';
  assert.is(told(instance, { kind: 'rollback', atMs: 14_000 }), nobody);
});

test('a held snapshot waits for a reason; a verdict of elsewhere holds against one version', () => {
  const instance = instanceOf(built(1));
  const snapshot = built(2, { appliances: ['e1 ce', 'w1 cw 1e9 draining'] });
  const because = (text: string) => ({ kind: 'override', atMs: 2000, because: text }) as const;
  assert.is(told(instance, because('now')), 'refused override nothing is held');
  const held = told(instance, { kind: 'snapshot', atMs: 1000, snapshot });
  assert.is(held, 'held 2 appliances,capacity,capacity');
  assert.is(instance.snapshot.sequence, 1);
  assert.is(told(instance, because(' ')), 'refused override it says no reason');
  const wordless = because(undefined as unknown as string);
  assert.is(told(instance, wordless), 'refused override it says no reason');
  const [served] = step(instance, because('w1 is sold'));
  assert.equal(served, {
    kind: 'served',
    version: { epoch: 0, sequence: 2 },
    overridden: 'w1 is sold',
  });
  assert.is(asked(instance), 'e1');

  const next = built(3);
  const admission = overrideHold(admit(instance.snapshot, next), 'it was asked for');
  const judged = { admission, against: { epoch: 0, sequence: 1 } };
  const event = { kind: 'snapshot', atMs: 3000, snapshot: next } as const;
  assert.is(told(instance, { ...event, judged }), 'refused snapshot judged-against-another');
  const against = { epoch: 0, sequence: 2 };
  assert.is(told(instance, { ...event, judged: { admission, against } }), 'served 3, released 2');
});

test('what is believed goes with its box to another row, a drain also over its absence', () => {
  const instance = instanceOf(built(1, eleven));
  const row = (id: string) => findRow(instance.snapshot, 'appliance', id);
  const drain = (appliance: string, atMs: number) =>
    ({ kind: 'drain', appliance, atMs, deadlineMs: Number.POSITIVE_INFINITY }) as const;
  assert.is(told(instance, drain('b1', 100), drain('z9', 100)), 'alarm unknown-drain');
  told(instance, tick(100), load(row('c1'), 9.6e8, 100, 1000), tick(1000));
  const word = cell(instance.state.appliance, row('c1'));
  assert.ok((word & 0x1ffff) > 0);
  const appliances = (ids: string) => ({
    ...eleven,
    appliances: ids.split(' ').map((id) => `${id} ${id === 'w1' ? 'cw' : 'ce'}`),
  });
  const without = built(2, appliances('c1 d1 e1 f1 g1 h1 i1 j1 w1 z9'));
  const admission = { verdict: 'apply', reasons: [] } as const;
  const offer = (snapshot: typeof without, against: number) =>
    told(instance, {
      ...{ kind: 'snapshot', atMs: 2000, snapshot },
      judged: { admission, against: { epoch: 0, sequence: against } },
    });
  assert.is(offer(without, 1), 'served 2');
  assert.is(row('c1'), 0);
  assert.is(cell(instance.state.appliance, 0), word, 'its word went with it');
  assert.not.match(asked(instance), 'z9');
  assert.is(offer(built(3, eleven), 2), 'served 3, released 2');
  assert.not.match(asked(instance), 'b1');
  told(instance, { kind: 'resume', appliance: 'b1', atMs: 3000 });
  assert.match(asked(instance), 'b1');
  assert.is(told(instance, drain('b1', 2500)), 'refused drain older than what is known of it');
});

test('a drained box is down at its deadline, or when a report of since then says it is empty', () => {
  const instance = instanceOf();
  const drain = (appliance: string, deadlineMs: number) =>
    ({ kind: 'drain', appliance, atMs: 1000, deadlineMs }) as const;
  told(instance, tick(0), drain('e1', 60_000), drain('w1', Number.POSITIVE_INFINITY));
  assert.is(reasons[answer(instance, requestOf(instance)).reason], 'none', 'both are drained');
  told(instance, load(1, 0, 0, 2000), tick(2000));
  assert.is(instance.drains.get('w1')?.state, 'draining', 'measured before the drain');
  told(instance, load(1, 0, 2000, 12_000), tick(60_000));
  assert.equal(
    [...instance.drains.values()].map(({ state }) => state),
    ['down', 'down'],
  );
});

test('a policy takes effect, and one that nobody can decide by is refused', () => {
  const instance = instanceOf();
  told(instance, health(0, false, 1, 1000), health(1, false, 1, 1000), tick(1000));
  const change = (changes: Partial<typeof policy>): InstanceEvent => ({
    ...{ kind: 'policy', atMs: 1000, policy: { ...policy, ...changes } },
  });
  assert.is(told(instance, change({ instances: 0 })), 'refused policy instances must be 1 or more');
  const forLife = 'refused policy observers, marks and unit are for life';
  assert.is(told(instance, change({ observerWeights: [1] })), forLife);
  assert.is(told(instance, change({ isFailClosed: true, instances: 9 }), tick(2000)), '');
  assert.is(instance.appliance.policy.instances, 9);
  assert.is(cell(instance.state.appliance, 0) & (upBit | healthyBit), 0, 'neither healthy nor up');
  assert.throws(() => createInstance(built(1), { ...policy, instances: Number.NaN }), 'promise');
});

const report = { kind: 'report', atMs: 1000 } as const;
const sayings: readonly (readonly [IgnoredReason, unknown])[] = [
  ['kind', { kind: 'dance', atMs: 1 }],
  ['kind', { ...report, of: 'weather' }],
  ['kind', { ...load(0, 1, 0, 1000), table: 'site' }],
  ['time', tick(Number.NaN)],
  ['id', { ...health(0, true, 1, 1000), appliance: 'e1' }],
  ['id', { ...load(0, 1, 0, 1000), row: '0' }],
  ['row', { ...health(0, true, 1, 1000), appliance: 2 }],
  ['row', { ...report, of: 'lease', appliance: 0.5 }],
  ['row', { ...report, of: 'link', link: -1, isCut: true }],
  ['row', { kind: 'session', appliance: 0, link: 7, load: 1, atMs: 1 }],
  ['observer', health(2, true, 1, 1000)],
  ['load', load(0, Number.NaN, 0, 1000)],
  ['load', { kind: 'session', appliance: 0, link: 0, load: Number.NaN, atMs: 1 }],
  ['future', load(0, 1, 1001, 1000)],
  ['forgotten', load(0, 1, -1, 1000)],
  ['drain', { kind: 'drain', appliance: 3, atMs: 1, deadlineMs: 1 }],
  ['drain', { kind: 'resume', appliance: 'e1', atMs: Number.NaN }],
  ['snapshot', { kind: 'snapshot', atMs: 1, snapshot: {} }],
  ['snapshot', { kind: 'snapshot', atMs: 1, snapshot: undefined }],
  ['policy', { kind: 'policy', atMs: 1, policy: { ...policy, loadUnitBps: 0 } }],
  ['override', { kind: 'override', atMs: 1, because: 'so' }],
  ['override', { kind: 'rollback', atMs: 1 }],
];

test('whatever is not taken in is counted once, by its reason, and changes no answer', () => {
  for (const [reason, event] of sayings) {
    const instance = instanceOf();
    told(instance, tick(0));
    step(instance, event as InstanceEvent);
    const text = `${reason} ${JSON.stringify(event)}`;
    assert.ok(instance.counts.ignored[reason] >= 1, text);
    const { ignored } = instance.counts;
    const all = Object.values(ignored).reduce((sum, count) => sum + count, 0);
    assert.ok(all <= (text.includes('resume') ? 2 : 1), `${text}: ${JSON.stringify(ignored)}`);
    assert.is(asked(instance), 'e1 w1', text);
  }
});

test('an instance whose fleet is judged elsewhere counts what it is told of it', () => {
  const { belief } = instanceOf();
  const instance = createInstance(built(1), policy, { shared: belief });
  const lease = { ...report, of: 'lease', appliance: 0 } as const;
  told(instance, health(0, false, 1, 1000), lease);
  assert.is(instance.counts.ignored.shared, 2);
  const refused = told(instance, { kind: 'snapshot', atMs: 1, snapshot: built(2) });
  assert.is(refused, 'refused snapshot shared');
});

test.run();
