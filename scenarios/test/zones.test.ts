// Are the offsets of time zones those that clocks show?
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import type { ZoneRules } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { zoneRelease, zoneRules } from '../load/zones.ts';

const hourMs = 3600000;
const from2026 = Date.UTC(2026, 0, 1);
const to2027 = Date.UTC(2027, 0, 1);

/** Offset of a zone, found by walking the rules. */
function offsetMs(rules: ZoneRules, zone: string, atMs: number): number {
  const zoneOffsets = rules[zone];
  let offset = Number.NaN;
  for (const [k, since] of zoneOffsets?.fromMs.entries() ?? [])
    if (since <= atMs) offset = zoneOffsets?.offsetMs[k] ?? offset;
  return offset;
}

test('Amsterdam is at +2 from 2026-03-29 01:00 UTC to 2026-10-25 01:00 UTC, else at +1', () => {
  const { rules, problems } = zoneRules(['Europe/Amsterdam'], from2026, to2027);
  assert.equal(problems, []);
  assert.equal(rules['Europe/Amsterdam'], {
    fromMs: Float64Array.of(-Infinity, Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)),
    offsetMs: Float64Array.of(hourMs, 2 * hourMs, hourMs),
  });
});

test('Kathmandu is 5:45 ahead all year, UTC and its other names are 0', () => {
  const { rules } = zoneRules(['Asia/Kathmandu', 'UTC', 'Etc/UTC'], from2026, to2027);
  assert.equal(rules['Asia/Kathmandu'], {
    fromMs: Float64Array.of(-Infinity),
    offsetMs: Float64Array.of(5.75 * hourMs),
  });
  assert.equal(rules.UTC, { fromMs: Float64Array.of(-Infinity), offsetMs: Float64Array.of(0) });
  assert.equal(rules['Etc/UTC'], rules.UTC);
});

test('Asuncion stays at -3 all of 2026: Paraguay ended its winter time in October 2024', () => {
  const { rules } = zoneRules(['America/Asuncion'], from2026, to2027);
  assert.equal(rules['America/Asuncion'], {
    fromMs: Float64Array.of(-Infinity),
    offsetMs: Float64Array.of(-3 * hourMs),
  });
});

test('an unknown zone is a problem at its place that names the nearest zone', () => {
  const { rules, problems } = zoneRules(['UTC', 'Europe/Amsterdan', '__proto__'], 0, 0);
  assert.equal(Object.keys(rules), ['UTC']);
  assert.is(problems.length, 2);
  assert.is(problems[0]?.path, 'zones[1]');
  assert.match(problems[0]?.text ?? '', 'did you mean "Europe/Amsterdam"?');
  assert.match(problems[0]?.text ?? '', zoneRelease);
});

test('offsets equal those of moment-timezone for every zone, weekly from 2015 to 2036', () => {
  const moment = createRequire(import.meta.url)('moment-timezone');
  const names: string[] = moment.tz.names();
  const fromMs = Date.UTC(2015, 0, 1);
  const toMs = Date.UTC(2036, 0, 1);
  const { rules, problems } = zoneRules(names, fromMs, toMs);
  assert.equal(problems, []);
  for (const name of names) {
    const zone = moment.tz.zone(name);
    for (let atMs = fromMs; atMs < toMs; atMs += 7 * 24 * hourMs) {
      const expected = -60000 * zone.utcOffset(atMs) + 0;
      if (Math.abs(offsetMs(rules, name, atMs) - expected) > 0.5)
        assert.is(offsetMs(rules, name, atMs), expected, `${name} at ${atMs}`);
    }
  }
});

test('the zone of the machine makes no difference', () => {
  const load = new URL('../load/zones.js', import.meta.url).href;
  const script = `const { zoneRules } = await import(${JSON.stringify(load)});
    const { rules } = zoneRules(['Europe/Lisbon', 'America/New_York'], ${from2026}, ${to2027});
    console.log(JSON.stringify(Object.values(rules).map((r) => [...r.fromMs, ...r.offsetMs])));`;
  const outputs = ['UTC', 'Asia/Kathmandu', 'America/Los_Angeles'].map((TZ) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    }),
  );
  assert.is(outputs[1], outputs[0]);
  assert.is(outputs[2], outputs[0]);
});

test.run();
