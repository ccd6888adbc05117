// Can bytes that are no good do harm? Damaged snapshots are refused, or decide stays calm on them.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  admit,
  compileSnapshot,
  type Generations,
  noGenerations,
  openSnapshot,
  reduceGenerations,
  type Snapshot,
} from '../index.ts';
import { answersOf } from './support/answers.ts';
import { randomCase } from './support/random-world.ts';
import { createVictims, exercise, sign, withMutation } from './support/snapshot-damage.ts';

const victims = createVictims();
const repeated = Number(process.env.FAIRLEAD_SEED ?? Number.NaN);
const seedsFrom = (first: number, count: number) =>
  Number.isNaN(repeated) ? Array.from({ length: count }, (_, n) => first + n) : [repeated];

/** Whether the bytes are refused; fails where that has no place, or opening or deciding throws. */
function isRefused(bytes: Uint8Array): boolean {
  const opened = openSnapshot(bytes);
  if (opened.snapshot) {
    exercise(opened.snapshot, 64);
    return false;
  }
  assert.ok(opened.problems.length > 0);
  for (const { code, path, text } of opened.problems) {
    const offset = Number(/^byte (\d+)$/.exec(path)?.[1] ?? Number.NaN);
    assert.ok(offset <= bytes.length && code !== '' && text !== '', `${path} ${code} ${text}`);
  }
  return true;
}

/** Runs `use` on the mutation of each seed; a failure says which one and how to see it again. */
function forMutations(
  seeds: readonly number[],
  use: (bytes: Uint8Array, isChanged: boolean) => void,
): void {
  for (const seed of seeds)
    withMutation(victims, seed, ({ bytes, isChanged, what }) => {
      try {
        use(bytes, isChanged);
      } catch (error) {
        const again = `FAIRLEAD_SEED=${seed} node core/dist/test/snapshot.test.js`;
        throw new Error(`seed ${seed}, ${what}: ${(error as Error).stack}\nagain: ${again}`);
      }
    });
}

test('openSnapshot: 1,500 damaged snapshots are refused at a byte, whatever changed', () => {
  forMutations(seedsFrom(1, 1500), (bytes, isChanged) => {
    assert.is(isRefused(bytes), isChanged);
  });
});

test('openSnapshot: 1,500 signed anew are refused at a byte, or decide stays calm on them', () => {
  let survivors = 0;
  const seeds = seedsFrom(1_000_001, 1500);
  forMutations(seeds, (bytes) => {
    if (bytes.length >= 32) sign(bytes);
    if (!isRefused(bytes)) survivors++;
  });
  assert.ok(seeds.length === 1 || survivors > 150, `only ${survivors} were decided upon`);
  assert.ok(seeds.length === 1 || survivors < 1350, `only ${1500 - survivors} were refused`);
});

test('openSnapshot: the problem of each section is found in that section, at its row', () => {
  for (const { sound, work, rows } of victims)
    for (const { name, offset, byteLength } of rows) {
      if (!/Start$|Cluster$|Link$|List$|Value$|jump$|tree6/.test(name) || byteLength < 8) continue;
      const at = offset + 4 * Math.floor(byteLength / 8);
      new DataView(work.buffer).setUint32(at, 0xfffffffe, true);
      sign(work);
      const opened = openSnapshot(work);
      work.set(sound);
      if (opened.snapshot) return assert.unreachable(`${name} may hold anything`);
      const [first] = opened.problems;
      assert.is(first?.code, 'bad-section');
      assert.match(first?.text ?? '', new RegExp(`^${name}, row `));
      const near = Number(first?.path.slice(5)) - at; // a fall is found at the row behind it
      assert.ok(near === 0 || near === 4, `${first?.path} for ${at} in ${name}`);
    }
});

test('openSnapshot: an unaligned view, no bytes and other files are refused', () => {
  const whole = (victims[0] as (typeof victims)[number]).sound;
  const shifted = new Uint8Array(whole.length + 4).subarray(4);
  shifted.set(whole);
  assert.ok(isRefused(shifted));
  for (const bytes of [new Uint8Array(0), new Uint8Array(64), Buffer.from('cluster,site\n')])
    assert.ok(isRefused(Uint8Array.from(bytes)));
});

test('openSnapshot: takes a view in the middle of a larger buffer', () => {
  const whole = (victims[1] as (typeof victims)[number]).sound;
  const view = new Uint8Array(whole.length + 64).subarray(24, 24 + whole.length);
  view.set(whole);
  assert.not(isRefused(view));
});

/** One instance that serves: what it was offered last, and what it answers. */
function createInstance(first: Snapshot) {
  let serving = first;
  let generations: Generations = noGenerations;
  const nameOf = ({ contentDigest, epoch, sequence }: Snapshot) => {
    return { digest: contentDigest.join(), epoch, sequence };
  };
  const step = (event: Parameters<typeof reduceGenerations>[1]) => {
    generations = reduceGenerations(generations, event);
  };
  step({ kind: 'offer', generation: nameOf(first) });
  step({ kind: 'apply', atMs: 0 });
  return {
    offer(bytes: Uint8Array): 'bad bytes' | 'apply' | 'hold' | 'refuse' {
      const opened = openSnapshot(bytes);
      if (opened.problems) return 'bad bytes';
      const { verdict } = admit(serving, opened.snapshot);
      if (verdict !== 'apply') return verdict;
      step({ kind: 'offer', generation: nameOf(opened.snapshot) });
      step({ kind: 'apply', atMs: 1 });
      serving = opened.snapshot;
      return verdict;
    },
    serving: () => serving,
    generations: () => generations,
  };
}

test('generations: 600 bad candidates change neither who serves nor its answers', () => {
  const { world } = randomCase(4);
  const newest = { fleet: 'flotte ü', epoch: Number.MAX_SAFE_INTEGER };
  const instance = createInstance(compileSnapshot(world, newest).snapshot);
  const [serving, generations] = [instance.serving(), instance.generations()];
  const [answers, digest] = [answersOf(serving), serving.bytes.slice(16, 32).join()];
  const verdicts = new Set<string>();
  forMutations(seedsFrom(2_000_001, 600), (bytes) => {
    if (bytes.length % 32 === 0 && bytes.length > 0) sign(bytes);
    verdicts.add(instance.offer(bytes));
    assert.is(instance.generations(), generations);
    assert.is(instance.serving(), serving);
  });
  assert.not(verdicts.has('apply'));
  assert.is(instance.serving().bytes.slice(16, 32).join(), digest);
  assert.equal(answersOf(instance.serving()), answers);
});

test.run();
