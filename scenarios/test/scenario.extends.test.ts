// Does a what-if inherit what it does not name, and is a file that cannot be followed told?
import { join, relative } from 'node:path';
import { loadScenario } from '@fairlead/scenarios';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { at, folder, known, loaded, mistakes, told, write } from './support/scenario-files.ts';
import { world } from './support/scenario-mistakes.ts';

test('a what-if changes what it names and inherits the rest', () => {
  write('base/world/world.json', '{}');
  write(
    'base/base.yaml',
    `world: { folder: ./world }
seed: 9
report: { interval: 30s, delay: 60s }
policy: { want: 3, ranking: [med, distance] }
events: [{ site-down: x, at: 2026-11-20T20:00:00Z }]
expect: { offload.share: '>= 0.9', fill.bytes: '> 0' }`,
  );
  const { scenario, worldSource, files } = loaded(
    `extends: ../base/base.yaml
report: { delay: 5m }
policy: { ranking: [distance] }
events: []
expect: { fill.bytes: , qoe.error.share: '<= 0' }`,
    'whatifs/late.yaml',
  );
  assert.is(scenario.name, 'late');
  assert.is(scenario.seed, 9);
  assert.is(scenario.reportIntervalMs, 30_000);
  assert.is(scenario.reportDelayMs, 300_000);
  assert.equal(scenario.policy.ranking, ['distance']);
  assert.is(scenario.policy.want, 3);
  assert.equal(scenario.events, []);
  assert.equal(
    scenario.expect.map(({ kpi }) => kpi),
    ['offload.share', 'qoe.error.share'],
  );
  assert.equal(worldSource, { kind: 'folder', folder: join(folder, 'base/world') });
  assert.equal(
    files.map((file) => relative(folder, file)),
    ['whatifs/late.yaml', 'base/base.yaml'],
  );
});

test('a what-if that names another source of the world replaces the inherited one', () => {
  write('base.yaml', 'world: { generate: { size: global, seed: 4 } }');
  const { worldSource } = loaded('extends: base.yaml\nworld: { folder: . }', 'b.yaml');
  assert.equal(worldSource, { kind: 'folder', folder: join(folder, '.') });
  const again = loaded('extends: base.yaml\nworld: { generate: { seed: 5 } }', 'b.yaml');
  assert.equal(again.worldSource, { kind: 'generate', size: 'global', seed: 5 });
});

test('a mistake in an extended file is told at that file', () => {
  write('base.yaml', `${world}policy:\n  want: 17`);
  assert.equal(mistakes('extends: base.yaml\nseed: x', 'b.yaml'), [
    'b.yaml:2:7 seed: expected a whole number, 0 to 4294967295, found "x"',
    'base.yaml:3:9 policy.want: expected a whole number, 1 to 16, found 17',
  ]);
});

test('a file that is not there is told with the nearest one that is', () => {
  write('evening.yaml', world);
  const near = join(folder, 'evening.yaml');
  for (const path of ['evenign.yaml', 'evening.yml', 'evening']) {
    const loading = loadScenario(join(folder, path), known);
    const [problem] = 'problems' in loading ? loading.problems : [];
    assert.is(problem?.text, `there is no such file; did you mean "${near}"?`);
  }
  assert.match(at(mistakes('extends: evnening.yaml', 'f.yaml'), 0), `did you mean "${near}"?`);
  const lost = loadScenario(`${folder}x/evenin.yaml`, known);
  const [problem] = 'problems' in lost ? lost.problems : [];
  assert.match(problem?.text ?? '', `did you mean "${folder}"?`, 'the folder is wrong first');
  const far = loadScenario(join(folder, 'quite-another-name.txt'), known);
  assert.is('problems' in far ? far.problems[0]?.text : '', 'there is no such file');
});

test('a circle of files, a missing file and a chain of nine are refused', () => {
  write('c.yaml', 'extends: ./d.yaml');
  assert.match(at(mistakes('extends: c.yaml', 'd.yaml'), 0), /^c\.yaml:1:10 extends: .*comes back/);
  assert.match(
    at(mistakes('extends: no.yaml', 'd.yaml'), 0),
    /^d\.yaml:1:10 .*there is no such file/,
  );
  for (let step = 1; step <= 9; step++)
    write(`n${step}.yaml`, step === 1 ? world : `extends: n${step - 1}.yaml`);
  assert.not('problems' in loadScenario(join(folder, 'n8.yaml'), known));
  const nine = loadScenario(join(folder, 'n9.yaml'), known);
  assert.match(
    'problems' in nine ? at(told(nine.problems), 0) : '',
    /^n2\.yaml:1:10 .*more than 8/,
  );
});

test.run();
