// Does a scenario file say what it says, and is every mistake told where it stands?
import {
  checkAgainstWorld,
  readBound,
  readDuration,
  readInstant,
  scenarioDigestText,
} from '@fairlead/scenarios';
import { defaultHealthPolicy, type Scenario } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { at, known, loaded, mistakes, told } from './support/scenario-files.ts';
import { mistakesTold, world } from './support/scenario-mistakes.ts';

test('a world is all that a scenario has to name', () => {
  const { scenario, worldSource, title } = loaded(world, 'smallest.yaml');
  assert.equal(worldSource, { kind: 'generate', size: 'small', seed: 1 });
  assert.is(title, 'smallest');
  assert.is(scenario.name, 'smallest');
  assert.is(scenario.toMs - scenario.fromMs, 6 * 3_600_000);
  assert.equal(scenario.policy.ranking, known.comparators);
  assert.equal(scenario.policy.applianceShed, { from: 0.85, full: 0.97 });
  assert.is(scenario.policy.want, 5);
  assert.is(scenario.reportDelayMs, scenario.reportIntervalMs);
});

test('every key of a scenario arrives in the scenario', () => {
  const { scenario, worldSource, title } = loaded(`
title: An evening
world:
  generate: { size: country, seed: 7, countries: [IE, NL, GR], members: 1600000 }
from: 2026-11-20T19:00:00+01:00
to: 2026-11-20T21:00:00.000Z
warmup: 90m
seed: 3
instances: 2
report: { interval: 30s, delay: 2m, loss-share: 0.05 }
demand: { starts-per-member-day: 1.5, member-share: 0.1 }
policy:
  ranking: [distance, -as-path]
  want: 3
  appliance-shed: { from: 0.5, full: 0.6 }
  link-shed: { from: 0.7 }
  panic-share: 0.4
  health: { down-after: 2, hold: 60m }
events:
  - { site-down: ams001-ix, at: 2026-11-20T18:30:00Z, until: 2026-11-20T19:00Z }
  - { link-down: l1, at: 2026-11-20T18:31:00Z }
expect: { offload.share: '>= 90 %', qoe.error.share: '<0.001' }
`);
  const eveningMs = Date.UTC(2026, 10, 20, 18);
  const minuteMs = 60_000;
  assert.is(title, 'An evening');
  assert.equal(worldSource, {
    kind: 'generate',
    size: 'country',
    seed: 7,
    countries: ['IE', 'NL', 'GR'],
    members: 1_600_000,
  });
  const expected: Scenario = {
    name: 'a',
    seed: 3,
    fromMs: eveningMs,
    toMs: eveningMs + 180 * minuteMs,
    warmupMs: 90 * minuteMs,
    reportIntervalMs: 30_000,
    reportDelayMs: 120_000,
    reportLossShare: 0.05,
    publish: { everyMs: 30_000, delayMs: 0 },
    instances: 2,
    demand: { startsPerMemberDay: 1.5, memberShare: 0.1 },
    policy: {
      ranking: ['distance', '-as-path'],
      want: 3,
      applianceShed: { from: 0.5, full: 0.6 },
      linkShed: { from: 0.7, full: 0.97 },
      panicShare: 0.4,
      health: { ...defaultHealthPolicy, downAfter: 2, holdMs: 3_600_000, holdMsMax: 3_600_000 },
    },
    events: [
      {
        kind: 'site-down',
        target: 'ams001-ix',
        atMs: eveningMs + 30 * minuteMs,
        untilMs: eveningMs + 60 * minuteMs,
      },
      { kind: 'link-down', target: 'l1', atMs: eveningMs + 31 * minuteMs },
    ],
    expect: [
      { kpi: 'offload.share', op: '>=', bound: 0.9 },
      { kpi: 'qoe.error.share', op: '<', bound: 0.001 },
    ],
  };
  assert.equal(scenario, expected);
});

test('a panic share of 0 is no panic share: the question and its digest stay the same', () => {
  const plain = loaded(world).scenario;
  const off = loaded(`${world}policy: { panic-share: 0 }`).scenario;
  assert.is(scenarioDigestText(off), scenarioDigestText(plain));
  const on = loaded(`${world}policy: { panic-share: 0.5 }`).scenario;
  assert.is.not(scenarioDigestText(on), scenarioDigestText(plain));
  assert.match(
    at(mistakes(`${world}policy:\n  panic-share: 50`), 0),
    /^a\.yaml:3:16 policy\.panic-share: expected a share, 0 to 1, such as 0\.05 or 5 %, found 50$/,
  );
});

