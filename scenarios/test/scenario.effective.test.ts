// Does the effective scenario ask the same from anywhere, and does the schema say what holds untold?
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { comparatorNames } from '@fairlead/core';
import {
  effectiveScenario,
  loadScenario,
  readBound,
  scenarioJsonSchema,
  scenarioYaml,
} from '@fairlead/scenarios';
import { kpiNames, kpis } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { told, write } from './support/scenario-files.ts';

const names = { kpis: kpiNames, comparators: comparatorNames };

function loaded(path: string) {
  const result = loadScenario(path, names);
  if ('problems' in result) throw new Error(told(result.problems).join('\n'));
  return result;
}

/** A scenario with a value of its own for every kind of word. */
const rich = `
title: "Quotes: 'one', # and a colon"
world: { folder: ${join(process.cwd(), 'scenarios/worlds')} }
from: 2026-11-20T18:00:00.250+02:00
to: 2026-11-20T20:00:00.250+02:00
warmup: 90s
report: { interval: 1500ms, delay: 0s, loss-share: 0.125 }
demand:
  change:
    - live: final
      audience: 8 %
      burst: 12.5 % in 90s
      forecast: -30 %
      scenes: 5m
      at: 2026-11-20T20:00:00Z
      for: 2h
    - { live: plain, audience: 0.1, at: 2026-11-20T20:00:00+02:00, for: 30m }
  retry:
    { starts-of: { m1: 5 }, share: 90 %, budget: 0.1, backoff: 1s, restart: { times: 3 } }
player: { patience: 90s, abandon: 5.8 % }
policy: { want: 16, panic-share: 0.5, reserve: observed, ranking: [-med, distance], health: { hold: 1.5h } }
events: [{ site-down: "no", at: 2026-11-20T17:00:00Z }]
expect: ['offload.share >= 0.1 %', 'offload.share < 1e-7', 'qoe.start.p95 <= 1.5 s']
`;

const shipped = ['scenarios', 'scenarios/worlds', 'scenarios/whatifs', 'scenarios/outages']
  .flatMap((room) => readdirSync(room).map((name) => `${room}/${name}`))
  .filter((path) => path.endsWith('.yaml') && path !== 'scenarios/suite.yaml');

for (const path of [...shipped, write('rich.yaml', rich)]) {
  const needsData = path === 'scenarios/internet-2015.yaml' && !existsSync('../shared/data');
  (needsData ? test.skip : test)(`${path} asks the same when it is read back`, () => {
    const { title, scenario, worldSource } = loaded(path);
    const file = effectiveScenario(title, scenario, worldSource);
    const name = `${scenario.name}.yaml`;
    const again = loaded(write(join('elsewhere', 'deep', name), scenarioYaml(file)));
    assert.equal(again.scenario, scenario);
    assert.is(again.title, title);
    assert.equal(effectiveScenario(again.title, again.scenario, again.worldSource), file);
    assert.not('extends' in file);
  });
}

type Keys = { readonly [key: string]: unknown };
const keysOf = (value: unknown): Keys => (value ?? {}) as Keys;

/** Maps that switch something on: absent where they are not told, and so is all in them. */
const off = ['demand.change', 'demand.retry', 'player', 'policy.outcomes', 'policy.reserve'];

/** Every key of the schema below `path`, with its own schema and what the effective scenario has. */
function* schemaKeys(
  schema: Keys,
  value: Keys,
  path = '',
): Generator<readonly [string, Keys, unknown]> {
  for (const [key, inner] of Object.entries(keysOf(schema.properties))) {
    const own = keysOf(inner);
    if (off.includes(`${path}${key}`)) continue;
    yield [`${path}${key}`, own, value[key]];
    if (own.properties !== undefined && key !== 'world')
      yield* schemaKeys(own, keysOf(value[key]), `${path}${key}.`);
  }
}

test('the effective scenario has every key of the schema, which says what each means and holds untold', () => {
  const { title, scenario, worldSource } = loaded('scenarios/quickstart.yaml');
  const schema = scenarioJsonSchema(names);
  const file = effectiveScenario(title, scenario, worldSource);
  const untold = [
    'title',
    'extends',
    'world',
    'to',
    'report',
    'report.delay',
    'demand',
    'policy',
    'publish',
    'publish.every',
  ];
  const maps = ['policy.appliance-shed', 'policy.link-shed', 'policy.health', 'events', 'expect'];
  let keys = 0;
  for (const [path, own, value] of schemaKeys(schema, file)) {
    if (path !== 'extends') assert.ok(value !== undefined, `${path} is lost`);
    const isShed = /-shed\.(from|full)$/.test(path);
    assert.ok(isShed || typeof own.description === 'string', `${path} is not described`);
    const hasDefault = own.default !== undefined;
    assert.is(hasDefault, ![...untold, ...maps].includes(path), `${path}: default`);
    keys++;
  }
  assert.ok(keys > 25);
});

test('what is off is absent from the effective scenario, and the schema says that it is off', () => {
  const schema = scenarioJsonSchema(names);
  const file = effectiveScenario('', loaded('scenarios/quickstart.yaml').scenario, {
    kind: 'folder',
    folder: '.',
  });
  const at = (root: unknown, path: readonly string[], step: (map: Keys) => unknown) =>
    path.reduce<unknown>((map, key) => keysOf(step(keysOf(map)))[key], root);
  for (const path of off) {
    const keys = path.split('.');
    assert.is(
      at(file, keys, (map) => map),
      undefined,
    );
    const own = keysOf(at(schema, keys, (map) => map.properties));
    assert.match(String(own.description), /; off unless told$/);
  }
});

test('a bound is read in the unit of its KPI, and the unit of something else is refused', () => {
  const bound = (text: string, unit: string) => {
    const reading = readBound(text, unit);
    return reading.ok ? reading.value.bound : reading.hint;
  };
  for (const [text, unit, value] of [
    ['<= 2 s', 'ms', 2000],
    ['<= 0.3s', 'ms', 300],
    ['<= 800', 'ms', 800],
    ['>= 4.5 Mbps', 'bps', 4.5e6],
    ['< 5e-1 TB', 'B', 5e11],
    ['<= 0.1 %', 'ratio', 0.001],
    ['<= 1e1 %', 'ratio', 0.1],
    ['<= 300 km', 'km', 300],
    ['<= 2 s', 'ratio', 'it is a share; known here: %'],
    ['<= 10 %', 'ms', 'it is in ms; known here: ms, s'],
    ['<= 3 x', 'count', 'it has no unit'],
    ['<= 3 constructor', 'ms', 'it is in ms; known here: ms, s'],
  ] as const)
    assert.is(bound(text, unit), value, text);
  for (const unit of new Set(kpis.map((kpi) => kpi.unit)))
    assert.is(bound('<= 1', unit), 1, `${unit} is known`);
});

test.run();
