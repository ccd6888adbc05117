// How may the bytes of a snapshot be damaged, and what may be asked of one that opens nevertheless?
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../base/digest.ts';
import {
  compileSnapshot,
  createDecision,
  createState,
  decide,
  findFile,
  hashId,
  noRow,
  type Snapshot,
  vantageOf,
} from '../../index.ts';
import { encodeSnapshot, openSections } from '../../snapshot/codec.ts';
import { contentDigest } from '../../snapshot/content-digest.ts';
import { readFormat } from '../../snapshot/header.ts';
import { createDice, type Dice } from './dice.ts';
import { cell } from './oracle-basics.ts';
import { randomCase } from './random-world.ts';

/** A row of the section table as the format's description says: `at` is its own first byte. */
type SectionRow = {
  readonly name: string;
  readonly at: number;
  readonly offset: number;
  readonly byteLength: number;
};

/** The section table of a sound snapshot, read without core. */
export function sectionRows(bytes: Uint8Array): SectionRow[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [start, count, width] = [12, 64, 68].map((at) => view.getUint32(at, true)) as number[];
  return Array.from({ length: count as number }, (_, row) => {
    const at = (start as number) + row * (width as number);
    return {
      name: Buffer.from(bytes.subarray(at, at + 24))
        .toString('latin1')
        .replaceAll('\0', ''),
      at,
      offset: view.getFloat64(at + 24, true),
      byteLength: view.getFloat64(at + 32, true),
    };
  });
}

/**
 * Writes the digests that the bytes have now, as one would who does harm on purpose: that of the
 * content where the rows are sound, else only that of the bytes.
 */
export function sign(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const format = readFormat(bytes);
  const { snapshot } = typeof format === 'number' ? openSections(bytes, format, true) : {};
  const content = snapshot === undefined ? [] : contentDigest(snapshot);
  content.forEach((word, lane) => {
    view.setUint32(48 + lane * 4, word, true);
  });
  digestBytes(bytes.subarray(32)).forEach((word, lane) => {
    view.setUint32(16 + lane * 4, word, true);
  });
}

/** A sound snapshot, a copy of its bytes to damage, and where its sections are. */
type Victim = {
  readonly sound: Uint8Array;
  readonly work: Uint8Array;
  readonly rows: readonly SectionRow[];
};

/** Snapshots with all kinds of rows in them: some have weights, the last one is of format 2. */
export function createVictims(): Victim[] {
  const victims = [1, 4, 5, 6, 9, 16].map((seed, row) => {
    const name = { fleet: 'flotte ü', epoch: 3, sequence: 0 };
    const { snapshot } = compileSnapshot(randomCase(seed).world, name);
    const inverseWeight = Float64Array.from(snapshot.inverseCapacity, (_, n) => 1 / (1 + (n % 3)));
    const { bytes } = row < 4 ? snapshot : encodeSnapshot({ ...snapshot, inverseWeight }, name);
    return { sound: bytes, work: bytes.slice(), rows: sectionRows(bytes) };
  });
  const old = readFormat2();
  return [...victims, { sound: old, work: old.slice(), rows: sectionRows(old) }];
}

const fixture = new URL('../../../../core/test/fixtures/format-2.snapshot.gz', import.meta.url);

/** The bytes of a snapshot that the last release with format 2 wrote. */
export function readFormat2(): Uint8Array {
  return Uint8Array.from(gunzipSync(readFileSync(fixture)));
}

/** What was done: the bytes `from` to `to` of the copy may differ, or it ends at `length`. */
type Damage = { readonly from: number; readonly to: number; readonly what: string };
type Damager = (victim: Victim, dice: Dice) => Damage & { readonly length?: number };

