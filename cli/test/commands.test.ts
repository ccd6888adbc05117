// Does the command line behave like a good citizen: help, typos, exit codes, pipes, JSON?
import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as registry from '../commands/registry.ts';
import { stopSignals } from '../terminal/exit.ts';
import { understood } from './support/understood.ts';

const bin = 'cli/bin/fairlead.js';
const folder = mkdtempSync(join(tmpdir(), 'fairlead-commands-'));
test.after(() => rmSync(folder, { recursive: true }));

type Ended = { code: number | null; signal: string | null; out: string; words: string };

function ended(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    let out = '';
    let words = '';
    child.stdout?.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      words += chunk;
    });
    child.on('close', (code, signal) => resolve({ code, signal, out, words }));
  });
}

function start(...words: string[]): ChildProcess {
  const { FORCE_COLOR: _, CI: __, ...env } = process.env;
  return spawn(process.execPath, [bin, ...words], { env });
}

function fairlead(...words: string[]): Promise<Ended> {
  return ended(start(...words));
}

const world = join(folder, 'world');
const tiny = ['--countries', 'IE', '--members', '20000'];

test.before(async () => {
  const lost = await fairlead('world', 'generate', '--countries', 'IE,Germny', '-o', world);
  assert.is(lost.code, 2);
  assert.match(lost.words, /expected codes of countries .*, found "GERMNY"; did you mean "DE"\?/);
  const { code, words } = await fairlead('world', 'generate', ...tiny, '-o', world);
  assert.is(code, 0, words);
});

test('without words it lists its commands, and ends well', async () => {
  const { code, out, words } = await fairlead();
  assert.is(code, 0);
  assert.is(words, '');
  for (const { command } of Object.values(registry)) assert.match(out, `fairlead ${command}`);
});

test('--version is the version of the package', async () => {
  const { version } = JSON.parse(readFileSync('cli/package.json', 'utf8'));
  assert.equal(await fairlead('--version'), {
    code: 0,
    signal: null,
    out: `${version}\n`,
    words: '',
  });
});

test('help of a command leaves with 0 and on standard output', async () => {
  const { code, out, words } = await fairlead('world', 'check', '--help');
  assert.is(code, 0);
  assert.is(words, '');
  assert.match(out, 'fairlead world check out/world');
});

