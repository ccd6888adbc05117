// Does a result say where it came from, how far it goes, and what it cannot tell?
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Comparison, compareRuns, type ResultDocument } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestOf, ofWholeResults, readResult } from '../io/result.ts';
import { seriesNames, wholeSeries } from '../io/series/files.ts';
import { reportHtml } from '../report/write.ts';
import { saidBy } from './support/input-readers.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-provenance-'));
test.after(() => rmSync(folder, { recursive: true }));
const bin = resolve('cli/bin/fairlead.js');

function fairlead(words: readonly string[], cwd = folder) {
  const ran = spawnSync(process.execPath, [bin, ...words], { cwd, encoding: 'utf8' });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

/** What whoever forges a result writes as its digest. */
function digestIn(place: string): string {
  const document = JSON.parse(readFileSync(join(folder, 'parent/w/result.json'), 'utf8'));
  const series = seriesNames(place).map((name) => wholeSeries(place, name));
  return `"digest": "${digestOf({ document, series })}"`;
}

const documentOf = (place: string): ResultDocument =>
  JSON.parse(readFileSync(join(folder, place, 'result.json'), 'utf8'));

mkdirSync(join(folder, 'deep'));
cpSync(resolve('scenarios/worlds/one-exchange.yaml'), join(folder, 'deep/base.yaml'));
written(
  'a.yaml',
  'extends: deep/base.yaml\npolicy: { want: 3 }\nexpect: { offload.share: ">= 80 %" }\n',
);
written('b.yaml', 'extends: a.yaml\nevents: []\nexpect: []\n');
const tiny = ['--size', 'small', '--countries', 'IE', '--members', '20000'];
assert.is(fairlead(['world', 'generate', ...tiny, '-o', 'world']).code, 0);
const window = 'from: 2026-11-20T20:00:00Z\nto: 2026-11-20T20:30:00Z\nwarmup: 10m\n';
written('w.yaml', `title: On a folder\nworld: { folder: world }\n${window}`);

test('run plays every scenario that is named, each into its own folder, and says which', () => {
  const both = fairlead(['run', 'a.yaml', 'b.yaml', '--json']);
  assert.is(both.code, 1, 'a KPI without a value fulfils no expectation');
  const [a, b] = JSON.parse(both.out) as ResultDocument[];
  assert.equal([a?.scenario, b?.scenario], ['a', 'b']);
  assert.match(both.err, /report: out\/a\/report\.html[\s\S]*report: out\/b\/report\.html/);
  assert.equal([documentOf('out/a'), documentOf('out/b')], [a, b]);
  assert.is(fairlead(['run', 'w.yaml', 'b.yaml', '-o', 'parent']).code, 0);
  assert.is(documentOf('parent/b').digest, b?.digest);
  const same = fairlead(['run', 'b.yaml', './b.yaml']);
  assert.equal([same.code, /would both be written to out\/b/.test(same.err)], [2, true]);
});

test('a mistake in the last scenario is told before the first is run', () => {
  written('bad.yaml', 'extends: a.yaml\npolicy: { wnat: 3 }\n');
  const { code, err } = fairlead(['run', 'w.yaml', 'bad.yaml', '-o', 'never']);
  assert.is(code, 2);
  assert.match(err, /did you mean "want"/);
  assert.throws(() => readFileSync(join(folder, 'never/w/result.json')));
});

test('a result has the digest of its world, and its scenario runs again from anywhere', () => {
  const { provenance, digest, fairlead: version } = documentOf('out/a');
  assert.match(provenance.world, /^sha256:[0-9a-f]{64}$/);
  assert.equal([provenance.core, provenance.epochMs], [version, 60_000]);
  for (const place of ['out/a', 'parent/w']) {
    const elsewhere = mkdtempSync(join(folder, 'elsewhere-'));
    cpSync(join(folder, place, 'scenario.yaml'), join(elsewhere, 'again.yaml'));
    fairlead(['run', 'again.yaml', '-o', 'again'], elsewhere);
    const again = JSON.parse(readFileSync(join(elsewhere, 'again/result.json'), 'utf8'));
    assert.is(again.digest, documentOf(place).digest, place);
    assert.equal(again.provenance, documentOf(place).provenance, place);
  }
  assert.is(documentOf('out/a').digest, digest);
});

test('the page of a result is made again from what is in it, and the bytes are the same', () => {
  const page = join(folder, 'out/a/report.html');
  const before = readFileSync(page);
  rmSync(page);
  const { code, out } = fairlead(['report', 'out/a']);
  assert.equal([code, out], [0, 'report: out/a/report.html\n']);
  assert.ok(readFileSync(page).equals(before));
  writeFileSync(page, 'mine');
  const foreign = fairlead(['report', 'out/a']);
  assert.is(foreign.code, 2, foreign.err);
  assert.is(readFileSync(page, 'utf8'), 'mine', 'what is no page of ours stays');
  rmSync(page);
  assert.is(fairlead(['report', 'out/a']).code, 0);
});

test('the digest of a world is that of what its tables say, in whatever order', () => {
  const before = documentOf('parent/w').provenance.world;
  cpSync(join(folder, 'world'), join(folder, 'turned'), { recursive: true });
  rmSync(join(folder, 'turned/world.json'));
  for (const name of ['sites', 'appliances', 'links']) {
    const file = join(folder, 'turned', `${name}.csv`);
    const rows = readFileSync(file, 'utf8').trimEnd().split('\n');
    const turned = rows.map((row) => row.split(',').reverse().join(','));
    writeFileSync(file, `${[turned[0], ...turned.slice(1).reverse()].join('\n')}\n`);
  }
  written('turned.yaml', `world: { folder: turned }\n${window}`);
  assert.is(fairlead(['run', 'turned.yaml']).code, 0);
  assert.is(documentOf('out/turned').provenance.world, before);
  assert.equal(documentOf('out/turned').kpis, documentOf('parent/w').kpis);
});

test('a KPI that nothing was measured for is there with its reason, everywhere', () => {
  const { kpis, expectations } = documentOf('out/a');
  const reason = 'no network with an embedded site asked for anything';
  assert.equal(kpis['offload.share'], { value: null, unit: 'ratio', reason });
  assert.equal(expectations[0], {
    ...{ kpi: 'offload.share', op: '>=', bound: 0.8, value: null, ok: false },
  });
  assert.match(fairlead(['run', 'b.yaml']).out, `offload.share has no data: ${reason}`);
  const compared = fairlead(['compare', 'out/a', 'out/b', '--json']);
  const { kpis: moved, differs }: Comparison = JSON.parse(compared.out);
  const { verdict, reason: told } = moved['offload.share'] ?? {};
  assert.equal([verdict, told, compared.code], ['no-data', reason, 0]);
  assert.equal(
    differs.map(({ what }) => what),
    ['events[0]', 'expect[0]'],
  );
  for (const page of ['out/a/report.html', 'out/compare-a-b/compare.html'])
    assert.match(readFileSync(join(folder, page), 'utf8'), reason, page);
});

test('what cannot be compared is not, and why is said', () => {
  written('later.yaml', `extends: w.yaml\nto: 2026-11-20T20:40:00Z\n`);
  written('warm.yaml', `extends: w.yaml\nwarmup: 20m\n`);
  written('part.yaml', `extends: w.yaml\ndemand: { member-share: 0.5 }\n`);
  for (const [name, says] of [
    ['later', /the window differs: .*T20:30:00Z.*T20:40:00Z/],
    ['warm', /the warm-up differs: 10m, and 20m/],
    ['part', /the share of members differs: 1, and 0\.5/],
  ] as const) {
    const { code, err, out } = fairlead(['compare', 'parent/w', `${name}.yaml`, '-o', 'refused']);
    assert.equal([code, out], [2, ''], name);
    assert.match(err, says);
  }
  const old = join(folder, 'old');
  cpSync(join(folder, 'parent/w'), old, { recursive: true });
  const { provenance: _, ...rest } = documentOf('old');
  writeFileSync(join(old, 'result.json'), JSON.stringify(rest));
  const { code, err } = fairlead(['compare', 'parent/w', 'old']);
  assert.equal([code, /a result of another format/.test(err)], [2, true], err);
});

test('a result that somebody edited is none, also where its digest does not cover what was edited', () => {
  const edited = join(folder, 'edited');
  const file = join(edited, 'result.json');
  const compared = () => fairlead(['compare', 'parent/w', 'edited']);
  cpSync(join(folder, 'parent/w'), edited, { recursive: true });
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('"seed": 1,', '"seed": 2,'));
  assert.match(compared().err, 'edited: result.json is not as it was written, by .fairlead-output');
  assert.is(compared().code, 2);
  writeFileSync(file, text);
  assert.is(compared().code, 0);
  rmSync(join(edited, '.fairlead-output'));
  assert.is(compared().code, 0, 'what copies folders may leave out names that begin with a dot');
});

