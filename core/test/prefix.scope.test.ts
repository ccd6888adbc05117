// Is a scope the shortest prefix whose addresses all get the same answer?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAddress, unmap, unmapEmbedded } from '../index.ts';
import { scopeV4, scopeV6 } from '../prefix/scope.ts';
import { directV4, jumpV4, lookupV4, lookupV6 } from '../prefix/spans.ts';
import { treeV6 } from '../prefix/tree6.ts';
import { createDice, type Dice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';

/** Ascending distinct addresses from 0, bunched, some a step apart. */
function drawStarts(dice: Dice, bits: number, count: number): bigint[] {
  const starts = new Set([0n]);
  const top = (1n << BigInt(bits)) - 1n;
  while (starts.size < count) {
    const random = [0, 1, 2, 3].reduce((sum) => (sum << 32n) + BigInt(dice.below(2 ** 32)), 0n);
    const free = BigInt(dice.pick([0, 1, 8, bits / 2, bits - 3, bits - 1]));
    starts.add(((random & top) >> free) << free);
    if (dice.chance(0.2)) starts.add((random & top) | ((1n << free) - 1n));
  }
  return [...starts].sort((a, b) => (a < b ? -1 : 1));
}

/** By trying every prefix around the address, from the longest on: does a border fall into it? */
function bruteScope(starts: readonly bigint[], values: Uint32Array, address: bigint, bits: number) {
  const borders = starts.filter((_, k) => k > 0 && values[k] !== values[k - 1]);
  let best = bits;
  for (let length = bits; length >= 0; length--) {
    const free = BigInt(bits - length);
    const first = (address >> free) << free;
    const last = first + (1n << free) - 1n;
    if (!borders.some((border) => border > first && border <= last)) best = length;
  }
  return best;
}

function drawTable(dice: Dice, bits: number) {
  const starts = drawStarts(dice, bits, 1 + dice.below(40));
  // Few values, so that neighbours often share one: a snapshot that followed changes has such.
  const values = Uint32Array.from(starts, () => dice.below(3));
  const near = starts.flatMap((start) => [start, start - 1n, start + 1n, start + 77n]);
  const top = (1n << BigInt(bits)) - 1n;
  return { starts, values, asked: [...near, top].filter((each) => each >= 0n && each <= top) };
}

test('scopeV4: is that of trying all 33 prefixes around an address', () => {
  let asked = 0;
  for (let seed = 0; seed < 150; seed++) {
    const { starts, values, asked: addresses } = drawTable(createDice(seed), 32);
    const spanStart = Uint32Array.from(starts, Number);
    const jump = jumpV4(spanStart);
    const spans = { spanStart, spanValue: values, jump, direct: directV4(spanStart, values) };
    for (const address of addresses) {
      const scope = scopeV4(spans, Number(address));
      assert.is(scope, bruteScope(starts, values, address, 32), `seed ${seed}, ${address}`);
      const last = Number((address >> BigInt(32 - scope)) << BigInt(32 - scope));
      assert.is(lookupV4(spans, last), lookupV4(spans, Number(address)));
      asked++;
    }
  }
  assert.ok(asked > 5000);
});

test('scopeV6: is that of trying all 129 prefixes around an address', () => {
  let asked = 0;
  for (let seed = 0; seed < 60; seed++) {
    const { starts, values, asked: addresses } = drawTable(createDice(seed), 128);
    const wordsOf = (address: bigint) =>
      Uint32Array.from([96n, 64n, 32n, 0n], (shift) => Number((address >> shift) & 0xffffffffn));
    const [start0, start1, start2, start3] = [0, 1, 2, 3].map((k) =>
      Uint32Array.from(starts, (start) => cell(wordsOf(start), k)),
    ) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
    const valued = { start0, start1, start2, start3, span6Value: values };
    const spans = { ...valued, tree6: treeV6(valued) };
    for (const address of addresses) {
      const scope = scopeV6(spans, wordsOf(address));
      assert.is(scope, bruteScope(starts, values, address, 128), `seed ${seed}, ${address}`);
      const free = BigInt(128 - scope);
      const first = (address >> free) << free;
      assert.is(lookupV6(spans, wordsOf(first)), lookupV6(spans, wordsOf(address)));
      asked++;
    }
  }
  assert.ok(asked > 2000);
});

test('scope: an address of a table without borders has scope 0', () => {
  const one = Uint32Array.from([0]);
  const spans = { spanStart: one, spanValue: one, jump: jumpV4(one), direct: directV4(one, one) };
  assert.is(scopeV4(spans, 0xcb007107), 0);
});

/** The address as `family words` after a door has read it. */
function through(door: (family: number, out: Uint32Array) => number, text: string): string {
  const words = new Uint32Array(4);
  const family = door(parseAddress(text, words), words);
  return [family, ...[...words].map((word) => word.toString(16))].join(' ');
}

test('unmapEmbedded: NAT64 and 6to4 clients are the IPv4 address inside', () => {
  assert.is(through(unmapEmbedded, '64:ff9b::192.0.2.33'), '4 c0000221 0 0 0');
  assert.is(through(unmapEmbedded, '64:ff9b::'), '4 0 0 0 0');
  assert.is(through(unmapEmbedded, '2002:c000:0204:1::5'), '4 c0000204 0 0 0');
  assert.is(through(unmapEmbedded, '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'), '4 ffffffff 0 0 0');
  assert.is(through(unmapEmbedded, '::ffff:8.8.4.4'), '4 8080404 0 0 0');
  assert.is(through(unmapEmbedded, '8.8.4.4'), '4 8080404 0 0 0');
});

test('unmapEmbedded: neighbours of both prefixes, and Teredo, stay IPv6', () => {
  for (const text of ['64:ff9b:0:0:0:1::', '64:ff9b:1::c000:221', '64:ff9a::c000:221'])
    assert.is(
      through(unmapEmbedded, text),
      through((family) => family, text),
      text,
    );
  for (const text of ['2001:0:c000:204::1', '2003:c000:204::', '2a00::', '::'])
    assert.is(
      through(unmapEmbedded, text),
      through((family) => family, text),
      text,
    );
});

test('unmap: alone leaves NAT64 and 6to4 as they are', () => {
  for (const text of ['64:ff9b::192.0.2.33', '2002:c000:0204:1::5'])
    assert.is(
      through(unmap, text),
      through((family) => family, text),
      text,
    );
});

test.run();
