// Do the scenarios and the suite that come with the project load, and fit their worlds?
import { existsSync, readdirSync } from 'node:fs';
import { comparatorNames } from '@fairlead/core';
import { checkAgainstWorld, loadPlaces, loadScenario, loadSuite } from '@fairlead/scenarios';
import { generateWorld, kpiNames } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { at, folder, known, told, write } from './support/scenario-files.ts';

const names = { kpis: kpiNames, comparators: comparatorNames };

/** Every YAML file of scenarios but the suite. */
const files = ['', '/worlds', '/days', '/whatifs', '/outages']
  .map((folder) => `scenarios${folder}`)
  .filter((room) => existsSync(room))
  .flatMap((room) => readdirSync(room).map((name) => `${room}/${name}`))
  .filter((path) => path.endsWith('.yaml') && path !== 'scenarios/suite.yaml')
  .sort();

test('there are scenarios to load', () => {
  assert.ok(files.includes('scenarios/quickstart.yaml'));
  assert.ok(files.length >= 6);
});

for (const path of files) {
  const needsData = path === 'scenarios/internet-2015.yaml' && !existsSync('../shared/data');
  (needsData ? test.skip : test)(
    `${path} loads, and its world has all that fails in it`,
    async () => {
      const loaded = loadScenario(path, names);
      assert.equal('problems' in loaded ? told(loaded.problems) : [], []);
      if ('problems' in loaded) return;
      assert.ok(loaded.title.length > 20);
      if (loaded.worldSource.kind !== 'generate') return;
      const { kind: _, ...spec } = loaded.worldSource;
      const { places, countries } = await loadPlaces(spec.countries);
      const world = generateWorld(spec, places, countries);
      assert.equal(told(checkAgainstWorld(loaded, world)), []);
    },
  );
}

test('a scenario of real tables without its tables says where to get them', () => {
  const [text] = ['world: { import: { prefixes: a.tsv, isp-users: b.tsv, download: from there } }'];
  const result = loadScenario(write('tables.yaml', text ?? ''), names);
  const lines = 'problems' in result ? told(result.problems) : [];
  assert.is(lines.length, 2);
  assert.match(at(lines, 0), /a\.tsv: there is no such file\. Get .* put it there: from there$/);
});

test('the suite names files that are there and KPIs that exist', () => {
  const result = loadSuite('scenarios/suite.yaml', names);
  assert.equal('problems' in result ? told(result.problems) : [], []);
  if ('problems' in result) return;
  assert.ok(result.suite.scenarios.length >= 3);
  assert.ok(result.suite.tolerance.size > 0);
  for (const path of result.suite.scenarios) assert.ok(files.includes(path), path);
});

test('a suite reads tolerances in the unit of the KPI and as shares of the baseline', () => {
  write('one.yaml', 'world: { generate: {} }');
  const path = write(
    'suite.yaml',
    `scenarios: [./one.yaml]
seeds: [1, 2]
tolerance: { offload.share: 0.002, fill.bytes: 0.5 % }`,
  );
  const result = loadSuite(path, known);
  if ('problems' in result) throw new Error(told(result.problems).join('\n'));
  assert.equal(result.suite.seeds, [1, 2]);
  assert.equal(
    [...result.suite.tolerance],
    [
      ['offload.share', { kind: 'absolute', value: 0.002 }],
      ['fill.bytes', { kind: 'share', value: 0.005 }],
    ],
  );
  assert.ok(result.suite.scenarios[0]?.startsWith(folder));
});

test('a mistake in a suite is told at its place', () => {
  const path = write(
    'suite.yaml',
    'scenarios: [no.yaml]\nseed: 1\ntolerance: { offload.shar: 1, fill.bytes: much }',
  );
  const result = loadSuite(path, known);
  const lines = 'problems' in result ? told(result.problems) : [];
  assert.match(
    lines.join('\n'),
    /suite\.yaml:2:1 seed: unknown key "seed"; did you mean "seeds"\?/,
  );
  assert.match(lines.join('\n'), /suite\.yaml:3:14 tolerance\.offload\.shar: unknown KPI/);
  assert.match(
    lines.join('\n'),
    /suite\.yaml:3:43 tolerance\.fill\.bytes: expected a number, or a share/,
  );
});

test('a suite runs nothing twice under one name', () => {
  const path = write('twice.yaml', 'scenarios: [a/x.yaml, b/x.yaml]\nseeds: [1, 2, 1]\n');
  const result = loadSuite(path, known);
  const lines = 'problems' in result ? told(result.problems).join('\n') : '';
  assert.match(lines, /twice\.yaml:1:12 scenarios: expected files of different names/);
  assert.match(lines, /twice\.yaml:2:8 seeds: expected each seed once/);
});

test.run();
