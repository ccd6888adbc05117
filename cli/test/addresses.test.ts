// Does no log, error or crash of the command line have the whole address of a client?
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withoutAddresses, wordsWithoutAddresses } from '../terminal/without-addresses.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-addresses-'));
test.after(() => rmSync(folder, { recursive: true }));

const shown: readonly (readonly [text: string, shown: string])[] = [
  ['203.0.113.77', '203.0.113.0/24'],
  ['unexpected "203.0.113.77";', 'unexpected "203.0.113.0/24";'],
  ['client:203.0.113.77:8080.', 'client:203.0.113.0/24:8080.'],
  ['203.0.113.077', '203.0.113.0/24'],
  ['2a00:1:2:3ff:dead:beef:0:77', '2a00:1:2:300::/56'],
  ['at 2a00:1:2:3ff::77: no', 'at 2a00:1:2:300::/56: no'],
  ['[2a00::dead]:443 and ::ffff:203.0.113.77', '[2a00::/56]:443 and 203.0.113.0/24'],
  ['fe80::dead%eth0', 'fe80::/56%eth0'],
  ['203.0.113.77/32 2a00::dead/128', '203.0.113.0/24 2a00::/56'],
];

test('withoutAddresses: an address is shortened to /24 or /56 wherever it stands', () => {
  for (const [text, short] of shown) assert.is(withoutAddresses(text), short);
});

test('withoutAddresses: prefixes no longer than those, and what is no address, stay', () => {
  const stays = [
    '20.1.0.0/16 2a00:1::/32',
    'version 1.2.3',
    'at run (file:///a/b.js:12:5) node:internal/x:1:2',
    'std::vector node::fs 12:30:45 aa:bb:cc:dd:ee:ff 2026-11-20T18:00:00Z',
  ];
  for (const text of stays) assert.is(withoutAddresses(text), text);
});

test('wordsWithoutAddresses: a client that is no address is left out, other words stay', () => {
  const words = [
    'explain',
    '--client',
    'jane',
    '--client=john',
    '--client=203.0.113.77',
    '--quiet',
  ];
  assert.equal(wordsWithoutAddresses(words), [
    'explain',
    '--client',
    '…',
    '--client=…',
    '--client=203.0.113.0/24',
    '--quiet',
  ]);
});

/** A command line that ends in a bug of ours: what it says, and what its log holds. */
function crashed(...words: string[]) {
  const home = mkdtempSync(join(folder, 'crash-'));
  const module = resolve('cli/dist/terminal/run-command.js');
  const script = `
    const { runCommand } = await import(${JSON.stringify(module)});
    const command = {
      command: 'break <snapshot>',
      describe: 'Breaks',
      examples: [['fairlead break x', 'Breaks']],
      builder: (args) => args.positional('snapshot', { type: 'string' })
        .option('client', { type: 'string' }).option('full-address', { type: 'boolean' }),
      run: async ({ client }) => { throw new Error('no row for ' + client + '\\nsecond line'); },
    };
    process.exitCode = await runCommand([command], ${JSON.stringify(['break', 'x', ...words])});`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script],
    { encoding: 'utf8', env: { ...process.env, TMPDIR: home } },
  );
  const [log = ''] = readdirSync(home);
  return { code: status, told: stdout + stderr, log: readFileSync(join(home, log), 'utf8') };
}

test('the log of a crash, and what is told of it, shorten the client and keep the rest', () => {
  for (const [word, client] of [
    ['203.0.113.77', '203.0.113.0/24'],
    ['2a00:1:2:3ff:dead:beef:0:77', '2a00:1:2:300::/56'],
  ] as const) {
    for (const words of [
      ['--client', word],
      [`--client=${word}`, '--json'],
    ]) {
      const { code, told, log } = crashed(...words);
      assert.is(code, 4);
      assert.match(told, `no row for ${client} (details in `);
      assert.match(log, new RegExp(`^fairlead break x --client[ =]${client}`, 'm'));
      assert.match(log, `no row for ${client}\nsecond line\n    at `, 'the stack is there');
      assert.not.match(told + log, /113\.77|dead|beef/);
    }
  }
});

test('the log of a crash has the whole address where --full-address asks for it', () => {
  const { log, told } = crashed('--client', '203.0.113.77', '--full-address');
  assert.match(log, /^fairlead break x --client 203\.0\.113\.77 --full-address$/m);
  assert.match(told, /no row for 203\.0\.113\.77/);
});

test('an address at a wrong place on the command line is not repeated whole', () => {
  const bin = resolve('cli/bin/fairlead.js');
  const about = ['--client', '203.0.113.77', '--file', 'f', '--session', 's'];
  for (const words of [
    ['203.0.113.77'],
    ['203.0.113.77', 'x', '--json'],
    ['explain', 's.snapshot', '203.0.113.77', ...about],
    ['explain', 's.snapshot', ...about, '--want', '203.0.113.77', '--json'],
    ['explain', 's.snapshot', ...about, '--panic-share', '203.0.113.77'],
    ['explain', 's.snapshot', ...about, '--203.0.113.77'],
    ['replay', 's.snapshot', 'r', '--without-kind', '203.0.113.77'],
    ['world', '203.0.113.77'],
  ]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words], {
      encoding: 'utf8',
    });
    assert.is(status, 2, words.join(' '));
    assert.match(stderr, '203.0.113.0/24', words.join(' '));
    assert.not.match(stdout + stderr, '203.0.113.77', words.join(' '));
  }
});

test.run();
