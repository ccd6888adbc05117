// Is belief free again as soon as honest words come, whatever numbers were told before?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createClock, tellClock } from '../control/trust.ts';
import {
  createFleet,
  defaultInstancePolicy,
  hearHealth,
  hearLease,
  type Instance,
  type InstanceEvent,
  judgeBelief,
  readEvent,
  step,
} from '../index.ts';
import { createDice } from './support/dice.ts';
import { built, eleven, instanceOf, policy } from './support/instances.ts';

/** One honest event of every kind there is: a new kind does not compile without one. */
type Honest = { readonly [kind in InstanceEvent['kind']]: readonly InstanceEvent[] };

const report = { kind: 'report', atMs: 0 } as const;
const honest: Honest = {
  report: [
    { ...report, of: 'load', table: 'appliance', row: 1, load: 4e8, measuredMs: 0 },
    { ...report, of: 'load', table: 'link', row: 1, load: 4e8, measuredMs: 0 },
    { ...report, of: 'health', observer: 0, appliance: 0, isFit: true, sequence: 1, boot: 1 },
    { ...report, of: 'lease', appliance: 0 },
    { ...report, of: 'link', link: 0, isCut: false },
  ],
  session: [{ kind: 'session', atMs: 0, appliance: 1, link: 1, load: 5e6 }],
  tick: [{ kind: 'tick', atMs: 0 }],
  snapshot: [{ kind: 'snapshot', atMs: 0, snapshot: built(0, eleven) }],
  override: [{ kind: 'override', atMs: 0, because: 'so' }],
  rollback: [{ kind: 'rollback', atMs: 0 }],
  drain: [
    { kind: 'drain', atMs: 0, appliance: 'e2', deadlineMs: 9e5 },
    {
      ...{ kind: 'drain', atMs: 0, appliance: 'e2', deadlineMs: 9e5 },
      ramp: { beginMs: 0, endMs: 60_000 },
    },
  ],
  resume: [{ kind: 'resume', atMs: 0, appliance: 'e2' }],
  policy: [{ kind: 'policy', atMs: 0, policy }],
};

const odd = [Number.NaN, Infinity, -Infinity, 2 ** 53 - 1, -1, 0.5, 1.8e12, '7'];

/** The same with each number in it, however deep, replaced by each odd one. */
function spoilt<Told>(told: Told): Told[] {
  if (typeof told === 'number') return odd as never[];
  const isPlain = typeof told === 'object' && told !== null && !ArrayBuffer.isView(told);
  if (!isPlain || 'bytes' in told) return [];
  return Object.entries(told).flatMap(([name, value]) =>
    spoilt(value).map((other) =>
      Array.isArray(told)
        ? (told.map((one, at) => (String(at) === name ? other : one)) as never)
        : { ...told, [name]: other },
    ),
  );
}

const hostile = Object.values(honest).flatMap((events) => events.flatMap(spoilt));

/** All that is honest in one interval: everybody is fit but box 0, and all is calm. */
function tellRound(instance: Instance, round: number, isWell: boolean): void {
  const atMs = round * 10_000;
  const boot = isWell ? 1 : 2;
  const { applianceCount } = instance.snapshot;
  step(instance, { kind: 'policy', atMs, policy });
  step(instance, { kind: 'resume', atMs, appliance: 'e2' });
  for (let row = 0; row < applianceCount; row++) {
    const load = { ...report, of: 'load', row, load: 4e8, measuredMs: atMs } as const;
    step(instance, { ...load, atMs, table: 'appliance' });
    if (row < instance.snapshot.linkCount) step(instance, { ...load, atMs, table: 'link' });
    const isFit = isWell || row !== 0;
    for (const observer of [0, 1]) {
      const found = { observer, appliance: row, isFit, sequence: round, boot };
      step(instance, { ...report, of: 'health', atMs, ...found });
    }
    step(instance, { ...report, of: 'lease', atMs, appliance: row });
  }
  step(instance, { kind: 'tick', atMs });
}

const wordsOf = ({ state, belief }: Instance) => ({
  appliance: [...state.appliance],
  link: [...state.link],
  healthy: Array.from(belief.healthy),
  isLeased: Array.from(belief.isLeased),
});

test('every number of every event is spoilt, and the list is long', () => {
  assert.ok(hostile.length > 400, String(hostile.length));
  for (const kind of Object.keys(honest))
    assert.ok(
      hostile.some((event) => event.kind === kind),
      kind,
    );
});

test('one interval of honest words undoes any run of odd numbers, and a dead box is found', () => {
  for (let seed = 0; seed < 100; seed++) {
    const dice = createDice(seed);
    const [plain, spoiltOne] = [instanceOf(built(1, eleven)), instanceOf(built(1, eleven))];
    const runs = 1 + dice.below(3);
    let told: InstanceEvent[] = [];
    for (let round = 1; round <= runs; round++) {
      told = Array.from({ length: dice.below(30) }, () => dice.pick(hostile));
      if (dice.chance(0.3)) told = told.flatMap((event) => [event, event, event, event]);
      for (const event of told) step(spoiltOne, event);
      if (round === runs) break;
      for (const instance of [plain, spoiltOne]) tellRound(instance, round, true);
    }
    for (const instance of [plain, spoiltOne]) tellRound(instance, runs, false);
    const text = `seed ${seed}: ${JSON.stringify(told)}`;
    assert.is(spoiltOne.belief.healthy[0], 0, text);
    for (const instance of [plain, spoiltOne])
      for (const later of [1, 2]) tellRound(instance, runs + later, false);
    assert.equal(wordsOf(spoiltOne), wordsOf(plain), text);
  }
});

