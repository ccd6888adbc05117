// Does a reader take more memory for a large file than its bytes allow, honest or made to hurt?
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inputKinds } from '@fairlead/scenarios';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KindName } from './support/input-readers.ts';

const mib = 2 ** 20;
const child = fileURLToPath(new URL('./support/read-large.js', import.meta.url));
/** What is honest at size, by kind; all get the hostile ones. */
const honest: { readonly [kind in KindName]?: readonly string[] } = {
  ...{ prefixes: ['prefixes'], ispUsers: ['users'], traffic: ['traffic'], files: ['files'] },
  ...{
    table: ['networks'],
    series: ['bins', 'texts', 'constants', 'footer'],
    changes: ['changes'],
  },
};
const hostile = ['lists', 'quotes', 'lines', 'escapes', 'objects', 'depths'];
/** Times the bytes, beside 64 MiB. */
const factor = 4;

const ifRoom = existsSync('/dev/shm') ? test : test.skip;
for (const kind of Object.keys(inputKinds) as KindName[])
  ifRoom(
    `${kind}: memory stays within what SECURITY.md says, for honest files and others`,
    async () => {
      const sizeBytes = Math.min(16 * mib, inputKinds[kind].bytesMax);
      const most = factor * sizeBytes + 64 * mib;
      const tried = [...hostile, ...(honest[kind] ?? [])].map(async (shape) => {
        const words = [child, kind, shape, String(sizeBytes)];
        const { stdout } = await promisify(execFile)(process.execPath, words);
        const { rssBytes, ms, said } = JSON.parse(stdout);
        const each = Math.round(ms / (sizeBytes / mib));
        console.log(`${kind} ${shape}: ${each} ms/MiB, ${Math.round(rssBytes / mib)} MiB`);
        assert.ok(rssBytes <= most, `${kind} ${shape}: ${rssBytes} of ${most} bytes; ${said}`);
      });
      await Promise.all(tried);
    },
  );

test.run();
