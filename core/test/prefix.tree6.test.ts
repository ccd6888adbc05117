// Does the tree lead every IPv6 address to its span, wherever spans are dense?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createLookupScratch, lookupManyV6 } from '../prefix/lookup-many.ts';
import { lookupV6, type SpansV6, searchV6 } from '../prefix/spans.ts';
import { fillTreeV6, flawOfTreeV6, type StartsV6, treeRoomV6, treeV6 } from '../prefix/tree6.ts';
import { createDice, type Dice } from './support/dice.ts';

type Words = readonly [number, number, number, number];

/** Starts with these words among them, sorted, each once, and 0. */
function startsOf(drawn: readonly Words[]): StartsV6 {
  const all = new Map<string, Words>();
  for (const words of [[0, 0, 0, 0] as const, ...drawn]) {
    const exact = words.map((word) => word >>> 0) as unknown as Words;
    all.set(exact.map((word) => word.toString(16).padStart(8, '0')).join(), exact);
  }
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, words]) => words);
  const column = (word: 0 | 1 | 2 | 3) => Uint32Array.from(sorted, (words) => words[word]);
  return { start0: column(0), start1: column(1), start2: column(2), start3: column(3) };
}

/** The row as its value: what the lookup found is what is compared; one in nine is a large one. */
const valued = (starts: StartsV6) => ({
  ...starts,
  span6Value: Uint32Array.from(starts.start0, (_, row) => (row % 9 === 4 ? row + 2 ** 31 : row)),
});
const spansOf = (starts: StartsV6, tree6: Uint32Array): SpansV6 => ({ ...valued(starts), tree6 });

/** Every start, what is before and behind it, and as many addresses from anywhere. */
function addressesAt({ start0, start1, start2, start3 }: StartsV6, dice: Dice): Uint32Array {
  const words: number[] = [];
  for (let row = 0; row < start0.length; row++) {
    const start = [start0, start1, start2, start3].map((column) => BigInt(column[row] ?? 0));
    const address = start.reduce((sum, word) => (sum << 32n) | word, 0n);
    for (const near of [address, address - 1n, address + 1n]) {
      const wrapped = BigInt.asUintN(128, near);
      for (const shift of [96n, 64n, 32n, 0n]) words.push(Number((wrapped >> shift) & 0xffffffffn));
    }
    words.push(0x20000000 + dice.below(2 ** 29), dice.below(2 ** 32), dice.below(2 ** 32), 0);
  }
  return Uint32Array.from(words);
}

function assertLeads(starts: StartsV6, tree6: Uint32Array, seed: number): void {
  const spans = spansOf(starts, tree6);
  const words = addressesAt(starts, createDice(seed));
  const count = words.length / 4;
  const many = new Uint32Array(count);
  lookupManyV6(spans, words, count, many, createLookupScratch());
  for (let k = 0; k < count; k++) {
    const row = searchV6(spans, words, k * 4, 0, starts.start0.length - 1);
    const right = spans.span6Value[row];
    const address = words.slice(k * 4, k * 4 + 4);
    const text = `seed ${seed}, address ${[...address].map((word) => word.toString(16))}`;
    assert.is(lookupV6(spans, address), right, text);
    assert.is(many[k], right, text);
  }
}

const worlds: { readonly [name: string]: (dice: Dice) => Words } = {
  'no clump at all': (dice) => [0x20000000 + dice.below(2 ** 29), 0, 0, 0],
  'one clump of /48s': (dice) => [0x24098000 + dice.below(64), dice.below(2 ** 16) << 16, 0, 0],
  'one /32 full of /64s': (dice) => [0x2a0000ff, dice.below(4000), 0, 0],
  'all in the last bits': (dice) => [0x2a0000ff, 0xffffffff, dice.below(3), dice.below(5000)],
  'also outside 2000::/3': (dice) => [dice.below(2 ** 32), dice.below(2) << 31, 0, 0],
  'the borders of 2000::/3': (dice) => [
    dice.pick([0x1fffffff, 0x20000000, 0x3fffffff, 0x40000000]),
    dice.pick([0, 1, 0xffffffff]),
    0,
    dice.below(40),
  ],
};

for (const [name, draw] of Object.entries(worlds))
  test(`treeV6: leads every address to its span, ${name}`, () => {
    for (const [seed, count] of [0, 1, 2, 7, 60, 3000].entries()) {
      const dice = createDice(seed);
      const starts = startsOf(Array.from({ length: count }, () => draw(dice)));
      const tree = treeV6(valued(starts));
      assert.is(flawOfTreeV6(tree, starts.start0.length, 3001), undefined);
      assert.ok(tree.length <= treeRoomV6(starts.start0.length));
      assertLeads(starts, tree, seed);
    }
  });

