// Does no command write over what it reads, or over what is not its own, whatever it is called?
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Writer, writeInputs, writers } from './support/writers.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-outputs-'));
const bin = resolve('cli/bin/fairlead.js');
const isProof = process.env.FAIRLEAD_PROVE !== undefined;

function fairlead(words: readonly string[]) {
  const input = readFileSync(join(folder, 'requests.jsonl'));
  const done = spawnSync(process.execPath, [bin, ...words], {
    cwd: folder,
    encoding: 'utf8',
    input,
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** A digest of all names and bytes below the folder. */
function allOf(place = folder): string {
  const hash = createHash('sha256');
  for (const name of (readdirSync(place, { recursive: true }) as string[]).sort()) {
    const about = lstatSync(join(place, name));
    hash.update(`${name}\n${about.isFile() ? readFileSync(join(place, name)) : ''}\n`);
  }
  return hash.digest('hex');
}

test.before(async () => {
  await writeInputs(folder);
  const built = fairlead(['snapshot', 'build', 'world', '-o', 's.snapshot', '--routes', '--quiet']);
  assert.is(built.code, 0, built.err);
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

const lineOf = ({ words, option }: Writer, place: string) => [...words, `--${option}`, place];

test('every command that writes is in the list, and its line writes', () => {
  const options = writers.map(({ name, option }) => `${name} --${option}`);
  for (const one of ['decide --record', 'regress --junit', 'run --out', 'snapshot build --out'])
    assert.ok(options.includes(one), one);
  for (const writer of writers) {
    const { code, err } = fairlead(lineOf(writer, 'made'));
    assert.ok(code === 0 || (writer.name === 'regress' && code === 2), `${writer.name}: ${err}`);
    assert.is(statSync(join(folder, 'made')).isDirectory(), writer.isFolder, writer.name);
    rmSync(join(folder, 'made'), { recursive: true });
    for (const name of readdirSync(folder).filter((each) => /^(unused|made)/.test(each)))
      rmSync(join(folder, name));
  }
});

/** The names by which an input can be meant: its own, a link to it, a second name of it. */
function namesOf(input: string, at: number): string[] {
  const about = statSync(join(folder, input));
  const [link, second] = [join(folder, `link-${at}`), join(folder, `second-${at}`)];
  rmSync(link, { force: true });
  rmSync(second, { force: true });
  symlinkSync(join(folder, input), link);
  if (about.isFile()) linkSync(join(folder, input), second);
  const all = [input, basename(link), ...(about.isFile() ? [basename(second)] : [])];
  return isProof ? all : [all[at % all.length] ?? input];
}

for (const writer of writers)
  test(`${writer.name} --${writer.option} is refused where it names an input`, () => {
    const isKept = (place: string) => {
      const isInPlace = writer.name === 'snapshot update' && /^s\.snapshot/.test(place);
      if (isInPlace) return; // a pair is replaced by its successor: stated, and tested there
      const before = allOf();
      const { code, out, err } = fairlead(lineOf(writer, place));
      assert.is(code, 2, `${place}: ${err}`);
      assert.match(
        err,
        /read by this command|is there and is no |is a folder|is a file|is not an output/,
      );
      assert.is(out, '');
      assert.is(allOf(), before, place);
    };
    for (const [at, input] of writer.inputs.entries()) {
      for (const name of namesOf(input, at)) isKept(name);
      if (statSync(join(folder, input)).isDirectory()) isKept(join(input, 'inside'));
    }
    if (writer.isFolder && writer.inputs.length > 0) isKept('.');
  });

test('a result is not replaced by the run of the scenario that lies in it', () => {
  const made = fairlead(['run', 'evening.yaml', '-o', 'out/evening', '--quiet']);
  assert.is(made.code, 0, made.err);
  const before = allOf(join(folder, 'out'));
  // The copy in a result is complete but for where its world is.
  cpSync(join(folder, 'base.yaml'), join(folder, 'out/base.yaml'));
  const scenario = join('out', 'evening', 'scenario.yaml');
  const { code, err } = fairlead(['run', scenario, '-o', 'out/evening', '--quiet']);
  rmSync(join(folder, 'out/base.yaml'));
  assert.is(code, 2, err);
  assert.is(allOf(join(folder, 'out')), before);
});

test('standard output is no file that is read', () => {
  const run = (line: string) =>
    spawnSync('bash', ['-c', line, process.execPath, bin], { cwd: folder, encoding: 'utf8' });
  for (const line of [
    '"$0" "$1" decide s.snapshot < requests.jsonl >> requests.jsonl',
    '"$0" "$1" decide s.snapshot --state state.csv < requests.jsonl >> state.csv',
    '"$0" "$1" world export world --table networks --csv >> world/networks.csv',
    '"$0" "$1" world show world 1<> world/sites.csv',
    '"$0" "$1" snapshot check s.snapshot >> s.snapshot',
  ]) {
    const before = allOf();
    const { status, stderr } = run(line);
    assert.is(status, 2, line);
    assert.match(stderr, /^error: standard output is .*, which this command reads\n$/, line);
    assert.is(allOf(), before, line);
  }
});

test('a link to what is not there yet stays, and its target is made', () => {
  symlinkSync('made.snapshot', join(folder, 'to-file'));
  symlinkSync('made', join(folder, 'to-folder'));
  const file = fairlead(['snapshot', 'build', 'world', '-o', 'to-file']);
  const made = fairlead(['run', 'evening.yaml', '-o', 'to-folder', '--quiet']);
  assert.equal([file.code, made.code], [0, 0], file.err + made.err);
  for (const [link, to] of [
    ['to-file', 'made.snapshot'],
    ['to-folder', 'made'],
  ] as const) {
    assert.is(readlinkSync(join(folder, link)), to);
    assert.ok(existsSync(join(folder, to)), to);
    rmSync(join(folder, link));
    rmSync(join(folder, to), { recursive: true });
  }
});

test('nobody waits for a pipe without a reader, nor for a folder that cannot be made', () => {
  assert.is(spawnSync('mkfifo', [join(folder, 'pipe')]).status, 0);
  for (const [place, code, says] of [
    ['pipe', 2, /^error: pipe is a pipe; name another place/],
    ['/proc/x/y', 4, /^error: \/proc\/x: no folder can be made there; name another place\n$/],
  ] as const)
    for (const words of [
      ['snapshot', 'build', 'world', '-o', place],
      ['decide', 's.snapshot', '--record', place],
    ]) {
      const done = fairlead(words);
      assert.is(done.code, code, words.join(' '));
      assert.match(done.err, says);
    }
  rmSync(join(folder, 'pipe'));
});

test('two outputs are not one file', () => {
  const run = (line: string) =>
    spawnSync('bash', ['-c', line, process.execPath, bin], { cwd: folder, encoding: 'utf8' });
  const both = run('"$0" "$1" decide s.snapshot --record both < requests.jsonl > both');
  assert.is(both.status, 2);
  assert.is(both.stderr, 'error: standard output is both, which this command writes\n');
  rmSync(join(folder, 'both'));
  const words = ['regress', 'suite.yaml', '--baseline', 'one', '--junit', './one', '--update'];
  const { code, err } = fairlead(words);
  assert.is(code, 2, err);
  assert.match(err, /one: .* and .* are to be written there/);
  assert.not(existsSync(join(folder, 'one')));
});

test('in place a snapshot and its routes are replaced by their successor', () => {
  for (const sequence of ['1', '2']) {
    appendFileSync(join(folder, 'changes.jsonl'), '');
    const words = [
      'snapshot',
      'update',
      's.snapshot',
      '--changes',
      'none.jsonl',
      '-o',
      's.snapshot',
    ];
    appendFileSync(join(folder, 'none.jsonl'), '\n');
    const { code, err } = fairlead([...words, '--sequence', sequence, '--quiet']);
    assert.is(code, 0, err);
  }
  assert.ok(existsSync(join(folder, 's.snapshot.routes')));
});

test.run();