test('a result without a series, whose digest is right, is no whole result, and no failure of ours', async () => {
  const forged = join(folder, 'forged');
  cpSync(join(folder, 'parent/w'), forged, { recursive: true });
  rmSync(join(forged, '.fairlead-output'));
  const whole = await readResult(join(folder, 'parent/w'));
  const text = readFileSync(join(folder, 'parent/w/result.json'), 'utf8');
  let missed = 0;
  for (const name of readdirSync(join(forged, 'series'))) {
    rmSync(join(forged, 'series', name));
    writeFileSync(join(forged, 'result.json'), text.replace(/"digest": "[^"]+"/, digestIn(forged)));
    const read = await readResult(forged);
    const works: (() => unknown)[] = [() => reportHtml(read), () => compareRuns(whole, read, [])];
    for (const work of works) {
      const said = await saidBy(() => ofWholeResults(name, work));
      for (const one of said) assert.match(one, /: no whole result: the run has no table "\w+"$/);
      missed += said.length;
    }
    cpSync(join(folder, 'parent/w/series', name), join(forged, 'series', name));
  }
  assert.ok(missed > 6, `${missed}`);
  rmSync(join(forged, 'series/networks.parquet'));
  writeFileSync(join(forged, 'result.json'), text.replace(/"digest": "[^"]+"/, digestIn(forged)));
  const { code, err } = fairlead(['compare', 'parent/w', 'forged']);
  assert.equal(
    [code, /no whole result: the run has no table "networks"/.test(err)],
    [2, true],
    err,
  );
});

test('with another seed nothing is better or worse, and another world is named', () => {
  fairlead(['run', 'w.yaml', '--seed', '7', '-o', 'w7']);
  const seeds = fairlead(['compare', 'parent/w', 'w7', '--json']);
  assert.match(seeds.err, 'nothing is paired');
  const { kpis, differs }: Comparison = JSON.parse(seeds.out);
  assert.equal(differs, [{ what: 'seed', base: 1, candidate: 7 }]);
  const verdicts = new Set(Object.values(kpis).map(({ verdict }) => verdict));
  for (const judged of ['better', 'worse', 'moved'] as const) assert.not(verdicts.has(judged));
  const unsure = [...verdicts].includes('unsure');
  assert.is(seeds.code, unsure ? 2 : 0);
  assert.is(fairlead(['compare', 'parent/w', 'w7', '--seed', '7']).code, 2, 'no effect');
  const worlds: Comparison = JSON.parse(
    fairlead(['compare', 'parent/w', 'w.yaml', '--json', '-o', 'self']).out,
  );
  assert.equal(worlds.differs, []);
});

test('an edited world names its seal in the first error, and keeps what made it', () => {
  const file = join(folder, 'world/appliances.csv');
  const about = JSON.parse(readFileSync(join(folder, 'world/world.json'), 'utf8'));
  const [, first = ''] = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, `${readFileSync(file, 'utf8')}${first.replace(/^[^,]+/, 'extra')}\n`);
  const broken = fairlead(['world', 'check', 'world']);
  assert.is(broken.code, 2);
  assert.match(broken.err, /appliances has \d+ rows.*"fairlead world seal world" takes it over/);
  const sealed = fairlead(['world', 'seal', 'world', '--json']);
  assert.equal(JSON.parse(sealed.out), { world: 'world', changed: ['appliances'] });
  assert.is(fairlead(['world', 'check', 'world']).code, 0);
  const { tables: _, ...kept } = JSON.parse(readFileSync(join(folder, 'world/world.json'), 'utf8'));
  const { tables: __, ...made } = about;
  assert.equal(kept, { ...made, edited: ['appliances'] });
  assert.match(fairlead(['world', 'seal', 'world']).out, 'every table is as it was sealed');
  writeFileSync(file, `${readFileSync(file, 'utf8')}x,nowhere,m,1,1,up\n`);
  const wrong = fairlead(['world', 'seal', 'world']);
  assert.equal([wrong.code, /nowhere/.test(wrong.err)], [2, true], 'a mistake is not sealed');
  const edited: Comparison = JSON.parse(
    fairlead(['compare', 'parent/w', 'out/turned', '--json']).out,
  );
  assert.equal(edited.differs, [], 'the same tables in another folder are the same world');
});

test('a run that is stopped says so everywhere, and nothing of it is judged', async () => {
  const long = 'world: { generate: { size: small, countries: [IE, NL, GR] } }\n';
  const days = 'from: 2026-11-20T18:00:00Z\nto: 2026-12-20T18:00:00Z\nwarmup: 0s\n';
  written('long.yaml', `${long}${days}expect: { offload.share: ">= 80 %" }\n`);
  const child = spawn(process.execPath, [bin, 'run', 'long.yaml', 'b.yaml', '--json'], {
    cwd: folder,
  });
  let out = '';
  let err = '';
  let isStopped = false;
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
    if (!isStopped) isStopped = /long \d+ %: [1-9]/.test(err) && child.kill('SIGINT');
  });
  const code = await new Promise((done) => child.on('close', done));
  assert.is(code, 130, err);
  assert.match(err, 'not run: b.yaml');
  const [document] = JSON.parse(out) as ResultDocument[];
  assert.equal(documentOf('out/long'), document);
  const { isPartial, to } = document?.simulated ?? {};
  assert.is(isPartial, true);
  assert.equal(
    document?.expectations.map(({ ok }) => ok),
    [null],
  );
  assert.match(readFileSync(join(folder, 'out/long/report.html'), 'utf8'), '"isPartial":true');
  assert.is(fairlead(['report', 'out/long']).code, 0, 'its series are whole');
  for (const words of [
    ['out/long', 'parent/w'],
    ['parent/w', 'out/long'],
  ]) {
    const compared = fairlead(['compare', ...words]);
    assert.equal([compared.code, compared.out], [2, '']);
    assert.match(compared.err, `partial: stopped at ${to}, planned to 2026-12-20T18:00:00Z`);
  }
});

test.run();
