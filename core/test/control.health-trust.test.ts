// How long does an appliance that flaps stay down, and when is a failed share a bad sign?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  defaultHealthRange,
  defaultTrustRule,
  fullTrust,
  isFit,
  reduceTrust,
  type Trust,
} from '../index.ts';

const secondMs = 1000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** An appliance seen every second that is well and ill by turns, so long each; what came of it. */
function flap(wellMs: number, illMs: number, spanMs: number) {
  let trust: Trust = fullTrust;
  const returnedMs: number[] = [];
  const holds: number[] = [];
  let wentMs = 0;
  for (let atMs = 0; atMs < spanMs; atMs += secondMs) {
    const after = reduceTrust(trust, atMs % (wellMs + illMs) < wellMs, atMs, defaultTrustRule);
    if (trust.healthy && !after.healthy) wentMs = atMs;
    if (!trust.healthy && after.healthy) {
      returnedMs.push(atMs);
      holds.push(after.holdMs);
      assert.ok(atMs - wentMs >= after.holdMs, 'not before its hold is over');
    }
    trust = after;
  }
  return { returnedMs, holds, trust };
}

test('reduceTrust: whatever the period of flapping, 1 s to 10 min, one return a hold', () => {
  for (const periodMs of [2, 3, 5, 10, 20, 37, 60, 90, 120, 240, 300, 450, 600].map(
    (s) => s * secondMs,
  ))
    for (const wellShare of [0.1, 0.5, 0.9]) {
      const wellMs = Math.max(1, Math.round((periodMs * wellShare) / secondMs)) * secondMs;
      const illMs = Math.max(secondMs, periodMs - wellMs);
      const { returnedMs, holds } = flap(wellMs, illMs, 24 * hourMs);
      const about = `${periodMs} ms, ${wellShare}`;
      for (let n = 1; n < returnedMs.length; n++)
        assert.ok(Number(returnedMs[n]) - Number(returnedMs[n - 1]) >= Number(holds[n]), about);
      assert.is(Math.max(...holds), defaultTrustRule.holdMsMax, about);
      // Six holds grow to the cap; from then on at most two returns an hour.
      assert.ok(returnedMs.length <= 6 + 48, `${about}: ${returnedMs.length} returns`);
    }
});

test('reduceTrust: a hold doubles to its cap and halves with each quiet quarter of an hour', () => {
  let trust: Trust = fullTrust;
  let atMs = 0;
  const fall = (afterMs: number): number => {
    atMs += afterMs;
    trust = reduceTrust(trust, false, atMs, defaultTrustRule);
    const { holdMs } = trust;
    atMs += holdMs;
    trust = reduceTrust(trust, true, atMs, defaultTrustRule);
    assert.ok(trust.healthy);
    return holdMs / minuteMs;
  };
  assert.equal(
    Array.from({ length: 7 }, () => fall(minuteMs)),
    [1, 2, 4, 8, 16, 30, 30],
  );
  assert.is(fall(15 * minuteMs), 30, 'doubled and halved once');
  assert.is(fall(45 * minuteMs), 7.5);
  assert.is(fall(24 * hourMs), 1);
});

test('reduceTrust: without a verdict and with rules of any numbers it stays sane', () => {
  const odd = [Number.NaN, -1, 0, 1e300, ...[1, -1].map((sign) => sign / 0)];
  for (const holdMs of odd)
    for (const holdMsMax of odd)
      for (const quietMs of odd)
        for (const atMs of odd) {
          const one = reduceTrust(fullTrust, false, atMs, { holdMs, holdMsMax, quietMs });
          assert.not.ok(one.healthy);
          assert.is(reduceTrust(one, undefined, atMs, defaultTrustRule), one);
          const grown = { healthy: true, sinceMs: -1 / 0, holdMs: 1e308 };
          reduceTrust(grown, false, atMs, { holdMs, holdMsMax, quietMs });
        }
});

test('isFit: a failed share that wavers 5 % about a bound for an hour decides once', () => {
  const { unfitFrom, fitBelow } = defaultHealthRange;
  // Five per cent of the threshold, and five points where the threshold is that high.
  for (const threshold of [unfitFrom, fitBelow])
    for (const swing of [threshold * 0.05, Math.min(0.05, threshold)])
      for (const halfMs of [5, 10, 30, 60, 300].map((s) => s * secondMs)) {
        let fit = true;
        let changes = 0;
        for (let atMs = 0; atMs < hourMs; atMs += 5 * secondMs) {
          const failed = threshold + (Math.floor(atMs / halfMs) % 2 === 0 ? swing : -swing);
          const now = isFit(fit, { requests: 1000, failed: failed * 1000 }, defaultHealthRange);
          if (now !== fit) changes++;
          fit = now;
        }
        if (swing < unfitFrom - fitBelow) assert.ok(changes <= 1, `${threshold} ± ${swing}`);
      }
});

test('isFit: too few requests and no numbers keep the name that it has', () => {
  for (const was of [true, false])
    for (const [requests, failed] of [
      [99, 99],
      [0, 0],
      [Number.NaN, 5],
      [1000, Number.NaN],
      [-5, 3],
    ] as const)
      assert.is(isFit(was, { requests, failed }, defaultHealthRange), was, `${requests} ${failed}`);
});

test.run();
