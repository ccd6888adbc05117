// Does any text of somebody else reach a terminal as more than what it looks like?
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tableText } from '../tables/text-table.ts';
import { problemsText } from '../terminal/problems.ts';
import { colorKey } from '../terminal/stream/color.ts';
import { hiddenRanges, visible, visibleLine } from '../terminal/stream/visible.ts';

const hidden = hiddenRanges.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, k) => String.fromCharCode(first + k)),
);

test('visible: every hidden character is shown as its escape, and all else stays', () => {
  for (const letter of hidden) {
    const code = letter.charCodeAt(0).toString(16).padStart(4, '0');
    const isOurs = letter === '\n' || letter === '\t';
    assert.is(visible(`a${letter}b`), isOurs ? `a${letter}b` : `a\\u${code}b`);
    assert.is(visibleLine(`a${letter}b`), `a\\u${code}b`);
    assert.equal(JSON.parse(visible(JSON.stringify([letter]))), [letter], code);
  }
  const plain = 'Zürich – 東京 ▲ ✓ 😀 \u00a0 "quoted" \\u001b {}';
  assert.equal([visible(plain), visibleLine(plain)], [plain, plain]);
});

test('visible: what the door passes is found nowhere else in Unicode', () => {
  // Unicode's own properties: what is a control, or turns the direction of writing.
  const steers = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;
  for (let code = 0; code <= 0x10ffff; code++) {
    const letter = String.fromCodePoint(code);
    if (steers.test(letter)) assert.ok(visibleLine(letter) !== letter, code.toString(16));
  }
});

test('a colour of somebody else is shown as an escape, a colour of ours is one', () => {
  const forged = '\u001b[31mred\u001b[39m \u001b[1;31m \u001b[0;31m';
  assert.not.match(visible(forged), '\u001b');
  assert.is(visible(`\u001b[${colorKey};31mred`), '\u001b[31mred');
  assert.is(visibleLine(`\u001b[${colorKey};31mred`), `\u001b[${colorKey};31mred`);
});

test('tables and problems: a cell, a path and a text stay in their line', () => {
  const odd = hidden.join('');
  const table = tableText([`head${odd}`], [[`cell${odd}`]]);
  assert.is(table.split('\n').length, 3);
  const problem = { code: 'x', path: `p${odd}`, text: `t${odd}`, file: `f${odd}`, line: 1 };
  const told = problemsText([problem]);
  assert.is(told.split('\n').length, 2);
  for (const letter of hidden.filter((each) => each !== '\n')) assert.not(told.includes(letter));
});

const bin = resolve('cli/bin/fairlead.js');
const fairlead = (words: string, redirect: string) =>
  spawnSync('bash', ['-c', `exec "$0" "$1" ${words} ${redirect}`, process.execPath, bin], {
    encoding: 'utf8',
  });

test('what standard output does not take is told in one line, exit code 4', () => {
  for (const words of ['--help', '--version', 'world --help', 'run --help', 'schema']) {
    const { status, stderr } = fairlead(words, '> /dev/full');
    assert.is(status, 4, words);
    assert.match(stderr, /^error: standard output: no space .* \(ENOSPC\); wrote 0 bytes[^\n]*\n$/);
  }
  for (const words of ['wrld', 'run nowhere.yaml --json']) {
    const { status, stderr } = fairlead(words, '> /dev/full');
    assert.is(status, 2, 'what was wrong before stays what is wrong');
    assert.match(stderr, /^error: /);
  }
  assert.is(fairlead('--help', '> /dev/full 2> /dev/full').status, 4);
  assert.is(fairlead('wrld', '2> /dev/full').status, 2);
});

test('a file that may not grow gets what fits, and the rest is told: nothing is cut off in silence', () => {
  const script = `file=$(mktemp); trap 'rm "$file"' EXIT; ulimit -f 1;
    "$0" "$1" --help > "$file"; code=$?; wc -c < "$file"; exit $code`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, bin], {
    encoding: 'utf8',
  });
  assert.is(status, 4, stderr);
  assert.is(Number(stdout), 1024);
  assert.match(stderr, /^error: standard output: .*\(EFBIG\); wrote 1,024 bytes/);
});

test('a reader that has seen enough is no mistake', () => {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', `set -o pipefail; "$0" "$1" --help | true`, process.execPath, bin],
    {
      encoding: 'utf8',
    },
  );
  assert.equal([status, stderr], [0, '']);
});

test.run();
