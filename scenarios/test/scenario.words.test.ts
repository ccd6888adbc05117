// Are shares, ids and amounts written in one way, whoever asks for them?
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventText, kpis } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadScenario } from '../load/scenario/scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-words-'));
const known = { kpis: kpis.map(({ name }) => name), comparators: ['prefix-length', 'med'] };
const base = `world: { generate: { size: small } }
from: 2026-11-20T18:00:00Z
to: 2026-11-20T23:00:00Z
`;
const at = 'at: 2026-11-20T20:00:00Z';

/** The scenario of such lines, or what is wrong with them. */
function read(lines: string) {
  const path = join(folder, 'a.yaml');
  writeFileSync(path, base + lines);
  return loadScenario(path, known);
}
function scenarioOf(lines: string) {
  const loaded = read(lines);
  if ('problems' in loaded) throw new Error(loaded.problems.map(({ text }) => text).join('; '));
  return loaded.scenario;
}
function refused(lines: string): string {
  const loaded = read(lines);
  return 'problems' in loaded ? loaded.problems.map(({ text }) => text).join('; ') : 'nothing';
}
const keysOf = (event: string) => scenarioOf(`events:\n  - { ${event}, ${at} }\n`).events[0]?.keys;

test('a share is a number or hundredths wherever one is asked for', () => {
  const both = (lines: (share: string) => string) =>
    assert.equal(scenarioOf(lines('50 %')), scenarioOf(lines('0.5')), lines('50 %'));
  both((share) => `demand: { member-share: ${share} }\n`);
  both((share) => `policy: { appliance-shed: { from: ${share}, full: 90 % } }\n`);
  both((share) => `policy: { link-shed: { from: 0.1, full: ${share} } }\n`);
  both((share) => `policy: { panic-share: ${share} }\n`);
  both((share) => `policy: { health: { suspect-share: ${share}, lease-share: ${share} } }\n`);
  both((share) => `report: { loss-share: ${share} }\n`);
  const policy = (share: string) => `policy: { appliance-shed: { from: ${share}, full: 1 } }`;
  both((share) => `events:\n  - { ${policy(share)}, instances: ${share}, ${at} }\n`);
  assert.match(refused('demand: { member-share: 150 % }\n'), /^expected a share, 0\.0001 to 1/);
  assert.match(refused(`events:\n  - { ${policy('50 %')}, instances: 150 %, ${at} }\n`), /share/);
  const crossed = 'policy: { appliance-shed: { from: 90 %, full: 80 % } }\n';
  assert.is(refused(crossed), 'expected more than "from" (0.9), found 0.8');
});

test('a capacity may be a share of what it was, and a plain number above 1 has no unit', () => {
  for (const half of ['0.5', 'x0.5', '50 %'])
    assert.equal(keysOf(`degrade: a, capacity: ${half}`), {
      capacity: { how: 'scale', value: 0.5 },
    });
  assert.equal(keysOf('degrade: a, capacity: 0 bps'), { capacity: { how: 'set', value: 0 } });
  const plain = refused(`events:\n  - { degrade: a, capacity: '400', ${at} }\n`);
  assert.match(plain, /found "400"; did you mean '400 bps' or 'x400'\?$/);
  assert.match(refused(`events:\n  - { degrade: a, capacity: 400, ${at} }\n`), /found 400$/);
});

test('an id of digits alone needs no quotes', () => {
  assert.equal(keysOf('leak: a, of: 2429507')?.of, ['2429507']);
  assert.equal(keysOf('leak: a, of: [2429507, 10.0.0.0/8]')?.of, ['2429507', '10.0.0.0/8']);
  const [event] = scenarioOf(`events:\n  - { scale: 200, by: x2, ${at} }\n`).events;
  assert.is(event?.target, '200');
});

test('a budget of all is no budget', () => {
  const retry = (line: string) => scenarioOf(`demand: { retry: { ${line} } }\n`).demand;
  assert.equal(retry('budget: all'), retry('share: 1'));
  assert.is(retry('budget: 10 %').retry?.budget, 0.1);
  assert.match(refused('demand: { retry: { budget: none } }\n'), /or all, found "none"$/);
});

test('who wants otherwise does so by whole minutes, and anything else is refused', () => {
  const later = 'at: 2026-11-20T20:00:30Z';
  const events = (...lines: readonly string[]) =>
    `events:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`;
  const text = /^expected whole minutes, since who starts is drawn by them, found 2026-11-20T20/;
  assert.match(refused(events(`scale: m, by: x2, ${later}`)), text);
  assert.match(refused(events(`flash: t, by: x2, ${later}`)), text);
  assert.match(refused(events(`release: t, ${later}`)), text);
  assert.match(refused(events(`scale: m, by: x2, ${at}, for: 90s`)), /found 90s$/);
  assert.match(refused(events(`scale: m, by: x2, ${at}, until: 2026-11-20T20:01:01Z`)), text);
  assert.is(refused(events(`site-down: s, ${later}, for: 1s`)), 'nothing', 'what fails does not');
});

test('a policy that an event cannot change is refused with what it can', () => {
  const ranking = refused(`events:\n  - { policy: { ranking: [med] }, ${at} }\n`);
  assert.match(ranking, /known here: want, appliance-shed, link-shed, panic-share$/);
});

test('several are said to be what one is said to be', () => {
  const text = (kind: string, target: string | readonly string[], isEnd = false) =>
    eventText({ kind, target }, isEnd);
  assert.is(text('site-down', 'a'), 'site a is lost');
  assert.is(text('site-down', ['a']), 'site a is lost');
  assert.is(text('site-down', ['a', 'b']), 'site a, site b are lost');
  assert.is(text('appliance-down', ['a', 'b']), 'appliance a, appliance b die');
  assert.is(text('leak', ['a', 'b'], true), 'link a, link b leak no more');
  assert.is(text('prepend', ['a', 'b']), 'a, b have longer paths');
});

test.run();
