// From which prefixes, at which local hour, and for how long do members watch? Worked by hand.
import type { World } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startRate } from '../demand/diurnal.ts';
import { lengthAt } from '../demand/length.ts';
import { audienceOf } from '../setup/audience.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const rule = { startsPerMemberDay: 1.2 };
const zoneOf = (hours: number) => ({
  fromMs: Float64Array.of(0),
  offsetMs: Float64Array.of(hours * hourMs),
});

/** One metro with prefixes of these families and lengths. */
function chances(prefixes: readonly (readonly [family: 4 | 6, length: number])[]): number[] {
  const count = prefixes.length;
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  const zeros = new Uint32Array(count);
  const world = {
    networks: { count: 1, asn: Uint32Array.of(64500) },
    metros: {
      count: 1,
      id: ['m'],
      asn: Uint32Array.of(64500),
      timezone: ['UTC'],
      lat: Float64Array.of(0),
      lon: Float64Array.of(0),
      members: Float64Array.of(1),
    },
    clients: { count, prefix: rows, metro: zeros },
    prefixes: {
      count,
      family: Uint8Array.from(prefixes, ([family]) => family),
      length: Uint8Array.from(prefixes, ([, length]) => length),
      ...{ word0: zeros, word1: zeros, word2: zeros, word3: zeros },
    },
  };
  const { audience } = audienceOf(world as unknown as World, 1, { UTC: zoneOf(0) });
  // A row is drawn evenly, and left for its alias by the toss that its threshold loses.
  const chance = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const stays = Math.min(1, (audience.clientThreshold[row] ?? 0) / 4_294_967_296);
    const alias = audience.clientAlias[row] ?? 0;
    chance[row] = (chance[row] ?? 0) + stays / count;
    chance[alias] = (chance[alias] ?? 0) + (1 - stays) / count;
  }
  return [...chance].map((share) => Math.round(share * 1e9) / 1e9);
}

test('two in five come over IPv6, evenly; the others by the addresses of their prefixes', () => {
  // A /22 has four times the addresses of a /24: .6 × 4/5 and .6 × 1/5; .4 over two of IPv6.
  assert.equal(
    chances([
      [4, 24],
      [4, 22],
      [6, 32],
      [6, 48],
    ]),
    [0.12, 0.48, 0.2, 0.2],
  );
});

test('a /26 weighs as a /24 and a /12 as a /16', () => {
  // 1 and 1 of 514, 256 and 256 of it.
  const near = (share: number) => Math.round(share * 1e9) / 1e9;
  assert.equal(
    chances([
      [4, 26],
      [4, 24],
      [4, 16],
      [4, 12],
    ]),
    [1, 1, 256, 256].map((weight) => near(weight / 514)),
  );
});

test('the evening peaks at 21:15 of the zone: at 18:15 UTC where clocks are three hours ahead', () => {
  // Tuesday 2024-05-14: .96 of the mean day; at the peak 1.61 of the mean of the day.
  const atMs = Date.UTC(2024, 4, 14, 18, 14, 30);
  const started = (hours: number) =>
    startRate(rule, 1000, zoneOf(hours), { atMs, spanMs: minuteMs });
  // 1,000 members × .5 × 2.4 starts × 1.61 × .96, a 1,440th of the day: 1.288.
  assert.ok(Math.abs(started(3) / 1.288 - 1) < 0.01, `${started(3)}`);
  // At 18:15 local time the curve is .32 lower, at 5:15 in the morning it is a third.
  assert.ok(started(0) < 0.85 * started(3), `${started(0)}`);
  assert.ok(started(11) < 0.4 * started(3), `${started(11)}`);
});

test('a session lasts from one minute to the runtime of its title, 40 minutes in the middle', () => {
  // The least quantile is that of 1/8192, 3.668 deviations down: 40 min × e^(−.8 × 3.668).
  assert.ok(Math.abs(lengthAt(0, 2 * hourMs) / 127_560 - 1) < 0.001);
  assert.is(lengthAt(0xffffffff, 30 * minuteMs), 30 * minuteMs);
  assert.is(lengthAt(0x80000000, 30 * minuteMs), 30 * minuteMs);
  assert.is(lengthAt(0x80000000, 2 * hourMs), 40 * minuteMs);
  assert.is(lengthAt(0xffffffff, 1000), minuteMs, 'a title of a second');
});

test.run();