const typos: readonly (readonly [words: string, says: RegExp])[] = [
  ['wrld check x', /unknown command "wrld check"; did you mean "fairlead world check"\?/],
  ['world chek x', /did you mean "fairlead world check"\?/],
  ['shcema', /did you mean "fairlead schema"\?/],
  ['wolrd', /did you mean "fairlead world/],
  ['zzz', /unknown command "zzz"; "fairlead --help" lists the commands/],
  ['world', /"fairlead world" needs one of: .*generate/],
  ['--json', /expected a command after "--json"/],
  ['world check', /<world> is missing; "fairlead world check --help" shows how/],
  ['world check a b', /unknown option or word "b"/],
  ['schema --jsn', /did you mean "--json"\?/],
  ['world generate --size smal -o x', /did you mean "small"\?/],
  ['world generate --seed -1 -o x', /--seed: expected a whole number, 0 to 4294967295/],
  ['world generate --seed 1.5 -o x', /--seed: expected a whole number/],
  ['world generate', /out/],
  ...['2', '-0.5', 'half', '50%', '0.00001', 'NaN', '1e-3', '1.5', ''].map((share) => {
    const says = /^--panic-share: expected a share from 0 to 1 .*, such as 0\.5, found "/;
    return [`decide s --panic-share=${share}`, says] as const;
  }),
  ['explain s --client 11.1.2.3 --file f --session s --panic-share 2', /found "2"/],
  ['replay s r --panic-share 2', /--panic-share: expected a share from 0 to 1 .* found "2"/],
  ['world lint w --trafic t.csv', /did you mean "--traffic"\?/],
];

for (const [line, says] of typos)
  test(`"fairlead ${line}" is not understood, and it says what was meant`, async () => {
    const result = await understood(line);
    assert.is(result.kind, 'unknown');
    assert.match('text' in result ? result.text : '', says);
  });

test('a typo ends with 2, a word on standard error and nothing on standard output', async () => {
  for (const line of ['wrld check x', 'schema --jsn', 'world generate --countries XX -o x']) {
    const { code, out, words } = await fairlead(...line.split(' '));
    assert.is(code, 2);
    assert.is(out, '');
    assert.match(words, /^error: /);
  }
});

test('a wrong command line does nothing', async () => {
  await fairlead('world', 'generate', '-o', join(folder, 'nothing'), '--sed', '1');
  assert.not(existsSync(join(folder, 'nothing')));
});

test('a generated world passes its check, and the same seed gives the same bytes', async () => {
  assert.is((await fairlead('world', 'check', world)).code, 0);
  const again = join(folder, 'again');
  await fairlead('world', 'generate', ...tiny, '--out', again);
  for (const file of readdirSync(world))
    assert.ok(readFileSync(join(world, file)).equals(readFileSync(join(again, file))), file);
});

test('world check and seal tell what contradicts itself, and accept it', async () => {
  const fine = JSON.parse((await fairlead('world', 'check', world, '--json')).out);
  assert.equal(fine.odd, []);
  const odd = join(folder, 'odd');
  cpSync(world, odd, { recursive: true });
  const table = join(odd, 'prefixes.csv');
  const [head, first = '', second = '', ...rest] = readFileSync(table, 'utf8').split('\n');
  const wrong = [first, second].map((line) => line.replace(/,\d+,/, ',64500,'));
  writeFileSync(table, [head, ...wrong, ...rest].join('\n'));
  const sealed = await fairlead('world', 'seal', odd);
  assert.is(sealed.code, 0);
  const told = /: prefixes, row 1, asn: clients of AS64500 are .* of AS\d+ \(and 1 more row\)/;
  assert.match(sealed.words, told);
  const { code, out } = await fairlead('world', 'check', odd);
  assert.is(code, 0);
  assert.match(out, /\naccepted, 1 warning:\n {2}other-asn: /);
  assert.match(out, told);
});

test('--json prints one document and nothing else, and --quiet no words', async () => {
  for (const verb of ['check', 'show']) {
    const { code, out, words } = await fairlead('world', verb, world, '--json', '--quiet');
    assert.is(code, 0);
    assert.is(typeof JSON.parse(out), 'object');
    assert.is(words, '');
  }
  const switched = await fairlead('--json', 'world', 'check', world);
  assert.is(JSON.parse(switched.out).ok, true);
});

test('a failure under --json is one document too, with the same words on standard error', async () => {
  const broken = join(folder, 'broken');
  mkdirSync(broken);
  writeFileSync(join(broken, 'sites.csv'), 'site\n');
  const { code, out, words } = await fairlead('world', 'check', broken, '--json');
  assert.is(code, 2);
  const { error } = JSON.parse(out);
  assert.is(error.exitCode, 2);
  assert.ok(error.problems.length > 0);
  assert.match(words, error.problems[0].text);
});

test('world show counts the members that its networks have', async () => {
  const { out } = await fairlead('world', 'show', world, '--json');
  const [, ...lines] = readFileSync(join(world, 'networks.csv'), 'utf8').trim().split('\n');
  const members = lines.reduce((sum, line) => sum + Number(line.split(',').at(-1)), 0);
  assert.is(JSON.parse(out).members, members);
});

test('world export writes a table byte for byte, and as JSON with the same fields', async () => {
  const kept = readFileSync(join(world, 'metros.csv'), 'utf8');
  const csv = await fairlead('world', 'export', world, '--table', 'metros', '--csv');
  assert.is(csv.out, kept);
  const { out } = await fairlead('world', 'export', world, '--table', 'metros', '--json');
  const { columns, rows } = JSON.parse(out);
  assert.equal([columns, ...rows].map((row) => row.join(',')).join('\n'), kept.trimEnd());
});

test('world export counts every client prefix in prefix-lengths', async () => {
  const { out } = await fairlead('world', 'export', world, '--table', 'prefix-lengths');
  const [head, ...lines] = out.trim().split('\n');
  assert.is(head, 'family,length,prefixes');
  const sum = lines.reduce((total, line) => total + Number(line.split(',')[2]), 0);
  const prefixes = readFileSync(join(world, 'prefixes.csv'), 'utf8').trim().split('\n');
  assert.is(sum, prefixes.length - 1);
});

test('import prefixes makes a world of real tables and says which lines it left out', async () => {
  const [table, users, place] = ['rib.tsv', 'users.tsv', 'real'].map((name) => join(folder, name));
  assert.ok(table && users && place);
  // 1.1.1.0/24 and the two AS are as in a table of 2015; the second line is broken.
  writeFileSync(table, '; a table\n1.1.1.0/24\t15169\n1.1.1.1/24\t5\n80.0.0.0/13\t5089\n');
  const head = 'country\tasn\tpct_of_country_users\tusers_est\n';
  writeFileSync(users, `${head}GB\t5089\t9.5\t5600000\nUS\t15169\t0.1\t300000\n`);
  const ended = await fairlead('import', 'prefixes', table, '--isp-users', users, '-o', place);
  assert.is(ended.code, 0, ended.words);
  assert.match(ended.words, /rib\.tsv: 1 broken line left out: 3 \(/);
  const networks = readFileSync(join(place, 'networks.csv'), 'utf8');
  assert.match(networks, /^5089,AS5089,GB,\d+$/m);
  assert.is((await fairlead('world', 'check', place)).code, 0);
  const strict = join(folder, 'strict');
  const words = ['import', 'prefixes', table, '--isp-users', users, '-o', strict, '--strict'];
  const refused = await fairlead(...words);
  assert.is(refused.code, 2);
  assert.match(refused.words, /rib\.tsv has 1 broken line\n/);
  assert.not.ok(existsSync(strict), 'nothing is written');
});

test('import isp-users keeps the real users and draws prefixes for their networks', async () => {
  const [users, place] = ['alone.tsv', 'alone'].map((name) => join(folder, name));
  assert.ok(users && place);
  const rows = 'GB\t5089\t9.5\t5600000\nIE\t6830\t20\t900000\n';
  writeFileSync(users, `country\tasn\tpct_of_country_users\tusers_est\n${rows}`);
  const ended = await fairlead('import', 'isp-users', users, '-o', place, '--json');
  assert.is(ended.code, 0, ended.words);
  const { imported, counts } = JSON.parse(ended.out);
  assert.equal([imported.networks, imported.usersKept], [2, 6_500_000]);
  assert.ok(counts.prefixes > 10);
  assert.is((await fairlead('world', 'check', place)).code, 0);
});

test('a folder that is not ours is refused with 2 and stays as it was', async () => {
  const theirs = join(folder, 'theirs');
  mkdirSync(theirs);
  writeFileSync(join(theirs, 'letter.txt'), 'dear');
  const { code, words } = await fairlead('world', 'generate', ...tiny, '-o', theirs);
  assert.is(code, 2, words);
  assert.equal(readdirSync(theirs), ['letter.txt']);
});

test('an earlier output is replaced in one step and leaves nothing beside it', async () => {
  const place = join(folder, 'place', 'world');
  for (const seed of ['1', '2'])
    assert.is((await fairlead('world', 'generate', ...tiny, '--seed', seed, '-o', place)).code, 0);
  assert.is(JSON.parse(readFileSync(join(place, 'world.json'), 'utf8')).seed, 2);
  assert.equal(readdirSync(join(folder, 'place')), ['world']);
});

test('a reader that closes the pipe early ends it well', async () => {
  const child = start('schema');
  child.stdout?.destroy();
  const { code, words } = await ended(child);
  assert.is(code, 0, words);
  assert.is(words, '');
});

test('Ctrl-C and its like end it as interrupted at any time, and leave nothing half-written', async () => {
  for (const [k, afterMs] of [400, 800, 1200, 1600].entries()) {
    const sent = stopSignals[k % stopSignals.length] ?? 'SIGINT';
    const place = join(folder, 'interrupted', 'world');
    const child = start('world', 'generate', '--size', 'global', '-o', place);
    // Before its handler stands, the signal ends it the plain way: the same for a shell.
    setTimeout(() => child.kill(sent), afterMs);
    const { code, signal } = await ended(child);
    assert.ok(code === 130 || signal === sent, `${sent} after ${afterMs} ms: ${code} ${signal}`);
    const parent = join(folder, 'interrupted');
    assert.equal(existsSync(parent) ? readdirSync(parent) : [], []);
  }
});

const onLinux = existsSync('/proc/self') ? test : test.skip;
onLinux('what cannot be done ends with 4 and one line that names the place', async () => {
  const { code, words } = await fairlead('world', 'generate', ...tiny, '-o', '/proc/self/world');
  assert.is(code, 4, words);
  assert.match(words, /^error: \/proc\/self\/world: nothing can be made there \(ENOENT\).*\n$/);
});

test('colours stay away from pipes and come when they are asked for', async () => {
  const plain = await fairlead('world', 'show', world);
  assert.not.match(plain.out, '\u001b[');
  const env = { ...process.env, FORCE_COLOR: '1', NO_COLOR: '' };
  const forced = await ended(spawn(process.execPath, [bin, 'world', 'show', world], { env }));
  assert.match(forced.out, '\u001b[');
  const both = { ...env, NO_COLOR: '1' };
  const none = await ended(spawn(process.execPath, [bin, 'world', 'show', world], { env: both }));
  assert.not.match(none.out, '\u001b[');
});

test.run();
