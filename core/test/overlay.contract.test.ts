// Does every overlay in the registry keep the contract?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hashId } from '../base/hash.ts';
import { type State, shedMask, shedUnits } from '../control/state.ts';
import type { OverlayInput } from '../overlay/overlay.ts';
import { labels, overlays } from '../overlay/overlays.ts';
import { cell } from './support/oracle-basics.ts';

/** All bits but the shed share: nothing stands against an appliance. */
const fit = ~shedMask >>> 0;
const stateOf = (word: number, link = 0): State => ({
  appliance: Uint32Array.of(word),
  link: Uint32Array.of(link),
});
const look = (state: State, needBits = 0): OverlayInput => ({
  state,
  appliance: 0,
  applianceHash: hashId('a'),
  link: 0,
  linkHash: hashId('l'),
  sessionHash: hashId('s'),
  needBits,
});
const bitsOf = (word: number) =>
  Array.from({ length: 32 }, (_, bit) => (1 << bit) & word).filter((bit) => bit !== 0);
const standing = overlays.filter(({ bits }) => bits !== 0);

test("letters, names and places are of one overlay each, and C is nobody's", () => {
  for (const key of ['letter', 'name', 'place', 'code'] as const)
    assert.is(new Set(overlays.map((overlay) => overlay[key])).size, overlays.length, key);
  for (const { letter, name, says } of overlays) {
    assert.match(letter, /^[ABD-Z]$/);
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(says.length > 0, name);
  }
});

test('codes count from 1 without a gap to 15 at most, and are the places in labels', () => {
  const codes = overlays.map(({ code }) => code).sort((a, b) => a - b);
  assert.equal(
    codes,
    overlays.map((_, k) => k + 1),
  );
  assert.ok(codes.length <= 15);
  for (const { code, letter } of overlays) assert.is(labels[code], letter);
  assert.is(labels[0], 'C');
});

test('standing overlays act before load and link, which alone are functions of decide', () => {
  const functions = overlays.slice(standing.length);
  assert.equal(
    functions.map(({ name }) => name),
    ['load', 'link'],
  );
  const isSoft = standing.map((overlay) => overlay.isSoft);
  assert.equal(isSoft, [...isSoft].sort(), 'what fail-open respects comes first');
});

test('no bit of the state word has two owners, and none is of the shed share', () => {
  let taken = shedMask;
  for (const { bits, name } of standing) {
    assert.is(taken & bits, 0, name);
    taken |= bits;
  }
});

for (const overlay of overlays) {
  test(`${overlay.name} admits an appliance that nothing stands against`, () => {
    assert.ok(overlay.admits(look(stateOf(fit))));
    assert.ok(overlay.admits(look(stateOf(fit), fit)));
  });

  test(`${overlay.name} answers the same twice and leaves the state alone`, () => {
    const state = stateOf(shedUnits(0.5), shedUnits(0.5));
    const before = [...state.appliance, ...state.link];
    assert.is(overlay.admits(look(state)), overlay.admits(look(state)));
    assert.equal([...state.appliance, ...state.link], before);
  });
}

for (const overlay of standing) {
  test(`${overlay.name} refuses who lacks a bit that is needed, and no other`, () => {
    assert.is(overlay.needBits & ~overlay.bits, 0, 'it needs its own bits alone');
    for (const bit of bitsOf(~shedMask)) {
      const lacking = stateOf((fit & ~bit) >>> 0);
      const isNeeded = (overlay.needBits & bit) !== 0;
      assert.is(overlay.admits(look(lacking)), !isNeeded);
      const isOwn = (overlay.bits & bit) !== 0;
      assert.is(overlay.admits(look(lacking, bit)), !isOwn, 'when the request needs it');
    }
    assert.is(cell(stateOf(fit).appliance, 0), fit);
  });
}

test.run();
