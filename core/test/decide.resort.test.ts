// What does decide answer when nothing is eligible? Rule 8: never silence, never a throw.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rowsOf } from './support/oracle-basics.ts';
import type { Lines } from './support/small-world.ts';
import { passedOf, ranksOf, steering } from './support/steering.ts';

test('rule 8: health and load alone give way, and the rest is as if nobody had doubted', () => {
  const steer = steering();
  for (const belief of [
    { e1: 'ill', w1: 'ill' },
    { e1: 1, lw: 1 },
    { e1: 'ill', lw: 1 },
  ] as const) {
    const open = steer({}, belief);
    assert.is(open.reason, 'fail-open');
    assert.equal(open, { ...steer(), reason: 'fail-open' });
  }
});

test('rule 8: failing open speaks of C and D alone, and never opens them', () => {
  const steer = steering({
    clusters: ['ce east all', 'cw west', 'cx east all'],
    appliances: ['e1 ce', 'w1 cw', 'x1 cx 1 down'],
    routes: ['ce 20.1.0.0/16 1 le', 'cw 20.1.0.0/16 1 lw', 'cx 20.1.0.0/16 1 le'],
  });
  const open = steer({}, { e1: 'ill', w1: 'ill', x1: 'ill' });
  assert.is(open.reason, 'fail-open');
  assert.is(ranksOf(open), 'ce:0');
  assert.is(passedOf(open), 'cw:0:C cx:0:D');
});

/** The routed clusters hold nothing; of three sites with holders two have transit. */
const resort: Partial<Lines> = {
  sites: ['home embedded 50 10', 'near ix 50 11', 'away ix 40 11', 'none ix 50 10', 'isp embedded'],
  clusters: ['ch home', 'cn near all', 'ca away all', 'c0 none all', 'ci isp all'],
  appliances: ['h1 ch', 'n1 cn', 'n2 cn', 'a1 ca', 'z1 c0', 'i1 ci'],
  links: ['lh home embedded', 'n-b near transit', 'n-a near transit', 'n- near pni'].concat(
    'la away transit',
    'l0 none ix',
    'li isp transit',
  ),
  routes: ['ch 20.1.0.0/16 1 lh'],
  manifests: ['all film 2'],
  metros: ['m 50 10'],
  clients: ['20.1.0.0/16 m'],
};

test('rule 8: the last resort is exchange sites with transit, nearest first', () => {
  const steer = steering(resort);
  const answer = steer({}, { n1: 'ill', n2: 1, 'n-a': 1 });
  assert.is(answer.reason, 'last-resort');
  assert.is(ranksOf(answer), 'cn:null cn:null ca:null');
  assert.equal(
    answer.targets.map(({ link }) => link),
    ['n-a', 'n-a', 'la'],
  );
  assert.equal(
    answer.targets.map(({ site }) => site),
    ['near', 'near', 'away'],
  );
  assert.is(passedOf(answer), 'ch:0:C');
});

test('rule 8: for a client without a metro all sites of the last resort are equal', () => {
  const steer = steering({ ...resort, clients: [] });
  const firsts = rowsOf({ count: 300 }).map((n) => steer({ session: `s${n}` }).targets[0]?.cluster);
  const away = firsts.filter((cluster) => cluster === 'ca').length;
  // One appliance of three equal ones: 100 of 300, and five standard deviations are 41.
  assert.ok(Math.abs(away - 100) < 41, `${away} of 300`);
});

test('rule 8: a client whom no route covers gets the last resort and nobody is passed over', () => {
  const answer = steering(resort)({ client: '99.1.2.3' });
  assert.is(answer.reason, 'last-resort');
  assert.is(answer.targets.length, 3);
  assert.equal(answer.passedOver, []);
});

test('rule 8: none when no up appliance that could be used holds the file', () => {
  const away = { ...resort, appliances: ['h1 ch', 'n1 cn 1 down', 'a1 ca 1 draining', 'z1 c0'] };
  const answer = steering(away)();
  assert.equal(answer.targets, []);
  assert.is(answer.reason, 'none');
  assert.is(passedOf(answer), 'ch:0:C');
});

test('rule 8: an unknown file is held by nobody, and all candidates are passed over', () => {
  const answer = steering()({ file: 'who knows' });
  assert.equal(answer.targets, []);
  assert.is(answer.reason, 'none');
  assert.is(passedOf(answer), 'ce:0:C cw:0:C');
  assert.is(steering(resort)({ file: 'who knows' }).reason, 'none');
});

test.run();
