// Does every check in the registry keep the contract, and does each one find what it is there for?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checks } from '../checks/checks.ts';
import { at } from '../measures/tally.ts';
import { createTotals, type Totals } from '../measures/totals.ts';

const counts = { appliances: 1, links: 1, sites: 1, networkNumbers: 8, weight: 1 };
const empty = (weight = 1): Totals => createTotals({ ...counts, weight }, Uint8Array.of(0));

/** A run in which every check had something to look at, and nothing was wrong. */
function sound(): Totals {
  const totals = empty();
  for (const place of [at.overChecked, at.rankChecked, at.drainChecked]) totals.counts[place] = 10n;
  totals.counts[at.offeredBits] = 100n;
  totals.kindBits[0] = 90n;
  totals.lostBits = 10n;
  return totals;
}

test('names and places are of one check each, and they are listed by place', () => {
  assert.is(new Set(checks.map(({ name }) => name)).size, checks.length);
  const places = checks.map(({ place }) => place);
  assert.is(new Set(places).size, checks.length);
  assert.equal(
    places,
    [...places].sort((a, b) => a - b),
  );
});

for (const { name, applies, judge } of checks) {
  const leftKbps = new Float64Array(3);

  test(`${name} has a name of words, and says of every run whether it applies`, () => {
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    for (const totals of [empty(), empty(7), sound()])
      assert.is(applies(totals), Boolean(applies(totals)));
  });

  test(`${name} counts whole numbers, violations among what was checked, the same twice`, () => {
    for (const totals of [empty(), sound()]) {
      const found = judge({ totals, leftKbps });
      assert.equal(judge({ totals, leftKbps }), found);
      for (const count of [found.checked, found.violated])
        assert.ok(Number.isSafeInteger(count) && count >= 0, `${count}`);
      assert.ok(found.violated <= found.checked);
    }
  });

  test(`${name} finds nothing wrong with a sound run`, () => {
    assert.is(judge({ totals: sound(), leftKbps }).violated, 0);
  });

  test(`${name} leaves the evidence as it was`, () => {
    const totals = sound();
    judge({ totals, leftKbps });
    assert.equal(totals, sound());
    assert.equal([...leftKbps], [0, 0, 0]);
  });
}

test('of the checks that read totals each finds its own harm and no other does', () => {
  const harms: { readonly [name: string]: (totals: Totals, leftKbps: Float64Array) => void } = {
    'bytes-conserved': (totals) => totals.counts.splice(at.offeredBits, 1, 99n),
    'load-returned': (_, leftKbps) => leftKbps.fill(1, 1, 2),
    'ranks-kept': (totals) => totals.counts.splice(at.rankViolated, 1, 2n),
    'drain-respected': (totals) => totals.counts.splice(at.drainViolated, 1, 2n),
    'overload-avoided': (totals) => totals.counts.splice(at.overViolated, 1, 2n),
  };
  for (const { name, judge } of checks) {
    const harm = harms[name];
    if (harm === undefined) continue; // one that only its own test can break
    const [totals, leftKbps] = [sound(), new Float64Array(3)];
    harm(totals, leftKbps);
    assert.ok(judge({ totals, leftKbps }).violated > 0, name);
    for (const other of checks)
      if (other.name !== name)
        assert.is(other.judge({ totals, leftKbps }).violated, 0, `${other.name}, not ${name}`);
  }
});

test.run();
