// Does every check in the registry keep the contract, and does each one find what it is there for?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Evidence } from '../checks/check.ts';
import { checks } from '../checks/checks.ts';
import { createBulletin } from '../desk/bulletin.ts';
import { createOutput } from '../desk/desk.ts';
import { createConductor } from '../loops/conductor.ts';
import { beginLoops } from '../loops/loops.ts';
import { roundAt } from '../measures/ledger.ts';
import { belgianSetup } from './support/belgium.ts';

const setup = belgianSetup({});

/** A run in which every check had something to look at, and nothing was wrong. */
function sound(share = 1): Evidence {
  const bulletin = createBulletin(setup);
  const snapshots = setup.openSnapshots();
  const running = beginLoops({ setup, bulletin, snapshots });
  const outputs = [createOutput(setup)];
  const conductor = createConductor({ ...setup, share }, { bulletin, outputs, running, snapshots });
  for (const place of ['overChecked', 'rankChecked', 'drainChecked'] as const)
    outputs[0]?.ledger.counts.fill(10, roundAt[place], roundAt[place] + 1);
  conductor.balance.flows.checked = 5;
  conductor.balance.drawn.checked = 5;
  return { conductor, left: { rows: 7, notZero: 0 } };
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
  test(`${name} has a name of words, and says of every run whether it applies`, () => {
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    for (const { conductor } of [sound(), sound(0.1)])
      assert.is(applies(conductor), Boolean(applies(conductor)));
  });

  test(`${name} counts what it looked at, the same twice, and finds nothing in a sound run`, () => {
    const evidence = sound();
    const found = judge(evidence);
    assert.equal(judge(evidence), found);
    assert.ok(Number.isSafeInteger(found.checked) && found.checked > 0, `${found.checked}`);
    assert.is(found.violated, 0);
  });
}

test('each check finds its own harm and no other does', () => {
  const count = (place: keyof typeof roundAt) => (run: Evidence) =>
    run.conductor.outputs[0]?.ledger.counts.fill(2, roundAt[place], roundAt[place] + 1);
  const harms: { readonly [name: string]: (run: Evidence) => unknown } = {
    'bytes-conserved': ({ conductor }) => conductor.balance.flows.differing++,
    'capacity-kept': ({ conductor }) => conductor.elements.peakCarried.fill(1.001, 0, 1),
    'load-returned': ({ left }) => Object.assign(left, { notZero: 1 }),
    'ranks-kept': count('rankViolated'),
    'drain-respected': count('drainViolated'),
    'overload-avoided': count('overViolated'),
  };
  for (const [name, harm] of Object.entries(harms)) {
    const run = sound();
    harm(run);
    for (const { name: other, judge } of checks)
      assert.is(judge(run).violated > 0, other === name, `${other}, after harm to ${name}`);
  }
});

test.run();
