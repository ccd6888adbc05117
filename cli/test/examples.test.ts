// Does all code that the documents show compile strictly, run, and print what they say?
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { serialize } from 'node:v8';
import { readWorld } from '@fairlead/scenarios';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { codesOfPromises } from './support/codes.ts';
import { doorTypes, hotDoors } from './support/door-types.ts';
import {
  compileExamples,
  examplesOfDoors,
  examplesOfPage,
  promisedLines,
  runExamples,
} from './support/examples.ts';

/**
 * The doors: what core/README.md and core/ERRORS.md name as code, but for what is marked `@hot` and
 * shown in a loop of theirs.
 */
function doorsOfPages(): string[] {
  const pages = ['core/README.md', 'core/ERRORS.md']
    .map((path) => readFileSync(path, 'utf8'))
    .join();
  const hot = hotDoors();
  return [...doorTypes().keys()].filter(
    (name) => !hot.has(name) && new RegExp(`\`${name}[\`(]|\\b${name}\\(`).test(pages),
  );
}

let folder = '';

test.before(async () => {
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
  const read = await readWorld(join(folder, 'out/small'));
  if (!('world' in read)) throw new Error(read.problems[0]?.text);
  writeFileSync(join(folder, 'out/small.world'), serialize(read.world));
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

test('every door of core that its pages name has an example', () => {
  const shown = new Set(examplesOfDoors().map(({ door }) => door));
  const doors = doorsOfPages();
  assert.ok(doors.length > 60);
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
