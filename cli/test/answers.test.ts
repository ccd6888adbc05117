// Do run, compare and regress answer the same everywhere, and say when something is worse?
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { otherNodes } from './support/other-nodes.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-answers-'));
const bin = resolve('cli/bin/fairlead.js');
const scenario = resolve('scenarios/worlds/one-exchange.yaml');

type Outcome = { readonly code: number | null; readonly out: string; readonly err: string };

function fairlead(words: readonly string[], env = {}, node = process.execPath): Outcome {
  const done = spawnSync(node, [bin, ...words], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...env },
    maxBuffer: 1 << 26,
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function digestOf(words: readonly string[], env = {}, node = process.execPath): string {
  const place = join(folder, `run-${Math.abs(words.join().length)}`);
  const done = fairlead(['run', scenario, '--json', '-o', place, ...words], env, node);
  assert.is(done.code, 0, done.err);
  return JSON.parse(done.out).digest;
}

const usual = digestOf([]);

test('a digest is the same twice and for one and two workers, and another seed has another', () => {
  assert.match(usual, /^sha256:[0-9a-f]{64}$/);
  assert.is(digestOf(['--workers', '1']), usual);
  assert.is(digestOf(['--workers', '2']), usual);
  assert.is.not(digestOf(['--seed', '9']), usual);
});

test('a digest does not depend on time zone and locale', () => {
  assert.is(digestOf([], { TZ: 'Asia/Kathmandu' }), usual);
  assert.is(digestOf([], { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }), usual);
});

for (const node of otherNodes) {
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  test(`a digest is the same under another version of Node (${version})`, () => {
    assert.is.not(version, process.version);
    assert.is(digestOf([], {}, node), usual);
  });
}
if (otherNodes.length === 0)
  test.skip('a digest is the same under another version of Node (FAIRLEAD_OTHER_NODE is not set)');

test('a run against itself differs by exactly 0 everywhere', () => {
  const place = join(folder, 'self');
  assert.is(fairlead(['run', scenario, '-o', place]).code, 0);
  const done = fairlead(['compare', place, place, '--json', '-o', join(folder, 'cmp')]);
  assert.is(done.code, 0, done.err);
  const comparison = JSON.parse(done.out);
  for (const [name, kpi] of Object.entries<{ base: unknown; difference: unknown; verdict: string }>(
    comparison.kpis,
  )) {
    assert.is(kpi.difference, kpi.base === null ? null : 0, name);
    assert.is(kpi.verdict, kpi.base === null ? 'no-data' : 'same', name);
  }
  assert.equal([comparison.by, comparison.differs], [[], []]);
});

test('the lost site of the quickstart moves offload and traffic, and is named', () => {
  const quick = resolve('scenarios/quickstart.yaml');
  const lost = /site-down: ([\w-]+)/.exec(readFileSync(quick, 'utf8'))?.[1];
  const calm = resolve('scenarios/whatifs/without-the-loss.yaml');
  const done = fairlead(['compare', calm, quick, '--json', '-o', join(folder, 'loss')]);
  assert.is(done.code, 1, 'losing a site is worse');
  const { kpis, by } = JSON.parse(done.out);
  for (const kpi of ['offload.share', 'traffic.embedded.share']) {
    assert.ok(kpis[kpi].difference < 0, kpi);
    assert.is(kpis[kpi].verdict, 'worse', kpi);
    const places = by.filter(
      (row: { kpi: string; dimension: string }) => row.kpi === kpi && row.dimension === 'site',
    );
    assert.is(places[0].id, lost, `${kpi} names the site that moved most`);
  }
  assert.ok(kpis['traffic.pni.share'].difference > 0);
  assert.is(kpis['traffic.pni.share'].verdict, 'moved', 'no direction is not no change');
  assert.is(kpis['traffic.asked.bytes'].difference, 0, 'the same members ask for the same');
});

test('regress: identical code gives exactly nothing, a reversed comparator is named', () => {
  const base = `extends: ${resolve('scenarios/worlds/two-countries.yaml')}\n`;
  const file = written('evening.yaml', base);
  const suite = written('suite.yaml', 'scenarios: [./evening.yaml]\n');
  const baseline = join(folder, 'baseline.json');
  const run = (...words: string[]) =>
    fairlead(['regress', suite, '--baseline', baseline, ...words]);
  assert.is(run().code, 2, 'no baseline yet');
  assert.is(run('--update').code, 0);
  const same = run('--json');
  assert.is(same.code, 0);
  assert.is(JSON.parse(same.out).verdict, 'same');
  type Compared = { readonly difference: number | null; readonly verdict: string };
  for (const kpi of Object.values<Compared>(JSON.parse(same.out).runs[0].kpis))
    assert.is(kpi.difference, kpi.verdict === 'no-data' ? null : 0);
  writeFileSync(file, `${base}policy: { ranking: [prefix-length, -as-path, med, distance] }\n`);
  const junit = join(folder, 'junit.xml');
  const worse = run('--junit', junit);
  assert.is(worse.code, 1);
  assert.match(worse.out, /\| offload\.share \|.*\| worse \|/);
  assert.match(readFileSync(junit, 'utf8'), /name="offload\.share"><failure/);
  writeFileSync(file, `${base}expect: { qoe.bitrate.mean: '>= 900 Mbps' }\n`);
  const failed = run('--junit', junit);
  assert.is(failed.code, 1, 'nothing moved, and what the scenario expects is not so');
  assert.match(failed.out, /- failed: qoe\.bitrate\.mean >= 900 Mbps: it is [\d.]+ Mbps/);
  assert.match(readFileSync(junit, 'utf8'), /name="qoe\.bitrate\.mean &gt;= 900 Mbps"><failure/);
  writeFileSync(file, base);
  writeFileSync(suite, 'scenarios: [./evening.yaml]\nseeds: [5]\n');
  assert.is(run().code, 2, 'a run without a baseline cannot be told');
});

test('regress: what a baseline has and the suite has not cannot be told, and its form is looked at', () => {
  const suite = written('few.yaml', 'scenarios: [./evening.yaml]\n');
  const baseline = join(folder, 'few.json');
  const junit = join(folder, 'few.xml');
  written('evening.yaml', `extends: ${resolve('scenarios/worlds/one-exchange.yaml')}\n`);
  const run = (...words: string[]) =>
    fairlead(['regress', suite, '--baseline', baseline, ...words]);
  assert.is(run('--update').code, 0);
  const two = JSON.parse(readFileSync(baseline, 'utf8'));
  writeFileSync(baseline, JSON.stringify({ runs: [...two.runs, { ...two.runs[0], seed: 9 }] }));
  const dropped = run('--junit', junit);
  assert.equal([dropped.code, /seed 9: no-data: the suite no longer/.test(dropped.out)], [2, true]);
  assert.match(readFileSync(junit, 'utf8'), /name="the run"><error message="the suite no longer/);
  for (const [text, says] of [
    ['[null]', 'runs[0] is no object'],
    ['[{"scenario":"a","seed":1,"digest":""}]', 'runs[0].kpis is no map'],
    [JSON.stringify([two.runs[0], two.runs[0]]), '"evening" with seed 1 is there twice'],
  ] as const) {
    writeFileSync(baseline, `{"runs":${text}}`);
    const wrong = run();
    assert.equal([wrong.code, wrong.err.includes(says)], [2, true], wrong.err);
  }
});

test('no file of a result names a client address longer than /24 or /56', () => {
  const place = join(folder, 'private');
  assert.is(fairlead(['run', scenario, '-o', place]).code, 0);
  const files = readdirSync(place, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /\.(csv|json|yaml)$/.test(name))) {
    const text = readFileSync(join(place, file), 'utf8');
    assert.not.match(text, /\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/, file);
    assert.not.match(text, /\b[0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]{1,4}:/i, file);
  }
});

test('Ctrl-C ends a run early with a valid partial result and exit code 130', async () => {
  const place = join(folder, 'partial');
  const long = written(
    'long.yaml',
    `extends: ${resolve('scenarios/quickstart.yaml')}\nto: 2026-11-23T00:00:00Z\n`,
  );
  const child = spawn(process.execPath, [bin, 'run', long, '-o', place], { stdio: 'pipe' });
  // The first word of progress says that it is simulating.
  child.stderr.on('data', (text) => {
    if (String(text).includes('sessions')) child.kill('SIGINT');
  });
  const [code] = await once(child, 'close');
  assert.is(code, 130);
  const { simulated, invariants } = JSON.parse(readFileSync(join(place, 'result.json'), 'utf8'));
  assert.ok(simulated.sessions > 0);
  assert.ok(simulated.to < '2026-11-23T00:00:00Z');
  for (const { name, violated } of invariants) assert.is(violated, 0, name);
});

test.after(() => rmSync(folder, { recursive: true, force: true }));
test.run();
