// Do the overlays refuse whom they are there for, in the order that was published?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hashId } from '../base/hash.ts';
import { capabilityBits, familyBits, territoryBits } from '../control/masks.ts';
import { healthyBit, type State, shedUnits, upBit } from '../control/state.ts';
import { labels, overlays } from '../overlay/overlays.ts';

const look = (state: State, sessionHash = hashId('s')) => ({
  state,
  appliance: 0,
  applianceHash: hashId('a'),
  link: 0,
  linkHash: hashId('l'),
  sessionHash,
  needBits: 0,
});
const stateOf = (word: number, link = 0): State => ({
  appliance: Uint32Array.of(word),
  link: Uint32Array.of(link),
});

test('overlays act in the order M, P, D, H, F, L, K, and labels keep their codes', () => {
  assert.is(overlays.map(({ letter }) => letter).join(''), 'MPDHFLK');
  assert.equal(labels, ['C', 'D', 'H', 'L', 'K', 'M', 'P', 'F']);
});

test('each overlay refuses what it is there for; M, P and D are never ignored', () => {
  const worst: { [letter: string]: State } = {
    M: stateOf(~territoryBits),
    P: stateOf(~capabilityBits),
    F: stateOf(~familyBits),
    D: stateOf(healthyBit),
    H: stateOf(upBit),
    L: stateOf(upBit | healthyBit | 65536),
    K: stateOf(upBit | healthyBit, 65536),
  };
  for (const overlay of overlays) {
    const state = worst[overlay.letter];
    const asked = { ...look(state ?? stateOf(0)), needBits: overlay.bits };
    assert.ok(state !== undefined && !overlay.admits(asked), overlay.name);
    assert.is(overlay.isSoft, !'MPD'.includes(overlay.letter));
  }
});

test('a higher share sheds whom a lower one did and more, on appliances and links', () => {
  for (const overlay of overlays.filter(({ letter }) => 'LK'.includes(letter))) {
    let last = 0;
    let shedBefore = new Set<number>();
    for (const share of [0, 0.1, 0.3, 0.7, 1]) {
      const units = shedUnits(share);
      const state = stateOf(upBit | healthyBit | units, units);
      const shed = new Set<number>();
      for (let session = 0; session < 4000; session++)
        if (!overlay.admits(look(state, hashId(`s${session}`)))) shed.add(session);
      for (const session of shedBefore) assert.ok(shed.has(session));
      assert.ok(Math.abs(shed.size / 4000 - share) < 0.03, `${overlay.name} ${share}`);
      assert.ok(shed.size >= last);
      last = shed.size;
      shedBefore = shed;
    }
  }
});

test.run();
