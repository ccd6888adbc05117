// Do events come out in their order, whatever times they were given?
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createQueue, peekMs, pop, push } from '../engine/queue.ts';

type Pending = { atMs: number; priority: number; sequence: number };

/** The order by definition: a sorted array. */
function inOrder(pending: readonly Pending[]): Pending[] {
  return [...pending].sort(
    (a, b) => a.atMs - b.atMs || a.priority - b.priority || a.sequence - b.sequence,
  );
}

/** Pushes and pops as `steps` say, beside a sorted array; throws at the first difference. */
function compare(
  steps: readonly (readonly [kind: 'push' | 'pop', atMs: number, priority: number])[],
) {
  const queue = createQueue(1);
  let pending: Pending[] = [];
  let sequence = 0;
  const popBoth = (): void => {
    const [next, ...rest] = inOrder(pending);
    pending = rest;
    assert.is(peekMs(queue), next?.atMs ?? Infinity);
    assert.is(pop(queue), next?.sequence ?? 0xffffffff);
    if (next !== undefined) assert.is(queue.nowMs, next.atMs);
  };
  for (const [kind, atMs, priority] of steps) {
    if (kind === 'pop') popBoth();
    else {
      push(queue, atMs, priority, sequence);
      pending.push({ atMs, priority, sequence: sequence++ });
    }
    assert.is(queue.count, pending.length);
  }
  while (pending.length > 0) popBoth();
  popBoth();
}

test('equal times come by priority and then in the order they were pushed', () => {
  const queue = createQueue();
  for (const [payload, priority] of [1, 0, 255, 1, 0].entries()) push(queue, 5, priority, payload);
  push(queue, 4, 255, 9);
  assert.equal(
    Array.from({ length: 7 }, () => pop(queue)),
    [9, 1, 4, 0, 3, 2, 0xffffffff],
  );
});

test('an event may be pushed before the present and comes next', () => {
  const queue = createQueue();
  push(queue, 100, 0, 1);
  push(queue, 200, 0, 2);
  assert.is(pop(queue), 1);
  push(queue, 50, 0, 3);
  assert.is(pop(queue), 3);
  assert.is(queue.nowMs, 50);
  assert.is(pop(queue), 2);
});

test('a time that is not finite is a broken promise', () => {
  for (const atMs of [NaN, Infinity, -Infinity])
    assert.throws(() => push(createQueue(), atMs, 0, 0), /finite/);
});

const times = [
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 1750000000000, max: 1750000001000 }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
];

test('pops equal a sorted array for any pushes and pops: ties, skew, any finite time', () => {
  for (const time of times) {
    const step = fc.tuple(
      fc.constantFrom('push' as const, 'push' as const, 'pop' as const),
      fc.oneof(...times, time, time, time),
      fc.integer({ min: 0, max: 255 }),
    );
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), compare), { numRuns: 200 });
  }
});

test('a hundred thousand events in flight come in order, each once', () => {
  const queue = createQueue();
  const room = 100000;
  let bits = 1;
  const next = (): number => {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    return bits >>> 0;
  };
  const atMs = new Float64Array(room);
  // Most within seconds, a few a day away: the skew of sessions beside faults.
  const delayMs = (): number => (next() % 1000 === 0 ? 86400000 : next() % 5000);
  for (let row = 0; row < room; row++) {
    atMs[row] = delayMs();
    push(queue, atMs[row] ?? 0, 0, row);
  }
  let lastMs = -1;
  for (let step = 0; step < 5 * room; step++) {
    const row = pop(queue);
    if (queue.nowMs < lastMs || queue.nowMs !== atMs[row])
      assert.unreachable(`step ${step}: ${queue.nowMs} after ${lastMs}, promised ${atMs[row]}`);
    lastMs = queue.nowMs;
    atMs[row] = lastMs + delayMs();
    push(queue, atMs[row] ?? 0, 0, row);
  }
  const seen = new Set<number>();
  while (queue.count > 0) seen.add(pop(queue));
  assert.is(seen.size, room);
});

test.run();
