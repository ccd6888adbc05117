// Do files that belong together appear all or not at all?
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeFilesAtomically } from '../io/folder.ts';

async function codeOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code ?? message;
  }
  throw new Error('it did not fail');
}

test('of two files that belong together both are replaced or none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-files-'));
  try {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder, name)) as [string, string, string];
    await writeFilesAtomically([
      [a, 'first a'],
      [b, 'first b'],
    ]);
    const full = async () => {
      throw new Error('disk full');
    };
    const unwritten = writeFilesAtomically([
      [a, 'second a'],
      [b, full],
    ]);
    assert.match(await codeOf(unwritten), /disk full/);
    // The second has its place taken by a folder when the first one is in its own already.
    const taken = writeFilesAtomically([
      [c, 'new'],
      [a, 'second a'],
      [
        b,
        async (path) => {
          writeFileSync(path, 'second b');
          rmSync(b);
          mkdirSync(b);
        },
      ],
    ]);
    assert.match(await codeOf(taken), /EISDIR|EPERM|ENOTEMPTY|EEXIST/);
    assert.is(readFileSync(a, 'utf8'), 'first a');
    rmSync(b, { recursive: true });
    assert.equal(readdirSync(folder), ['a']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
