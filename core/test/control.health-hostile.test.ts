// Does belief in health stand against reports that come twice, clocks that fail and health that wavers?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ageMs,
  createFleetHealth,
  defaultHealthRange,
  hearReport,
  isFit,
  judgeFleet,
  noRow,
} from '../index.ts';
import { createDice } from './support/dice.ts';
import { hourMs, rule, secondMs, watch } from './support/watched-fleet.ts';

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
          defaultHealthRange,
        );
      changes += look((observer, appliance) => appliance !== 3 || fits[observer]);
    }
    assert.ok(changes <= 2, `${halfS} s: ${changes}`);
  }
});

test.run();
