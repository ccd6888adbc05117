// What does a writer say and leave where it cannot write: no space, no right, no end in sight?
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Writer, writeInputs, writers } from './support/writers.ts';

const bin = resolve('cli/bin/fairlead.js');
const folder = mkdtempSync(join(tmpdir(), 'fairlead-failures-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a line after words of the shell, with a request on standard input. */
function fairlead(words: readonly string[], before = '') {
  const script = `${before}
    exec "$0" "$@" < requests.jsonl`;
  const args = ['-c', script, process.execPath, bin, ...words];
  const done = spawnSync('bash', args, { cwd: folder, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

test.before(async () => {
  await writeInputs(folder);
  const words = ['snapshot', 'build', 'world', '-o', 's.snapshot', '--routes', '--quiet'];
  assert.is(fairlead(words).code, 0);
});

const lineOf = ({ words, option }: Writer, place: string) => [...words, `--${option}`, place];
/** A junit file or a baseline of nothing still fits where a snapshot does not. */
const isSmall = ({ name }: Writer) => name === 'regress' || name === 'decide';

for (const writer of writers) {
  const { name, option } = writer;
  test(`${name} --${option}: a disk that takes no more is told in one line, and nothing is left`, () => {
    const place = join('full', 'made');
    rmSync(join(folder, 'full'), { recursive: true, force: true });
    mkdirSync(join(folder, 'full'));
    const limit = isSmall(writer) ? '' : 'ulimit -f 1';
    const full = isSmall(writer) ? '/dev/full' : place;
    const { code, err } = fairlead(lineOf(writer, full), limit);
    assert.is(code, 4, err);
    const said = isSmall(writer) ? /\(ENOSPC\)/ : /\(EFBIG\); wrote [\d,]+ (of [\d,]+ )?bytes?; /;
    assert.match(err, said);
    assert.match(err, `error: ${full}`);
    assert.is(err.split('\n').filter((line) => line.includes('error')).length, 1, err);
    assert.not.match(err, /details|at .*\.js/);
    assert.equal(readdirSync(join(folder, 'full')), []);
    assert.ok([0, 2].includes(fairlead(lineOf(writer, place)).code ?? -1));
    assert.ok(existsSync(join(folder, place)), 'the next run works');
  });

  test(`${name} --${option}: a place where nobody may write is told with its path`, () => {
    const { code, err } = fairlead(lineOf(writer, '/sys/fairlead/made'));
    assert.is(code, 4, err);
    assert.match(err, /error: \/sys\/fairlead.*\((EACCES|EPERM|EROFS|ENOENT)\).*; /);
    assert.not.match(err, /details|at .*\.js/);
  });
}

/** A disk of a few pages of its own, which goes away with the process that sees it. */
const apart = ['unshare', '-rm', 'bash', '-c'];
const disk = 'mount -t tmpfs -o size=16k disk "$1" &&';
const hasDisk = (place: string): boolean => {
  const [unshare = '', ...words] = apart;
  mkdirSync(place, { recursive: true });
  return spawnSync(unshare, [...words, `${disk} true`, 'bash', place]).status === 0;
};

/** Runs a line in a full disk, and then lists what is on it. */
function onFullDisk(line: readonly string[], place: string) {
  const script = `${disk} head -c 20000 /dev/zero > "$1/filler" 2>/dev/null
    "\${@:2}" < requests.jsonl; echo "code $?"; ls -A "$1"`;
  const [unshare = '', ...words] = [
    ...apart,
    script,
    'bash',
    place,
    process.execPath,
    bin,
    ...line,
  ];
  return spawnSync(unshare, words, { cwd: folder, encoding: 'utf8' });
}

const title = 'a real disk that is full is told in one line, and nothing is left on it';
if (!hasDisk(join(folder, 'disk'))) test.skip(`${title} (no disk can be mounted here)`);
else
  for (const writer of writers)
    test(`${writer.name} --${writer.option}: ${title}`, () => {
      const place = join(folder, 'disk');
      const { stdout, stderr } = onFullDisk(lineOf(writer, join(place, 'made')), place);
      const [, code = '', left = ''] = /code (\d+)\n([\s\S]*)$/.exec(stdout) ?? [];
      assert.equal([code, left.trim()], ['4', 'filler'], `${stdout}${stderr}`);
      assert.match(stderr, /disk\/made[^\n]*: no space is left on the device \(ENOSPC\)/);
      assert.not.match(stderr, /details|at .*\.js/);
    });

test.run();