for (const { what, text, told: parts } of mistakesTold)
  test(`${what} is told with its line, its column and what was meant`, () => {
    assert.equal(mistakes(text), [parts.join('')]);
  });

test('a bound without quotes is told how to stand', () => {
  const first = at(mistakes(`${world}expect:\n  offload.share: >= 0.9`), 0);
  assert.match(first, /^a\.yaml:3:19 /);
  assert.match(first, /a bound stands in quotes, like '>= 0\.9'$/);
});

test('all mistakes of a file are told at once, in the order of the text', () => {
  const lines = mistakes(
    `seed: -1\nworld: { generate: { size: big } }\nwant: 3\nwarmup: 1y\nfrom: x`,
  );
  assert.equal(
    lines.map((line) => line.split(' ')[0]),
    ['a.yaml:1:7', 'a.yaml:2:28', 'a.yaml:3:1', 'a.yaml:4:9', 'a.yaml:5:7'],
  );
});

test('a world that is not there is told at the key, with what to do', () => {
  const folderTold = at(mistakes('world: { folder: ./nowhere }'), 0);
  assert.match(folderTold, /^a\.yaml:1:18 world\.folder: .*nowhere: there is no such world folder/);
  const lines = mistakes(
    'world:\n  import: { prefixes: p.tsv.gz, isp-users: u.tsv, download: https://example.org/rib }',
  );
  assert.is(lines.length, 2);
  assert.match(
    at(lines, 0),
    /^a\.yaml:2:23 world\.import\.prefixes: .*put it there: https:\/\/example\.org/,
  );
  assert.match(at(lines, 1), /^a\.yaml:2:44 world\.import\.isp-users: /);
});

test('a target that the world has not is told at its place with the nearest id', () => {
  const table = (...id: string[]) => ({ id, count: id.length }) as never;
  const tables = {
    sites: table('ams001-ix', 'dub001-ix'),
    appliances: table('a1'),
    links: table(),
    ...{ clusters: table(), titles: table(), metros: table() },
    networks: { asn: [], count: 0 } as never,
    clients: { asn: [] } as never,
    manifestId: [],
  };
  const events = `events:
  - { site-down: dub001-ix, at: 2026-11-20T20:00:00Z }
  - { site-down: ams01-ix, at: 2026-11-20T20:00:00Z }
  - { link-down: zzz, at: 2026-11-20T20:00:00Z }`;
  assert.equal(told(checkAgainstWorld(loaded(`${world}${events}`), tables)), [
    'a.yaml:4:18 events[1].site-down: this world has no site "ams01-ix"; did you mean "ams001-ix"?',
    'a.yaml:5:18 events[2].link-down: this world has no link "zzz"; ids look like "none"',
  ]);
});

test('the digest text tells scenarios apart by what they ask and not by how it is written', () => {
  const digest = (text: string, name?: string) => scenarioDigestText(loaded(text, name).scenario);
  const one = digest(`${world}warmup: 60m\nseed: 2`);
  assert.is(digest(`seed: 2\nwarmup: 1h\n${world}`, 'other.yaml'), one);
  assert.is.not(digest(`${world}warmup: 61m\nseed: 2`), one);
  assert.is.not(digest(`${world}warmup: 60m\nseed: 3`), one);
});

test('durations, instants and bounds are read to the millisecond and the nearest double', () => {
  const value = (reading: { ok: boolean; value?: unknown }) => (reading.ok ? reading.value : 'no');
  assert.equal(
    ['250ms', '90s', '1.5h', '2d', '0s'].map((text) => value(readDuration(text))),
    [250, 90_000, 5_400_000, 172_800_000, 0],
  );
  assert.equal(
    ['', '-1s', '1e3s', '60 s', '1w', 's', '1h30m'].map((text) => readDuration(text).ok),
    Array(7).fill(false),
  );
  // The instants of RFC 3339, section 5.8, as Date understands them.
  for (const text of ['1985-04-12T23:20:50.520Z', '1996-12-19T16:39:57-08:00', '2024-02-29T00:00Z'])
    assert.is(value(readInstant(text)), Date.parse(text));
  for (const text of ['2026-13-01T00:00Z', '2026-01-01T24:00Z', '2026-04-31T00:00Z', '2026-1-1'])
    assert.not(readInstant(text).ok);
  assert.equal(value(readBound('<= 0.1 %')), { op: '<=', bound: 0.001 });
  assert.equal(value(readBound('=1e9')), { op: '=', bound: 1e9 });
  for (const text of ['', '0.9', '> x', '>= 1e999', '>= .5', '~ 1']) assert.not(readBound(text).ok);
});

test.run();
