// Can the test runner and the bench runner be trusted to fail?
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nearest } from './support/nearest.ts';
import { endChildren, readOutcome, runFile } from './support/run-file.ts';

const runner = resolve('cli/dist/test/run.js');
const bencher = resolve('cli/dist/test/bench.js');
const head = "import { test } from 'uvu';\nimport * as assert from 'uvu/assert';\n";
const passing = "test('holds', () => assert.ok(true));\ntest.run();";

/** A project of a few test files, given as compiled; removed at the end. */
function projectOf(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'fairlead-runner-'));
  mkdirSync(join(root, 'cli/dist/test'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  for (const folder of ['core/test', 'core/dist/test'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const [name, code] of Object.entries(files)) {
    writeFileSync(join(root, 'core/test', `${name}.ts`), head + code);
    writeFileSync(join(root, 'core/dist/test', `${name}.js`), head + code);
  }
  return root;
}

function runIn(files: Readonly<Record<string, string>>, ...options: string[]) {
  const cwd = projectOf(files);
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [runner, ...options], {
      cwd,
      encoding: 'utf8',
    });
    return { status, stdout, stderr, last: stdout.trimEnd().split('\n').at(-1) };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

function bench(...options: string[]) {
  return spawnSync(process.execPath, [bencher, ...options], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
}

test('runner: closes with the counts of all files and exit 0 where all pass', () => {
  const run = runIn({ 'a.test': passing, 'b.test': `test('too', () => {});\n${passing}` });
  assert.is(run.last, '3 passed, 0 failed');
  assert.is(run.status, 0);
  assert.is(run.stderr, '');
  assert.match(run.stdout, /^core\/test\/b\.test\.ts: 2 passed \(\d+\.\d s\)$/m);
});

test('runner: counts a failed test, shows it on stderr with the command, and exits 1', () => {
  const bad = "test('one and one is three', () => assert.is(1 + 1, 3));\n";
  const run = runIn({ 'a.test': bad + passing, 'b.test': passing });
  assert.is(run.last, '2 passed, 1 failed');
  assert.is(run.status, 1);
  assert.match(run.stderr, /one and one is three/);
  assert.match(run.stderr, /node core\/dist\/test\/a\.test\.js/);
});

test('runner: a file that registers no test is a failure', () => {
  const run = runIn({
    'a.test': '',
    'b.test': 'test.run();',
    'c.test': "test('never run', () => {});",
    'd.test': 'process.exit(0);',
    'e.test': passing,
  });
  for (const name of 'abcd')
    assert.match(run.stderr, new RegExp(`--- core/test/${name}.test.ts: `));
  assert.is(run.last, '1 passed, 4 failed');
  assert.is(run.status, 1);
});

test('runner: a file that crashes before, between or after its tests is a failure', () => {
  const run = runIn({
    'a.test': `throw new Error('at the door');\n${passing}`,
    'b.test': `${passing}\nprocess.on('exit', () => { process.exitCode = 7; });`,
    'c.test': `${passing}\nsetTimeout(() => process.kill(process.pid, 'SIGSEGV'), 50);`,
    'd.test': `import './none.js';\n${passing}`,
    'e.test': `test('leaves', () => process.exit(0));\n${passing}`,
    'f.test': passing,
  });
  for (const name of 'abcde')
    assert.match(run.stderr, new RegExp(`--- core/test/${name}.test.ts: `));
  // The second and third crash after a test that passed.
  assert.is(run.last, '3 passed, 5 failed');
  assert.is(run.status, 1);
});

test('runner: names each skipped test and counts it', () => {
  const run = runIn({
    'a.test': `test.skip('real data agrees (no ../shared/data)', () => {});\n${passing}`,
    'b.test': "test.skip('alone', () => {});\ntest.run();",
  });
  assert.match(
    run.stdout,
    /^skipped: core\/test\/a\.test\.ts: real data agrees \(no \.\.\/shared/m,
  );
  // Where a browser is missing, all of a file may be skipped, each by its name.
  assert.is(run.last, '1 passed, 0 failed, 2 skipped');
});

test('runner: a test.only that was left behind is a failure', () => {
  const run = runIn({ 'a.test': `test.only('me', () => {});\n${passing}` });
  assert.is(run.last, '1 passed, 1 failed');
  assert.match(run.stderr, /test\.only/);
});

test('runner: --prove runs proofs and the tests that grow with them, and tells them so', () => {
  const full = "test('full size', () => assert.is(process.env.FAIRLEAD_PROVE, '1'));\ntest.run();";
  const grown = full.replace(
    "is(process.env.FAIRLEAD_PROVE, '1')",
    'ok(process.env.FAIRLEAD_PROVE ?? 1)',
  );
  const files = { 'a.test': passing, 'b.prove': full, 'c.test': grown };
  assert.is(runIn(files).last, '2 passed, 0 failed');
  assert.is(runIn(files, '--prove').last, '2 passed, 0 failed');
});

test('runner: --only takes paths and parts of names, and refuses what is none with 2', () => {
  const files = { 'cache.test': passing, 'base.test': passing, 'rank.test': passing };
  const run = runIn(files, '--only', 'core/test/base.test.ts', 'ran');
  assert.is(run.last, '2 passed, 0 failed');
  const wrong = runIn(files, '--only', 'cahce.test');
  assert.is(wrong.status, 2);
  assert.match(wrong.stderr, /the nearest is core\/test\/cache\.test\.ts/);
  assert.is(runIn(files, '--onyl', 'a').status, 2);
  assert.is(runIn(files, 'base').status, 2);
});

test('runner: sources are the list, so that output of deleted files does not run', () => {
  const root = projectOf({ 'a.test': passing });
  writeFileSync(join(root, 'core/dist/test/gone.test.js'), head + passing);
  const { stdout } = spawnSync(process.execPath, [runner], { cwd: root, encoding: 'utf8' });
  rmSync(root, { recursive: true });
  assert.match(stdout, /1 passed, 0 failed\n$/);
});

test('runner: no test file at all is a failure', () => {
  const run = runIn({});
  assert.is(run.last, '0 passed, 1 failed');
  assert.is(run.status, 1);
});

test('runFile: ends a file that hangs, with all that it started, at the limit', async () => {
  const code = `import { spawn } from 'node:child_process';
const child = spawn('sleep', ['600'], { stdio: 'inherit' });
console.log('started ' + child.pid);
test('hangs', () => new Promise(() => setInterval(() => {}, 1000)));
test.run();`;
  const root = projectOf({ 'a.test': code });
  const outcome = await runFile(join(root, 'core/dist/test/a.test.js'), [], 1);
  rmSync(root, { recursive: true });
  assert.is(outcome.failed, 1);
  assert.match(outcome.trouble, /no end within 1 s|no closing/);
  assert.ok(outcome.seconds < 10);
  const pid = Number(/started (\d+)/.exec(outcome.text)?.[1]);
  assert.ok(await isGone(pid), 'what the file started is still there');
});

/** Whether a process ends within two seconds; a zombie that nobody collects has ended. */
async function isGone(pid: number): Promise<boolean> {
  for (let round = 0; round < 40; round++) {
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
    if (stdout.trim() === '' || stdout.startsWith('Z')) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}

test('runner: an interrupt ends the children that it started and no other process', async () => {
  const bystander = spawn('sleep', ['60'], { stdio: 'ignore' });
  const code = `console.error('pid ' + process.pid);
test('waits', () => new Promise(() => setInterval(() => {}, 1000)));
test.run();
await import('node:fs').then((fs) => fs.writeFileSync('pid', String(process.pid)));`;
  const root = projectOf({ 'a.test': code });
  const child = spawn(process.execPath, [runner], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const { existsSync, readFileSync } = await import('node:fs');
  for (let round = 0; round < 100 && !existsSync(join(root, 'pid')); round++)
    await new Promise((done) => setTimeout(done, 50));
  const pid = Number(readFileSync(join(root, 'pid'), 'utf8'));
  const ended = new Promise((done) => child.on('exit', done));
  child.kill('SIGINT');
  assert.is(await ended, 130);
  assert.ok(await isGone(pid), 'the test file is still running');
  assert.is(bystander.exitCode, null);
  bystander.kill();
  rmSync(root, { recursive: true });
  endChildren('SIGTERM');
});

test('readOutcome: adds up all closing blocks, and believes no other line', () => {
  const block = (total: number, passed: number, skipped: number) =>
    `\n  Total:     ${total}\n  Passed:    ${passed}\n  Skipped:   ${skipped}\n  Duration:  1ms\n`;
  const good = readOutcome(`Total: 99\n${block(3, 3, 0)}${block(2, 2, 0)}`, 'exit 0', 1);
  assert.equal([good.passed, good.failed, good.trouble], [5, 0, '']);
  assert.is(readOutcome(block(3, 2, 0), 'exit 1', 1).failed, 1);
  assert.is(readOutcome(block(3, 3, 0), 'ended by SIGKILL', 1).failed, 1);
  assert.is(readOutcome(block(3, 3, 1), 'exit 0', 1).failed, 1);
});

test('nearest: proposes the name with the fewest edits', () => {
  const names = ['lpm.v4.random', 'cache.lru', 'cache.sieve'];
  assert.is(nearest('cache.seive', names), 'cache.sieve');
  assert.is(nearest('lmp.v4', names), 'lpm.v4.random');
  assert.is(nearest('x', []), undefined);
});

test('bench: every benchmark runs at small size and gives the keys of the contract', () => {
  const { status, stdout, stderr } = bench('--small', '--json');
  assert.is(status, 0, stderr);
  assert.is(stderr, '');
  const rows: Record<string, unknown>[] = JSON.parse(stdout);
  assert.ok(rows.some((row) => row.name === 'hash.rendezvous'));
  for (const row of rows) {
    assert.equal(Object.keys(row), ['name', 'value', 'unit', 'direction', 'params']);
    assert.ok(['1/s', 's', 'B', 'ratio'].includes(row.unit as string), `${row.name}`);
    assert.ok(['up', 'down'].includes(row.direction as string), `${row.name}`);
    assert.ok(Number.isFinite(row.value) && (row.value as number) >= 0, `${row.name}`);
    assert.type(row.params, 'object');
  }
});

test('bench: --only takes a name or a family, and refuses what is none with 2', () => {
  const names = (text: string) => JSON.parse(text).map((row: { name: string }) => row.name);
  assert.equal(names(bench('--small', '--json', '--only', 'hash.bytes').stdout), ['hash.bytes']);
  const family = names(bench('--small', '--json', '--only', 'hash').stdout);
  assert.equal(family, ['hash.rendezvous', 'hash.bytes']);
  for (const option of ['--json', '--small']) {
    const wrong = bench(option, '--only', 'hash.rendevous');
    assert.is(wrong.status, 2);
    assert.is(wrong.stdout, '');
    assert.match(wrong.stderr, /the nearest is hash\.rendezvous/);
  }
  assert.is(bench('--jsno').status, 2);
});

test('bench: the table shows the median, the extremes and a checksum of the result', () => {
  const table = () => bench('--small', '--only', 'hash.bytes').stdout.trimEnd().split('\n');
  const [title, row, ...rest] = table();
  assert.match(title ?? '', /^name +median +unit +min\.\.max +checksum +cpu +params$/);
  assert.match(row ?? '', /^hash\.bytes +\S+ +1\/s +\S+\.\.\S+ +[0-9a-f]+ +ids=\d+ idBytes=12$/);
  assert.equal(rest, []);
  const sumOf = (line = '') => line.split(/ +/)[4];
  assert.is(sumOf(table()[1]), sumOf(row), 'the same input must give the same checksum');
});

test.run();
