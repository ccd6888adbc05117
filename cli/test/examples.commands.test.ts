// Do all command lines that --help and the documents show work, on what they name?
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as registry from '../commands/registry.ts';
import { inOrder, layCommand, runLine, shownLines } from './support/help-examples.ts';
import { broughtNames, layGround } from './support/help-ground.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-help-'));
const commands = layCommand(join(folder, 'bin'));
const shown = inOrder(shownLines(Object.values(registry)));
layGround(folder);
test.after(() => rmSync(folder, { recursive: true }));

test('every command shows an example, and what readers bring along stands in one', () => {
  assert.ok(shown.length > 40 && shown.some(({ at }) => at === 'README.md'));
  for (const name of broughtNames)
    assert.ok(
      shown.some(({ line }) => line.split(/\s+/).includes(name)),
      `${name} is in no example`,
    );
});

for (const { at, line, exit } of shown) {
  // The whole world takes half a minute: that it can be made is proven with the rest of its size.
  const isLarge = line.includes('--size global') && process.env.FAIRLEAD_PROVE === undefined;
  if (isLarge) test.skip(`${line} (at full size: npm run prove)`);
  else
    test(`${line} (${at}) ends with ${exit} and says something`, () => {
      const { status, err, lacks } = runLine(line, folder, commands);
      assert.is(status, exit, err);
      assert.is(lacks, '');
      assert.not.match(err, /error:|\bat file:/);
    });
}

test('the answers of the examples are decisions, each with targets', () => {
  const lines = readFileSync(join(folder, 'decisions.jsonl'), 'utf8').trim().split('\n');
  assert.is(lines.length, 20);
  for (const line of lines) assert.ok(JSON.parse(line).targets.length > 0, line);
});

test.run();
