// May a stranger depend on core? Its bundles and its files; examples.test.ts has what it shows.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

let folder = '';

test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-package-'));
  mkdirSync(join(folder, 'node_modules/@fairlead'), { recursive: true });
  symlinkSync(resolve('core'), join(folder, 'node_modules/@fairlead/core'));
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

async function bundled(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder },
    ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'neutral' },
  });
  return outputFiles[0]?.text ?? '';
}

test('a bundler takes only what is imported: decide comes without the compiler', async () => {
  const all = await bundled("export * from '@fairlead/core'");
  const some = await bundled("export { openSnapshot, decide, vantageOf } from '@fairlead/core'");
  assert.ok(some.length > 1000 && some.length < all.length / 3, `${some.length} of ${all.length}`);
  assert.not.ok(some.includes('rpki-invalid'), 'the filter of routes is not there');
});

test('core names no dependency and its files import nothing but one another', async () => {
  const manifest = JSON.parse(readFileSync('core/package.json', 'utf8'));
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies'])
    assert.is(manifest[kind], undefined);
  // An import of anything else would fail to resolve on the neutral platform.
  assert.ok((await bundled("export * from '@fairlead/core'")).length > 0);
});

test('every package carries the licence and the notice of the whole', () => {
  for (const name of ['core', 'sim', 'scenarios', 'cli'])
    for (const file of ['LICENSE', 'NOTICE'])
      assert.is(readFileSync(`${name}/${file}`, 'utf8'), readFileSync(file, 'utf8'), name);
});

test.run();
