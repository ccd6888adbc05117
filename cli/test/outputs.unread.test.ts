// What does a command do whose reader closes the pipe, or whose output is that pipe?
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { recordBytes } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as registry from '../commands/registry.ts';
import { nameOf } from '../terminal/find-command.ts';
import { commandLines, writeInputs, writers } from './support/writers.ts';

const isProof = process.env.FAIRLEAD_PROVE !== undefined;
const bin = resolve('cli/bin/fairlead.js');
const folder = mkdtempSync(join(tmpdir(), 'fairlead-unread-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { readonly code: number | null; readonly err: string };

/** The end of a command whose standard output is read, or closed before its first byte. */
async function ended(
  words: readonly string[],
  isRead: boolean,
  input = 'requests.jsonl',
): Promise<Ended> {
  const stdin = openSync(join(folder, input), 'r');
  const stdio = [stdin, 'pipe', 'pipe'] as const;
  const child = spawn(process.execPath, [bin, ...words], { cwd: folder, stdio: [...stdio] });
  closeSync(stdin);
  if (isRead) child.stdout?.resume();
  else child.stdout?.destroy();
  let err = '';
  child.stderr?.on('data', (piece) => {
    err += piece;
  });
  const [code] = await once(child, 'close');
  return { code, err };
}

/** A line of a shell, of which the last command that fails gives the exit code. */
function shell(line: string) {
  const words = ['-o', 'pipefail', '-c', line, process.execPath, bin];
  const done = spawnSync('bash', words, { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  return { status: done.status, stdout: done.stdout, stderr: done.stderr };
}

async function sound(words: string): Promise<void> {
  const { code, err } = await ended(words.split(' '), true);
  assert.is(code, 0, err);
}

/** Lines of which the answer is "worse", one for each command that has such an answer. */
const verdicts: readonly string[] = [
  'compare evening.yaml darker.yaml -o compared',
  'regress worse.yaml --baseline accepted.json',
  'replay s.snapshot bad.records',
  'run failing.yaml -o failed',
  'snapshot check fewer.snapshot --against s.snapshot',
  'world lint leaky',
];

const evening = 'extends: evening.yaml\n';
const dark = 'events:\n- { site-down: e1, at: 2026-11-20T18:00:00Z }\n';

test.before(async () => {
  await writeInputs(folder);
  const write = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(folder, name), content);
  write('many.jsonl', readFileSync(join(folder, 'requests.jsonl'), 'utf8').repeat(20_000));
  write('darker.yaml', `${evening}${dark}`);
  write('failing.yaml', `${evening}expect:\n  offload.share: '< 1 %'\n`);
  write('good.yaml', 'title: one\nscenarios: [evening.yaml]\n');
  write('worse.yaml', 'title: one\nscenarios: [other/evening.yaml]\n');
  mkdirSync(join(folder, 'other'));
  write('other/evening.yaml', `extends: ../evening.yaml\n${dark}`);
  const down = (id: string) => `{"kind":"appliance","appliance":"${id}","state":"down"}\n`;
  write('down.jsonl', ['e1-a0', 'e1-a1'].map(down).join(''));
  await sound('snapshot build world -o s.snapshot --routes');
  await sound('snapshot update s.snapshot --changes down.jsonl -o fewer.snapshot');
  await sound('regress good.yaml --baseline accepted.json --update');
  cpSync(join(folder, 'world'), join(folder, 'leaky'), { recursive: true });
  const routes = join(folder, 'leaky', 'routes.csv');
  appendFileSync(routes, 'x1-c,11.1.0.0/24,64500 64500,0,x1-l,unknown\n');
  await sound('world seal leaky');
  await sound('decide s.snapshot --record r.records');
  const records = readFileSync(join(folder, 'r.records'));
  records.writeInt32LE(records.readInt32LE(52) ^ 1, 52);
  write('bad.records', records);
});

/** The commands that have an answer "worse": their sources end with it. */
function withVerdict(): string[] {
  return Object.values(registry)
    .map((command) => nameOf(command))
    .filter((name) => {
      const source = readFileSync(`cli/commands/${name.replace(' ', '-')}.ts`, 'utf8');
      return source.includes('exitCodes.worse') || source.includes('exitCodes.violated');
    });
}

test('each command that has a verdict keeps it where nobody reads it', async () => {
  for (const name of withVerdict())
    assert.ok(
      verdicts.some((line) => line.startsWith(`${name} `)),
      `${name} has no line`,
    );
  for (const line of verdicts) {
    const { code, err } = await ended(line.split(' '), false);
    assert.is(code, 1, `${line}: ${err}`);
  }
});

test('each command that writes nothing ends with its own exit code, and says nothing more', async () => {
  for (const { name, words } of commandLines) {
    if (writers.some((writer) => writer.name === name && writer.option === 'out')) continue;
    const read = await ended(words, true);
    assert.equal(await ended(words, false), read, name);
  }
});

/** A digest of each file at a place, or below it. */
function filesAt(place: string): string[] {
  const top = join(folder, place);
  const names = statSync(top).isDirectory()
    ? (readdirSync(top, { recursive: true }) as string[])
    : [''];
  return names.sort().map((name) => {
    const path = join(top, name);
    const bytes = statSync(path).isFile() ? readFileSync(path) : '';
    // The result has the time that it took, and page and list follow it.
    const isTimed = /\.(html|json|fairlead-output)$/.test(name);
    return `${name} ${isTimed ? '' : createHash('sha256').update(bytes).digest('hex')}`;
  });
}

test('each output is whole where nobody reads the answer', async () => {
  for (const { name, option, words } of writers) {
    const line = [...words, `--${option}`];
    const input = name === 'decide' ? 'many.jsonl' : 'requests.jsonl';
    const read = await ended([...line, 'kept'], true, input);
    assert.equal(await ended([...line, 'made'], false, input), read, `${name} --${option}`);
    assert.equal(filesAt('made'), filesAt('kept'), `${name} --${option}`);
    for (const place of ['kept', 'made']) rmSync(join(folder, place), { recursive: true });
  }
});

test('the reader of a first line ends no run before its last, and no records', async () => {
  const runs = shell('"$0" "$1" run evening.yaml failing.yaml darker.yaml -o runs | head -1');
  assert.is(runs.status, 1, runs.stderr);
  assert.ok(existsSync(join(folder, 'runs/darker/result.json')));
  const kept = shell('"$0" "$1" decide s.snapshot --record k.records < many.jsonl | head -1');
  assert.is(kept.status, 0, kept.stderr);
  assert.is(statSync(join(folder, 'k.records')).size, 20_000 * recordBytes);
  assert.is(kept.stdout.trim().split('\n').length, 1);
});

test('a stream without another output ends with its reader, however long its input is', async () => {
  const { status, stderr } = shell(
    'yes "$(cat requests.jsonl)" | "$0" "$1" decide s.snapshot | head -1',
  );
  // What ends `yes` is its own reader, who has gone.
  assert.equal([status, stderr], [141, '']);
});

/** Ways to name what a process has open as standard output or standard error. */
const sameNames = ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1', '/dev/fd/3', '/dev/stderr'];

for (const [at, { name, option, words }] of writers.entries())
  test(`${name} --${option} is not the pipe that answers or words go to`, () => {
    const own = sameNames.filter((_, k) => isProof || k === at % sameNames.length);
    for (const place of own) {
      const line = '"$0" "$@" 3>&1 | cat; exit $PIPESTATUS';
      const all = ['-c', line, process.execPath, bin, ...words, `--${option}`, place];
      const done = spawnSync('bash', all, { cwd: folder, encoding: 'utf8' });
      assert.is(done.status, 2, `${place}: ${done.stderr}`);
      assert.is(done.stdout, '');
      assert.match(done.stderr, /standard (output|error) is |is there and is no |is a (file|pipe)/);
    }
  });

test('a pipe of its own takes an output, and without a reader it is told', () => {
  const own = shell('"$0" "$1" snapshot build world -o /dev/fd/3 3>&1 >&2 | cat');
  assert.is(own.stdout, readFileSync(join(folder, 's.snapshot'), 'utf8'), own.stderr);
  const line = '{ "$0" "$1" decide s.snapshot --record /dev/fd/3 < many.jsonl 3>&1 > d.jsonl; ';
  const gone = shell(`${line} echo $? >&2; } | true`);
  assert.match(gone.stderr, /\/dev\/fd\/3: nobody reads it any more \(EPIPE\).*\n4\n$/);
});

test.run();
