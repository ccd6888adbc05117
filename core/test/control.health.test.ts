// Is an appliance believed ill when it is, back when it may be, and nobody lost by our own fault?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ageMs,
  carryFleet,
  createFleetHealth,
  defaultFitBand,
  defaultFleetHealthRule,
  type FleetHealth,
  type FleetHealthRule,
  hearReport,
  isFit,
  judgeFleet,
  noRow,
  reduceHealth,
} from '../index.ts';
import { createDice } from './support/dice.ts';

const secondMs = 1000;
const hourMs = 3_600_000;
const rule = defaultFleetHealthRule;

/** A fleet under observers of these weights, told and judged every ten seconds. */
function watch(count: number, weights: readonly number[], changes: Partial<FleetHealthRule> = {}) {
  const fleet = createFleetHealth(count, weights);
  const stated = { ...rule, ...changes };
  let round = 0;
  /** One round: `fits` says what an observer finds of an appliance; undefined: it is silent. */
  const look = (fits: (observer: number, appliance: number) => boolean | undefined): number => {
    const atMs = ++round * 10 * secondMs;
    for (let observer = 0; observer < weights.length; observer++)
      for (let appliance = 0; appliance < count; appliance++) {
        const isFit = fits(observer, appliance);
        if (isFit === undefined) continue;
        hearReport(fleet, { observer, appliance, isFit, sequence: round, atMs }, stated);
      }
    return judgeFleet(fleet, atMs, stated);
  };
  const repeat = (rounds: number, fits: Parameters<typeof look>[0]): number => {
    let changed = 0;
    for (let n = 0; n < rounds; n++) changed += look(fits);
    return changed;
  };
  return { fleet, look, repeat };
}

const healthyOf = (fleet: FleetHealth) => [...fleet.healthy].join('');

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

test('hearReport: doubled and overtaken reports change nothing', () => {
  const seeds = Array.from({ length: 200 }, (_, seed) => seed);
  for (const seed of seeds) {
    const dice = createDice(seed);
    const counts = { ...rule, downAfter: 3, upAfter: 3 };
    const [plain, disturbed] = [createFleetHealth(3, [1, 1]), createFleetHealth(3, [1, 1])];
    for (let sequence = 1; sequence <= 60; sequence++) {
      const [observer, appliance] = [dice.below(2), dice.below(3)];
      const report = { observer, appliance, isFit: dice.chance(0.5), sequence };
      const atMs = sequence * 500;
      hearReport(plain, { ...report, atMs }, counts);
      hearReport(disturbed, { ...report, atMs }, counts);
      for (let copies = dice.below(4); copies > 0; copies--) {
        const late = { ...report, sequence: sequence - dice.below(2), atMs };
        if (late.sequence < sequence && disturbed.heard[observer * 3 + appliance] !== sequence)
          continue;
        hearReport(disturbed, { ...late, isFit: dice.chance(0.5) }, counts);
      }
      judgeFleet(plain, atMs, counts);
      judgeFleet(disturbed, atMs, counts);
    }
    assert.equal(disturbed, plain, `seed ${seed}`);
  }
});

test('fleet health: hostile times, rows and sequences never throw, and no age is negative', () => {
  const hostile = [Number.NaN, -1, 0, 1e300, -1e300, 0.5, noRow, ...[1, -1].map((s) => s / 0)];
  for (const since of hostile) for (const now of hostile) assert.ok(ageMs(since, now) >= 0);
  for (let seed = 0; seed < 300; seed++) {
    const dice = createDice(seed);
    const fleet = createFleetHealth(3, [1, Number.NaN, 2]);
    const value = () => (dice.chance(0.5) ? dice.below(4) : dice.pick(hostile));
    for (let n = 0; n < 50; n++) {
      const [observer, appliance, sequence] = [value(), value(), value()];
      const report = { observer, appliance, sequence, isFit: dice.chance(0.4), atMs: value() };
      const odd = {
        ...rule,
        quorum: value(),
        holdMs: value(),
        quietMs: value(),
        windowMs: value(),
      };
      hearReport(fleet, report, odd);
      judgeFleet(fleet, value(), { ...odd, holdMsMax: value(), voteMsMax: value() });
    }
    assert.ok(fleet.healthy.every((bit) => bit <= 1));
  }
});

test('fleet health: a clock that steps back, stops or fails by turns changes no verdict', () => {
  for (let seed = 0; seed < 200; seed++) {
    const dice = createDice(seed);
    const [even, stepped] = [createFleetHealth(4, [1, 1]), createFleetHealth(4, [1, 1])];
    for (let round = 1; round <= 100; round++) {
      const atMs = hourMs + round * 10 * secondMs;
      const ill = dice.chance(0.2) ? dice.below(4) : 9;
      // Every other reading is behind: back by up to an hour, frozen, or no number.
      const behind = dice.pick([atMs - dice.below(hourMs), atMs - 10 * secondMs, Number.NaN]);
      for (const observer of [0, 1])
        for (let appliance = 0; appliance < 4; appliance++) {
          const report = { observer, appliance, isFit: appliance !== ill, sequence: round };
          hearReport(even, { ...report, atMs }, rule);
          hearReport(
            stepped,
            { ...report, atMs: observer + appliance === 0 ? atMs : behind },
            rule,
          );
        }
      judgeFleet(even, atMs, rule);
      judgeFleet(stepped, behind, rule);
    }
    assert.equal(stepped, even, `seed ${seed}`);
  }
});

test('fleet health: a frozen clock takes appliances down, and none back', () => {
  const fleet = createFleetHealth(4, [1, 1]);
  const tell = (isFit: boolean, sequence: number) => {
    for (const observer of [0, 1])
      hearReport(fleet, { observer, appliance: 1, isFit, sequence, atMs: 77 }, rule);
    return judgeFleet(fleet, 77, rule);
  };
  assert.is(tell(false, 1), 1);
  for (let sequence = 2; sequence < 100; sequence++) assert.is(tell(true, sequence), 0);
});

test('judgeFleet: health that wavers for an hour, with any period, moves at most twice', () => {
  for (const halfS of [10, 20, 30, 60, 120, 300]) {
    const { repeat, look } = watch(6, [1, 1]);
    const fits = [true, true];
    let changes = 0;
    repeat(3, () => true);
    for (let round = 0; round < 360; round++) {
      const share = Math.floor((round * 10) / halfS) % 2 === 0 ? 0.15 : 0.05; // 0.10 ± 0.05
      for (const observer of [0, 1])
        fits[observer] = isFit(
          fits[observer] === true,
          { requests: 500, failed: share * 500 },
          defaultFitBand,
        );
      changes += look((observer, appliance) => appliance !== 3 || fits[observer]);
    }
    assert.ok(changes <= 2, `${halfS} s: ${changes}`);
  }
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