const hostile = [0, 1, 2, 7, 255, 65536, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const hostileDoubles = [0, -0, -8, 4, 8.5, 1e300, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 53];

function setWord({ work }: Victim, at: number, word: number): Damage {
  new DataView(work.buffer).setUint32(at, word, true);
  return { from: at, to: at + 4, what: `word ${word >>> 0} at ${at}` };
}

/** Words that are off by a little, or by much. */
const wordsNear = (old: number) => [...hostile, old + 1, old - 1, old ^ 1, old * 2];

const damagers: { readonly [name: string]: Damager } = {
  flip({ work }, dice) {
    const at = dice.below(work.length);
    work[at] = cell(work, at) ^ (1 << dice.below(8));
    return { from: at, to: at + 1, what: `flip at ${at}` };
  },
  truncate({ work, rows }, dice) {
    const early = cell(rows, 0).offset;
    const end = dice.chance(0.5) ? early : work.length;
    const length = dice.chance(0.7) ? 8 * dice.below(end / 8) : dice.below(end);
    return { from: 0, to: 0, what: `cut to ${length}`, length };
  },
  word(victim, dice) {
    return setWord(victim, 4 * dice.below(victim.work.length / 4), dice.pick(hostile));
  },
  header(victim, dice) {
    const end = cell(victim.rows, 0).offset;
    return setWord(victim, 32 + 4 * dice.below((end - 32) / 4), dice.pick(hostile));
  },
  count(victim, dice) {
    const at = dice.pick([8, 12, 64, 68, 72, 76]);
    const old = new DataView(victim.work.buffer).getUint32(at, true);
    return setWord(victim, at, dice.pick(wordsNear(old)));
  },
  place({ work, rows }, dice) {
    const at = dice.pick(rows).at + dice.pick([24, 32]);
    const view = new DataView(work.buffer);
    const old = view.getFloat64(at, true);
    const other = view.getFloat64(dice.pick(rows).at + dice.pick([24, 32]), true);
    const double = dice.pick([...hostileDoubles, old + 8, old - 8, old + 4, old / 2, other, other]);
    view.setFloat64(at, double, true);
    return { from: at, to: at + 8, what: `double ${double} at ${at}` };
  },
  name({ work, rows }, dice) {
    const [to, from] = [dice.pick(rows).at, dice.pick(rows).at];
    work.copyWithin(to, from, from + 24);
    return { from: to, to: to + 24, what: `name from ${from} to ${to}` };
  },
  swap({ work }, dice) {
    const [from, to] = [8 * dice.below(work.length / 8), 8 * dice.below(work.length / 8)];
    const length = Math.min(8 * (1 + dice.below(40)), work.length - Math.max(from, to));
    work.copyWithin(to, from, from + length);
    return { from: to, to: to + length, what: `${length} bytes from ${from} to ${to}` };
  },
  section(victim, dice) {
    const { name, offset, byteLength } = dice.pick(victim.rows);
    if (byteLength < 4) return { from: 0, to: 0, what: 'nothing' };
    const at = offset + 4 * dice.below(Math.floor(byteLength / 4));
    const old = new DataView(victim.work.buffer).getUint32(at, true);
    const damage = setWord(victim, at, dice.pick(wordsNear(old)));
    return { ...damage, what: `${damage.what} in ${name}` };
  },
};

const kinds = Object.keys(damagers);

/** A mutation that its seed names: the damaged bytes are valid while `use` runs. */
type Mutation = {
  readonly bytes: Uint8Array;
  readonly isChanged: boolean;
  readonly what: string;
};

/** Lets `use` see the mutation of this seed; the same seed gives the same one. */
export function withMutation(
  victims: readonly Victim[],
  seed: number,
  use: (mutation: Mutation) => void,
): void {
  const dice = createDice(seed);
  const row = dice.below(victims.length);
  const victim = cell(victims, row);
  const { work, sound } = victim;
  let length = work.length;
  const done: Damage[] = [];
  do {
    const damage = (damagers[dice.pick(kinds)] as Damager)(victim, dice);
    length = Math.min(length, damage.length ?? length);
    done.push(damage);
  } while (dice.chance(0.2));
  const isOther = ({ from, to }: Damage) =>
    work.subarray(from, to).some((byte, k) => byte !== sound[from + k]);
  const isChanged = length < work.length || done.some(isOther);
  const what = done.map((damage) => damage.what).join(', ');
  use({ bytes: work.subarray(0, length), isChanged, what: `${what} of snapshot ${row}` });
  for (const { from, to } of done) work.set(sound.subarray(from, to), from);
  work.set(sound.subarray(16, 32), 16); // whoever signed
}

const ids = ['', 'a', 'nobody has this'];

/** A few decisions on every kind of row; throws where one is not well formed. */
export function exercise(snapshot: Snapshot, vantagesMax: number): void {
  const state = createState(snapshot);
  const out = createDecision(snapshot);
  const words = new Uint32Array(4);
  for (const id of ids) findFile(snapshot, id);
  const fixed = { fileHash: hashId('x'), sessionHash: hashId('y'), want: 16 };
  const files = [...Array(Math.min(3, snapshot.fileCount)).keys(), noRow];
  const ask = (vantage: number) => {
    for (const file of files) {
      decide(snapshot, state, { vantage, file, ...fixed }, out);
      assert.ok(out.targetCount <= 16 && out.passedCount <= snapshot.candidateMax);
      const targets = new Set(out.targetAppliance.subarray(0, out.targetCount));
      assert.is(targets.size, out.targetCount, 'nobody is named twice');
      for (let n = 0; n < out.targetCount; n++) {
        assert.ok(cell(out.targetAppliance, n) < snapshot.applianceCount);
        assert.ok(cell(out.targetLink, n) < snapshot.linkCount);
      }
      for (let n = 0; n < out.passedCount; n++)
        assert.ok(cell(out.passedCluster, n) < snapshot.clusterCount);
    }
  };
  const { vantageCount } = snapshot;
  const step = Math.max(1, Math.floor(vantageCount / vantagesMax));
  for (let vantage = 0; vantage < vantageCount; vantage += step) ask(vantage);
  for (let n = 0; n < vantagesMax; n++) {
    for (let word = 0; word < 4; word++) words[word] = Math.imul(n * 4 + word, 0x9e3779b1);
    for (const family of [4, 6]) ask(vantageOf(snapshot, family, words));
  }
}