test('fillTreeV6: a tree without room for its nodes still leads every address to its span', () => {
  const dice = createDice(3);
  const draw = worlds['one clump of /48s'] as (dice: Dice) => Words;
  const starts = startsOf(Array.from({ length: 3000 }, () => draw(dice)));
  const whole = treeV6(valued(starts)).length;
  for (const room of [65537, 65600, Math.round((65537 + whole) / 2)]) {
    const out = new Uint32Array(room);
    const used = fillTreeV6(valued(starts), out);
    assert.ok(used <= room && used < whole);
    assert.is(flawOfTreeV6(out.slice(0, used), starts.start0.length, 3001), undefined);
    assertLeads(starts, out.slice(0, used), room);
  }
});

test('fillTreeV6: takes no more than treeRoomV6 says, however much room there is', () => {
  // Eight spans in a /61, far down and apart from the next ones: some thirty words a span.
  const starts = startsOf(
    Array.from({ length: 8000 }, (_, k) => {
      const word0 = 0x20000000 + (k >> 3) * 0x2000;
      return [word0, 0x12345670 + (k & 7), 0, 0] as const;
    }),
  );
  const most = treeRoomV6(starts.start0.length);
  const out = new Uint32Array(most * 4);
  const used = fillTreeV6(valued(starts), out);
  assert.ok(used <= most && used > most - 65_536, `${used} of ${most}`);
  assertLeads(starts, out.slice(0, used), 1);
});

test('fillTreeV6: ends soon on columns that do not ascend', () => {
  const start0 = Uint32Array.from({ length: 400_000 }, (_, k) => 0x20000000 + (k & 1) * 0x1fffffff);
  const zero = new Uint32Array(400_000);
  const starts = { start0, start1: zero, start2: zero, start3: zero };
  assert.ok(treeV6(valued(starts)).length <= treeRoomV6(400_000));
});

test('treeV6: a table that is spread gets a wide word 0, one in a clump the least', () => {
  const dice = createDice(4);
  const spread = startsOf(
    Array.from({ length: 50_000 }, () => [0x20000000 + dice.below(2 ** 29), 0, 0, 0] as const),
  );
  const clump = startsOf(
    Array.from({ length: 50_000 }, () => [0x24090000 + dice.below(2 ** 16), 0, 0, 0] as const),
  );
  const bits = (starts: StartsV6) => ((treeV6(valued(starts))[0] as number) >>> 26) & 31;
  assert.is(bits(spread), 18);
  assert.is(bits(clump), 16);
});

test('flawOfTreeV6: what it passes leads nowhere outside, whatever word is wrong', () => {
  const dice = createDice(6);
  const draw = worlds['one clump of /48s'] as (dice: Dice) => Words;
  const starts = startsOf(Array.from({ length: 2000 }, () => draw(dice)));
  const sound = treeV6(valued(starts));
  const count = starts.start0.length;
  const hostile = [0, 7, 0x7fffffff, 0x80000000, 0x80000001, 0xc0000001, 0xffffffff];
  let refused = 0;
  for (let turn = 0; turn < 400; turn++) {
    const tree = sound.slice();
    const at = dice.chance(0.5) ? 0 : dice.below(tree.length);
    const old = tree[at] as number;
    tree[at] = dice.pick([...hostile, old + 1, old - 1, old ^ (1 << dice.below(32)), count * 8]);
    if (flawOfTreeV6(tree, count, count) !== undefined) {
      refused++;
      continue;
    }
    const spans = spansOf(starts, tree);
    const words = addressesAt(startsOf([]), dice);
    for (let k = 0; k < words.length; k += 4)
      assert.type(lookupV6(spans, words.slice(k, k + 4)), 'number');
  }
  assert.ok(refused > 200, `${refused} refused`);
  assert.match(flawOfTreeV6(sound.slice(0, -1), count, count)?.text ?? '', /words where/);
  const longer = new Uint32Array(sound.length + 1);
  longer.set(sound);
  assert.equal(flawOfTreeV6(longer, count, count), {
    row: sound.length,
    text: 'belongs to no node',
  });
  assert.is(flawOfTreeV6(new Uint32Array(0), count, count)?.text, '0 words where 1 belong');
  assert.is(flawOfTreeV6(Uint32Array.of(8), count, count)?.text, 'is not a node');
});

test.run();