test('what is odd is counted, and told back by whoever hears it', () => {
  const instance = instanceOf();
  const fleet = createFleet(instance.snapshot, defaultInstancePolicy, 0);
  const hear = (sequence: number, boot: number, atMs = 1) =>
    hearHealth(
      fleet,
      { observer: 0, appliance: 0, isFit: true, sequence, boot, atMs },
      defaultInstancePolicy,
    );
  assert.is(hear(5, 1), 'taken');
  assert.is(hear(5, 1), 'stale');
  assert.is(hear(4, 1), 'stale');
  assert.is(hear(1e9, 1), 'jump');
  for (const none of [2 ** 53 - 1, 0.5, -1, Number.NaN, '6' as never]) {
    assert.is(hear(none, 1), 'jump', String(none));
    assert.is(hear(6, none), 'jump', String(none));
  }
  assert.is(hear(1, 0), 'stale');
  assert.is(hear(1, 2), 'taken');
  assert.is(hear(9, 1), 'stale');
  assert.is(hear(0, 2, 30_001), 'stale', 'its vote still counts');
  assert.is(hear(0, 2, 30_002), 'restarted');
  const health = { ...report, of: 'health', observer: 0, appliance: 0, isFit: true } as const;
  for (const sequence of [7, 2 ** 53 - 1]) step(instance, { ...health, sequence });
  step(instance, { kind: 'tick', atMs: 1.8e12 });
  const { jump, time } = instance.counts.ignored;
  assert.equal({ jump, time, nowMs: instance.nowMs }, { jump: 1, time: 1, nowMs: 0 });
});

test('no time that is told stops a fleet: a box that falls silent then loses its lease', () => {
  const { snapshot } = instanceOf(built(1, eleven));
  const fleet = createFleet(snapshot, defaultInstancePolicy, 0);
  for (const atMs of [1.8e12, 1.8e12, 1.8e12, 2 ** 53 - 1]) {
    hearLease(fleet, 0, atMs);
    const found = { observer: 0, appliance: 0, isFit: true, sequence: 1, atMs };
    hearHealth(fleet, found, defaultInstancePolicy);
    judgeBelief(fleet, atMs, defaultInstancePolicy);
  }
  for (let atMs = 10_000; atMs <= 300_000; atMs += 10_000) {
    for (let row = 1; row < snapshot.applianceCount; row++) hearLease(fleet, row, atMs);
    judgeBelief(fleet, atMs, defaultInstancePolicy);
  }
  assert.equal([...fleet.leases.isLeased].slice(0, 3), [0, 1, 1]);
});

test('a clock goes on through odd readings, and by another count when three of it go together', () => {
  const clock = createClock(0);
  const tell = (atMs: number) => [tellClock(clock, atMs), clock.nowMs];
  assert.equal(tell(1000), [true, 1000]);
  assert.equal(tell(1.8e12), [false, 1000]);
  assert.equal(tell(900), [true, 1000]);
  for (let n = 0; n < 9; n++) {
    assert.equal(tell(1.8e12), [false, 1000 + n]);
    assert.equal(tell(1001 + n), [true, 1001 + n]);
  }
  for (const [atMs, isTaken] of [
    [1.8e12, false],
    [1.8e12 + 5, false],
    [1.8e12 + 9, true],
  ] as const)
    assert.equal(tell(atMs), [isTaken, 1009]);
  assert.equal(tell(1.8e12 + 20), [true, 1020]);
  for (const none of [Number.NaN, Infinity, '5' as never]) assert.equal(tell(none), [false, 1020]);
});

test('an event that throws when it is looked at is none, and an unknown id names the one meant', () => {
  const instance = instanceOf();
  const thrower = Object.defineProperty({ kind: 'tick' }, 'atMs', {
    enumerable: true,
    get: () => {
      throw new Error('mine');
    },
  });
  assert.equal(step(instance, thrower as never), []);
  step(instance, {
    kind: 'drain',
    atMs: 1,
    appliance: 'e1',
    deadlineMs: 9,
    ramp: thrower as never,
  });
  assert.is(instance.counts.ignored.kind, 2);
  const refused = step(instance, { kind: 'policy', atMs: 1, policy: { health: thrower } as never });
  assert.is(refused[0]?.kind, 'refused');
  const { problems } = readEvent(instance, { kind: 'report', of: 'lease', appliance: 'e11' }, 1);
  assert.match(problems?.[0]?.text ?? '', 'did you mean');
});

test.run();
