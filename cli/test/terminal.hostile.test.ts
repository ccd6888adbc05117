// Does any command let the texts of a hostile world, or of its own command line, steer a terminal?
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hiddenRanges } from '../terminal/stream/visible.ts';
import { type CommandLine, commandLines, inputWorld, writeInputs } from './support/writers.ts';

const bin = resolve('cli/bin/fairlead.js');
const folder = mkdtempSync(join(tmpdir(), 'fairlead-hostile-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const hidden = hiddenRanges
  .flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, k) => first + k))
  .map((code) => String.fromCharCode(code));
const marks = hidden.filter((letter) => letter > '\u00a0');
/** Control characters, what a terminal would do with them, and a line of its own. */
const controls = `\u001b[2J\u001b]0;x\u0007\u009b31m\r\nforged: line\n${hidden.slice(1).join('')}`;
/** Every character that an id may have. */
const turns = marks.join('');

/** Worlds whose texts are hostile; the ids of a world have no control character. */
const kinds = {
  'turned\u202e\u2066': { id: turns, name: turns, title: turns },
  cleared: { id: '', name: controls, title: controls },
} as const;

async function run(words: readonly string[], cwd: string, isColored: boolean) {
  const env = { ...process.env, FORCE_COLOR: isColored ? '1' : '0', TMPDIR: folder };
  const stdin = openSync(join(cwd, 'requests.jsonl'), 'r');
  const child = spawn(process.execPath, [bin, ...words], {
    cwd,
    env,
    stdio: [stdin, 'pipe', 'pipe'],
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('no pipes');
  const told = [text(stdout), text(stderr), once(child, 'exit')] as const;
  const [out, err, [code]] = await Promise.all(told);
  closeSync(stdin);
  return { out, err, code };
}

const sgr = new RegExp(`${String.fromCharCode(27)}\\[(1|22|3[1236]|39)m`, 'g');

/** Everything that may not come out raw; colours of ours are known by what they are. */
function steering(said: string): string[] {
  const colorless = said.replace(sgr, '');
  return hidden.filter((letter) => !'\n\t'.includes(letter) && colorless.includes(letter));
}

/** What these write to a pipe is for another program, byte for byte. */
const exports = new Set(['world export']);

for (const [name, { id, name: networkName, title }] of Object.entries(kinds)) {
  const home = join(folder, name);
  test.before(async () => {
    mkdirSync(home);
    const world = inputWorld();
    const ids = (list: readonly string[]) => list.map((one) => one + id);
    await writeInputs(
      home,
      {
        ...world,
        sites: { ...world.sites, id: ids(world.sites.id), city: ids(world.sites.city) },
        clusters: { ...world.clusters, id: ids(world.clusters.id) },
        appliances: { ...world.appliances, id: ids(world.appliances.id) },
        links: { ...world.links, id: ids(world.links.id) },
        networks: { ...world.networks, name: world.networks.name.map(() => networkName) },
      },
      title,
    );
    const make = (...words: string[]) => {
      const input = readFileSync(join(home, 'requests.jsonl'));
      return spawnSync(process.execPath, [bin, ...words], { cwd: home, input });
    };
    make('snapshot', 'build', 'world', '-o', 's.snapshot', '--routes');
    make('decide', 's.snapshot', '--record', 'r.records');
  });

  for (const line of commandLines)
    test(`${line.name} shows what is hidden in ${JSON.stringify(name)} as escapes`, () =>
      shows(line, home));
}

async function shows({ name, words, outputs }: CommandLine, home: string): Promise<void> {
  const places = outputs
    .filter((option) => !words.includes(`--${option}`))
    .flatMap((option) => [`--${option}`, join('made', `${name}-${option}`)]);
  // The whole path stands in each message, with the name of the folder in it.
  const absent = words.map((word) =>
    /\.\w+$|^world$/.test(word) ? join(home, `no-${word}`) : word,
  );
  const [plain, missing] = await Promise.all([
    run([...words, ...places], home, true),
    run([...absent, ...places], home, false),
  ]);
  const json = await run([...words, ...places, '--json'], home, false);
  const shown = exports.has(name) ? [{ ...plain, out: '' }, missing, json] : [plain, missing, json];
  for (const { out, err, code } of shown) {
    assert.equal(
      steering(out + err).map((letter) => letter.charCodeAt(0).toString(16)),
      [],
    );
    assert.not.match(out + err, /^forged/m);
    assert.ok(code !== 4, err);
  }
  if (name !== 'decide' && json.out !== '') JSON.parse(json.out);
}

test('what is wrong on a command line is told without what would steer', () => {
  for (const words of [[turns], ['run', turns], ['run', 'x', `--${turns}`], ['world', controls]]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words, '--json'], {
      encoding: 'utf8',
    });
    assert.is(status, 2);
    assert.equal(steering(stdout + stderr), []);
    assert.not.match(stdout + stderr, /^forged/m);
  }
});

test.run();
