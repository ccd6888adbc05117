// Can bytes that are no good do harm? Damaged snapshots are refused, or decide stays calm on them.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../base/digest.ts';
import {
  compileSnapshot,
  createDecision,
  createState,
  decide,
  findFile,
  hashId,
  openSnapshot,
  type Snapshot,
  vantageOf,
} from '../index.ts';
import { layout } from '../snapshot/layout.ts';
import { createDice, type Dice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';

/** Worlds with all kinds of rows in them. */
const seeds = [1, 4, 5, 6, 9, 16];
const headerBytes = 56 + layout.length * 16;

const known = new Map<number, Uint8Array>();

function bytesOf(seed: number): Uint8Array {
  const bytes =
    known.get(seed) ??
    compileSnapshot(randomCase(seed).world, { fleet: 'flotte ü', epoch: 3 }).snapshot.bytes;
  known.set(seed, bytes);
  return bytes;
}

/** Writes the digest that the bytes have now, as one would who does harm on purpose. */
function sign(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  digestBytes(bytes.subarray(32)).forEach((word, lane) => {
    view.setUint32(16 + lane * 4, word, true);
  });
}

/** Every vantage and many addresses decided upon; throws when a decision is not well formed. */
function exercise(snapshot: Snapshot): void {
  const state = createState(snapshot);
  const out = createDecision(snapshot);
  const words = new Uint32Array(4);
  const ids = ['', 'a', 'b', 'nobody has this'];
  for (const id of ids) findFile(snapshot, id);
  const fixed = { fileHash: hashId('x'), sessionHash: hashId('y'), want: 16 };
  const files = [...Array(Math.min(4, snapshot.fileCount)).keys(), 0xffffffff];
  const ask = (vantage: number) => {
    for (const file of files) {
      decide(snapshot, state, { vantage, file, ...fixed }, out);
      assert.ok(out.targetCount <= 16 && out.passedCount <= snapshot.candidateMax);
      for (let n = 0; n < out.targetCount; n++)
        assert.ok(cell(out.targetAppliance, n) < snapshot.applianceCount);
    }
  };
  for (let vantage = 0; vantage < snapshot.vantageCount; vantage++) ask(vantage);
  for (let n = 0; n < 64; n++) {
    for (let word = 0; word < 4; word++) words[word] = Math.imul(n * 4 + word, 0x9e3779b1);
    for (const family of [4, 6]) ask(vantageOf(snapshot, family, words));
  }
}

/** Opens the bytes; whether they were refused. Fails where opening or deciding throws. */
function isRefused(bytes: Uint8Array, what: string): boolean {
  try {
    const opened = openSnapshot(bytes);
    if ('problems' in opened) {
      assert.ok(opened.problems.length > 0);
      return true;
    }
    exercise(opened.snapshot);
    return false;
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).stack}`);
  }
}

/** Changes some bytes of a copy; says what it did. */
type Damage = (bytes: Uint8Array, dice: Dice) => { bytes: Uint8Array; what: string };

const hostile = [0, 1, 2, 7, 255, 65536, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const hostileDoubles = [0, -0, -8, 4, 8.5, 1e300, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 53];

const damages: { readonly [name: string]: Damage } = {
  flip(bytes, dice) {
    const at = dice.below(bytes.length);
    bytes[at] = cell(bytes, at) ^ (1 << dice.below(8));
    return { bytes, what: `flip at ${at}` };
  },
  truncate(bytes, dice) {
    const length = dice.chance(0.7) ? 8 * dice.below(bytes.length / 8) : dice.below(bytes.length);
    return { bytes: bytes.slice(0, length), what: `cut to ${length}` };
  },
  word(bytes, dice) {
    const at = 4 * dice.below(bytes.length / 4);
    const word = dice.pick(hostile);
    new DataView(bytes.buffer).setUint32(at, word, true);
    return { bytes, what: `word ${word} at ${at}` };
  },
  header(bytes, dice) {
    const at = 32 + 4 * dice.below((headerBytes - 32) / 4);
    const word = dice.pick(hostile);
    new DataView(bytes.buffer).setUint32(at, word, true);
    return { bytes, what: `word ${word} at ${at}` };
  },
  place(bytes, dice) {
    const at = 56 + 8 * dice.below(layout.length * 2);
    const view = new DataView(bytes.buffer);
    const old = view.getFloat64(at, true);
    const other = view.getFloat64(56 + 8 * dice.below(layout.length * 2), true);
    const double = dice.pick([...hostileDoubles, old + 8, old - 8, old + 4, old / 2, other, other]);
    view.setFloat64(at, double, true);
    return { bytes, what: `double ${double} at ${at}` };
  },
  swap(bytes, dice) {
    const [from, to] = [8 * dice.below(bytes.length / 8), 8 * dice.below(bytes.length / 8)];
    const length = 8 * (1 + dice.below(40));
    bytes.copyWithin(to, from, from + length);
    return { bytes, what: `${length} bytes from ${from} to ${to}` };
  },
};

/** A word of one section, so that each section is hit as often whatever its size. */
function hitSection(bytes: Uint8Array, dice: Dice): { bytes: Uint8Array; what: string } {
  const view = new DataView(bytes.buffer);
  const row = dice.below(layout.length);
  const offset = view.getFloat64(56 + row * 16, true);
  const length = view.getFloat64(56 + row * 16 + 8, true);
  if (length < 4) return { bytes, what: 'nothing' };
  const at = offset + 4 * dice.below(Math.floor(length / 4));
  const old = view.getUint32(at, true);
  const word = dice.pick([...hostile, old + 1, old - 1, old ^ 1, old * 2]) >>> 0;
  view.setUint32(at, word, true);
  return { bytes, what: `word ${word} for ${old} at ${at}, in ${cell(layout, row)[0]}` };
}

let survivors = 0;
const each = process.env.FAIRLEAD_PROVE ? 10_000 : 120;

for (const [name, damage] of [...Object.entries(damages), ['section', hitSection] as const]) {
  test(`openSnapshot: ${name}, unsigned: refused whatever changed`, () => {
    const dice = createDice(name.length);
    for (let n = 0; n < each; n++) {
      const seed = dice.pick(seeds);
      const whole = bytesOf(seed);
      const { bytes, what } = damage(whole.slice(), dice);
      const isChanged = !Buffer.from(bytes).equals(whole);
      assert.is(isRefused(bytes, `seed ${seed}, ${what}`), isChanged, `seed ${seed}, ${what}`);
    }
  });

  test(`openSnapshot: ${name}, signed anew: refused, or decide neither throws nor hangs`, () => {
    const dice = createDice(100 + name.length);
    for (let n = 0; n < each; n++) {
      const seed = dice.pick(seeds);
      const { bytes, what } = damage(bytesOf(seed).slice(), dice);
      if (bytes.length >= 32 && bytes.length % 4 === 0) sign(bytes);
      if (!isRefused(bytes, `seed ${seed}, ${what}`)) survivors++;
    }
  });
}

test('openSnapshot: some damaged snapshots pass, so that decide was asked about them', () => {
  assert.ok(survivors > each, `${survivors} of ${7 * each}`);
});

test('openSnapshot: an unaligned view, no bytes and other files are refused', () => {
  const whole = bytesOf(1);
  const shifted = new Uint8Array(whole.length + 4).subarray(4);
  shifted.set(whole);
  assert.ok(isRefused(shifted, 'unaligned'));
  for (const bytes of [new Uint8Array(0), new Uint8Array(64), Buffer.from('cluster,site\n')])
    assert.ok(isRefused(Uint8Array.from(bytes), `${bytes.length} bytes`));
});

test('openSnapshot: reads what compileSnapshot wrote, by reference, with its name', () => {
  for (const seed of seeds) {
    const written = compileSnapshot(randomCase(seed).world, { fleet: 'flotte ü', epoch: 3 });
    const bytes = written.snapshot.bytes.slice();
    const opened = openSnapshot(bytes);
    if (!('snapshot' in opened)) return assert.unreachable(JSON.stringify(opened.problems));
    assert.is(opened.snapshot.applianceHash.buffer, bytes.buffer);
    const { bytes: _, ...rest } = opened.snapshot;
    const { bytes: __, ...expected } = written.snapshot;
    assert.equal(rest, expected);
    assert.is(rest.fleet, 'flotte ü');
  }
});

test('openSnapshot: takes a view in the middle of a larger buffer', () => {
  const whole = bytesOf(4);
  const view = new Uint8Array(whole.length + 64).subarray(24, 24 + whole.length);
  view.set(whole);
  assert.not(isRefused(view, 'inside a buffer'));
});

test.run();
