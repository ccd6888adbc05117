// Does all code that the documents show compile strictly, run, and print what they say?
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { codesOfPromises } from './support/codes.ts';
import {
  compileExamples,
  examplesOfDoors,
  examplesOfPage,
  promisedLines,
  runExamples,
} from './support/examples.ts';

/** What a service is built of: each has an example. */
const doors = [
  ...['openSnapshot', 'readClient', 'readRequest', 'createAnswer', 'steerText', 'createNames'],
  ...[
    'carryNames',
    'createDecision',
    'createState',
    'decide',
    'createBatch',
    'findFile',
    'findRow',
  ],
  ...['readId', 'hashId', 'parseAddress', 'pathwaysOf', 'carryPathways', 'resolveRanking'],
  ...['tokenParts', 'readClaims', 'judgeClaims', 'pathwayTable', 'hlsSteering'],
  ...['rankedUrls', 'explain', 'checkTokenKeys'],
  ...['answerText', 'answerPathways', 'readEvent'],
];

let folder = '';

test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-examples-'));
  mkdirSync(join(folder, 'node_modules/@fairlead'), { recursive: true });
  symlinkSync(resolve('core'), join(folder, 'node_modules/@fairlead/core'));
  symlinkSync(resolve('node_modules/@types'), join(folder, 'node_modules/@types'));
  // The worlds that both READMEs make, by the two commands that stand in each.
  const text = readFileSync('core/README.md', 'utf8') + readFileSync('README.md', 'utf8');
  const commands = [
    ...text.matchAll(
      /(?:`| {4})npx fairlead ((?:world generate|snapshot build) [^`\n|]+)(?:`|\n)/g,
    ),
  ].map((found) => found[1] ?? '');
  assert.is(commands.length, 4);
  for (const command of commands) {
    const words = command.split(/\s+/);
    const ran = spawnSync(process.execPath, [resolve('cli/bin/fairlead.js'), ...words], {
      ...{ cwd: folder, encoding: 'utf8' },
    });
    assert.is(ran.status, 0, ran.stderr);
  }
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

test('every example compiles under the strictest rules, runs, and prints what it says', () => {
  const pages = ['core/README.md', 'core/ERRORS.md', 'README.md'].flatMap(examplesOfPage);
  const examples = [...pages, ...examplesOfDoors()];
  assert.equal(compileExamples(folder, examples), []);
  const printed = runExamples(folder, examples.length);
  examples.forEach(({ at, code }, n) => {
    const lines = [...(printed[n] ?? [])];
    for (const promised of promisedLines(code)) {
      const found = lines.indexOf(promised);
      if (found < 0) assert.unreachable(`${at}: not printed: ${promised}, but ${printed[n]}`);
      lines.splice(0, found + 1);
    }
  });
  assert.ok((printed[0] ?? []).length === 5, 'the first of all prints five targets');
});

test('core/ERRORS.md names the codes that broken promises have in the source, and no others', () => {
  const page = readFileSync('core/ERRORS.md', 'utf8').split('## Broken promises')[1] ?? '';
  const named = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map((found) => found[1]);
  assert.equal(named.toSorted(), codesOfPromises().toSorted());
});

test('every door of core has an example', () => {
  const shown = new Set(examplesOfDoors().map(({ door }) => door));
  assert.equal(
    doors.filter((door) => !shown.has(door)),
    [],
  );
});

test('the pages of the package link to nothing that it does not hold', () => {
  const args = ['pack', '--dry-run', '--json', '--workspace', 'core'];
  const [pack] = JSON.parse(execFileSync('npm', args, { encoding: 'utf8' })) as {
    files: { path: string }[];
  }[];
  const packed = new Set(pack?.files.map(({ path }) => path));
  let links = 0;
  for (const page of [...packed].filter((path) => path.endsWith('.md') && !path.includes('api'))) {
    const prose = readFileSync(join('core', page), 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
    for (const [, link = ''] of prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      assert.ok(packed.has(join(dirname(page), link)), `${page} links to ${link}`);
      links++;
    }
  }
  assert.ok(links > 0 && packed.has('ERRORS.md') && packed.has('NOTICE'));
});

test.run();
