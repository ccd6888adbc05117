// May a stranger depend on core? Its first example, its bundles, its files.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  compileSnapshot,
  createDecision,
  createState,
  decide,
  findFile,
  hashId,
  readId,
  vantageOf,
} from '@fairlead/core';
import { loadPlaces } from '@fairlead/scenarios';
import { generateWorld } from '@fairlead/sim';
import { build } from 'esbuild';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

let folder = '';
const { places, countries } = await loadPlaces();
const { snapshot } = compileSnapshot(generateWorld({ size: 'small', seed: 1 }, places, countries));

test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-package-'));
  mkdirSync(join(folder, 'node_modules/@fairlead'), { recursive: true });
  symlinkSync(resolve('core'), join(folder, 'node_modules/@fairlead/core'));
  writeFileSync(join(folder, 'world.snapshot'), snapshot.bytes);
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Targets and ranks as the example prints them, for a client of IPv4 address `address`. */
function answer(address: number, file: string, session: string): string[] {
  const out = createDecision(snapshot);
  const vantage = vantageOf(snapshot, 4, Uint32Array.of(address, 0, 0, 0));
  const [fileHash, sessionHash] = [hashId(file), hashId(session)];
  const request = { vantage, file: findFile(snapshot, file), fileHash, sessionHash, want: 5 };
  decide(snapshot, createState(snapshot), request, out);
  return [...out.targetAppliance.subarray(0, out.targetCount)].map(
    (row, k) => `${readId(snapshot, 'appliance', row)} ${out.targetRank[k]}`,
  );
}

test('the first example of core/README.md has at most ten statements, runs, and prints targets', () => {
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync('core/README.md', 'utf8')) ?? [];
  const lines = code.split('\n').filter((line) => line !== '' && !line.startsWith('import'));
  assert.ok(lines.length > 0 && lines.length <= 10, `${lines.length} lines`);
  // The client, file and session of the text, replaced by ones that the world has.
  const file = readId(snapshot, 'file', 0);
  const covered = snapshot.spanValue.findIndex((vantage) => {
    const list = snapshot.vantageList[vantage] ?? 0;
    return (snapshot.listStart[list + 1] ?? 0) > (snapshot.listStart[list] ?? 0);
  });
  const address = snapshot.spanStart[covered] ?? 0;
  const text = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
  const mine = code.replace('11.1.2.3', text).replaceAll("'f12'", JSON.stringify(file));
  assert.is.not(mine, code);
  writeFileSync(join(folder, 'example.mjs'), mine);
  const ran = spawnSync(process.execPath, ['example.mjs'], { cwd: folder, encoding: 'utf8' });
  assert.is(ran.stderr, '');
  assert.equal(ran.stdout.trim().split('\n'), answer(address, file, 's1'));
});

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
