// What does the command say to who has not compiled it yet?
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-uncompiled-'));
test.after(() => rmSync(folder, { recursive: true }));

test('before it is compiled the command says how, in a line', () => {
  const bin = join(folder, 'fairlead.mjs');
  copyFileSync('cli/bin/fairlead.js', bin);
  const run = spawnSync(process.execPath, [bin, '--help'], { encoding: 'utf8' });
  assert.equal([run.status, run.stdout], [2, '']);
  assert.is(run.stderr, 'error: fairlead is not compiled yet: npm run build\n');
});

test.run();
