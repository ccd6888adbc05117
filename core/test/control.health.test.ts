// Is an appliance believed ill when it is, back when it may be, and nobody lost by our own fault?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  carryFleet,
  createFleetHealth,
  hearReport,
  judgeFleet,
  noRow,
  reduceHealth,
} from '../index.ts';
import { healthyOf, rule, secondMs, watch } from './support/watched-fleet.ts';

test('reduceHealth: a verdict changes after exactly so many reports in a row', () => {
  const counts = { downAfter: 3, upAfter: 2 };
  const story = (signs: string) =>
    [...signs].reduce((health, sign) => reduceHealth(health, sign === '+', counts), {
      healthy: true,
      against: 0,
    });
  for (const [signs, healthy] of [
    ['--', true],
    ['---', false],
    ['--+--', true],
    ['---+', false],
    ['---+-+', false],
    ['---++', true],
  ] as const)
    assert.is(story(signs).healthy, healthy, signs);
});

test('judgeFleet: an appliance that all observers find dead is down within one round', () => {
  const { fleet, look } = watch(4, [1, 1]);
  look(() => true);
  assert.is(
    look((_, appliance) => appliance !== 2),
    1,
  );
  assert.is(healthyOf(fleet), '1101');
  assert.is(fleet.sinceMs[2], 20 * secondMs);
});

test('judgeFleet: it is back after good reports in a row and its hold, not before', () => {
  const { fleet, look, repeat } = watch(4, [1, 1]);
  look((_, appliance) => appliance !== 2);
  assert.is(
    repeat(5, () => true),
    0,
    'three good ones and 50 s are not a minute',
  );
  assert.is(
    look(() => true),
    1,
  );
  assert.is(healthyOf(fleet), '1111');
  const slow = watch(4, [1, 1], { upAfter: 9 });
  slow.look((_, appliance) => appliance !== 2);
  assert.is(
    slow.repeat(8, () => true),
    0,
    'a minute and eight good ones are not nine',
  );
  assert.is(
    slow.look(() => true),
    1,
  );
});

test('judgeFleet: one observer of two is no quorum, and two that disagree change nothing', () => {
  const { fleet, repeat } = watch(9, [1, 1]);
  repeat(3, () => true);
  assert.is(
    repeat(30, (observer, appliance) => observer === 0 || appliance !== 4),
    0,
  );
  assert.is(
    repeat(30, (observer, appliance) => (observer === 0 ? undefined : appliance !== 4)),
    0,
  );
  assert.is(healthyOf(fleet), '111111111');
  const four = watch(9, [1, 1, 1, 1]);
  assert.is(
    four.repeat(30, (observer) => observer < 2),
    0,
    'two against two',
  );
  assert.is(
    four.repeat(1, (observer) => observer < 1),
    9,
    'three against one',
  );
});

test('judgeFleet: a silent observer has no vote, all silent for a day change nothing', () => {
  const { fleet, repeat, look } = watch(3, [1, 1, 1]);
  look(() => true);
  const down = repeat(4, (observer, appliance) => (observer === 2 ? undefined : appliance !== 0));
  assert.is(down, 1, 'two of three are the quorum');
  const before = healthyOf(fleet);
  assert.is(
    repeat(8640, () => undefined),
    0,
  );
  assert.is(healthyOf(fleet), before);
});

test('judgeFleet: one who alone sees more than 30 % fail is suspect and nothing changes', () => {
  for (const weights of [[1], [1, 1], [1, 1, 1], [3, 1, 1]]) {
    const { fleet, repeat } = watch(20, weights, { quorum: Math.min(2, weights.length) });
    repeat(3, () => true);
    const blind = (observer: number, appliance: number) => observer > 0 || appliance >= 7;
    assert.is(repeat(30, blind), 0, `${weights}`);
    assert.is([...fleet.isSuspect].join(''), `1${'0'.repeat(weights.length - 1)}`);
    repeat(3, () => true);
    assert.is(fleet.isSuspect[0], 0, 'it has recovered');
    assert.is(healthyOf(fleet), '1'.repeat(20));
  }
});

test('judgeFleet: a suspect is believed as soon as another observer agrees', () => {
  const { fleet, look } = watch(20, [1, 1]);
  look(() => true);
  assert.is(
    look((observer, appliance) => observer > 0 || appliance >= 12),
    0,
  );
  assert.is(fleet.isSuspect[0], 1);
  assert.is(
    look((_, appliance) => appliance >= 12),
    12,
  );
  assert.is(fleet.isSuspect[0], 0);
});

test('judgeFleet: of a lone observer three in ten are believed, and no more in one window', () => {
  const lone = { quorum: 1 };
  const few = watch(20, [1], lone);
  few.look(() => true);
  assert.is(
    few.look((_, appliance) => appliance >= 6),
    6,
  );
  const creeping = createFleetHealth(100, [1]);
  for (let n = 0; n < 100; n++) {
    // It loses sight of one appliance each 100 ms and is asked for a verdict each time.
    const atMs = n * 100;
    const report = { observer: 0, isFit: true, atMs };
    for (let appliance = n + 1; n === 0 && appliance < 100; appliance++)
      hearReport(creeping, { ...report, appliance, sequence: 1 }, rule);
    hearReport(creeping, { ...report, appliance: n, isFit: false, sequence: 2 }, rule);
    judgeFleet(creeping, atMs, { ...rule, ...lone });
  }
  assert.is([...creeping.healthy].filter((healthy) => healthy === 0).length, 30);
  assert.is(creeping.isSuspect[0], 1);
});

test('judgeFleet: clients of more weight than all probes find a grey failure alone', () => {
  const { fleet, repeat, look } = watch(9, [1, 1, 3]);
  look(() => true);
  assert.is(
    look((observer, appliance) => observer < 2 || appliance !== 5),
    1,
  );
  assert.is(healthyOf(fleet), '111110111');
  assert.is(
    repeat(5, (observer) => (observer < 2 ? true : undefined)),
    0,
    'nobody watches there',
  );
});

test('carryFleet: belief and votes go with the appliance to its new row', () => {
  const { fleet, look, repeat } = watch(4, [1, 1], { downAfter: 2 });
  look((_, appliance) => appliance !== 1);
  repeat(2, (_, appliance) => appliance !== 1 && appliance !== 3);
  assert.is(healthyOf(fleet), '1010');
  const next = carryFleet(fleet, [3, noRow, 1, 0]);
  assert.is(healthyOf(next), '0101');
  assert.is(next.sinceMs[2], fleet.sinceMs[1]);
  assert.is(next.heard[4], fleet.heard[7]);
  assert.is(next.heardMs[1], -1 / 0, 'nothing was heard of the new one');
  assert.equal(carryFleet(fleet, [0, 1, 2, 3]), { ...fleet, scratch: next.scratch });
});

test.run();
