// Does a world survive being a folder?
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { generateWorld } from '@fairlead/sim';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadPlaces, readWorld, tableNames, writeWorld } from '../index.ts';
import { buildWorld, drafts } from './support/world-drafts.ts';
import { flat, inFolder, problemsIn, readWith, tables, worldIn } from './support/world-files.ts';

const about = { madeBy: 'the test', seed: 7, spec: { size: 'tiny' }, sources: [] };

test('a hand-made world reads as its tables say', async () => {
  const world = worldIn(await readWith({}));
  assert.equal(world.sites.city, ['Frankfurt, am "Main"', 'Köln']);
  assert.equal(world.manifestId, ['fra-1', 'shared']);
  assert.equal([...world.clusters.manifest], [0, 1]);
  assert.equal([...world.links.peerAsn], [0, 64500]);
  assert.equal([...world.appliances.state], [0, 1]);
  assert.equal([...world.appliances.capacityBps], [100e9, 36e9]);
  assert.equal([...world.paths.asn], [64500, 64501]);
  assert.equal([...world.paths.start], [0, 2, 2]);
  assert.ok(Number.isNaN(world.titles.releasedDay[0]));
  assert.is(world.titles.releasedDay[1], 20500);
  assert.equal([...world.manifests.manifest], [1, 0]);
  assert.equal([...world.prefixes.length], [24, 23, 32]);
});

test('the manifest column may be absent: each cluster then holds its own', async () => {
  const read = await readWith({
    'clusters.csv': 'site,cluster\nfra,fra-1\nisp-1,isp-1-1\n',
    'manifests.csv': 'manifest,file,copies\nfra-1,f1,1\n',
  });
  assert.equal(worldIn(read).manifestId, ['fra-1', 'isp-1-1']);
});

test('BOM, CRLF, gzip, column order, unknown columns and empty lines change nothing', async () => {
  const plain = worldIn(await readWith({}));
  const shuffled = (tables.routes as string)
    .split('\n')
    .map((line) => (line === '' ? '' : `x,${line.split(',').reverse().join(',')}`))
    .join('\r\n');
  const read = await readWith(
    {
      'sites.csv': `\ufeff${(tables.sites as string).replaceAll('\n', '\r\n')}`,
      'links.csv.gz': gzipSync(tables.links as string),
      'routes.csv': `${shuffled}\r\n\r\n`.replace('x,rpki', 'note,rpki'),
      'titles.csv': (tables.titles as string).trimEnd(),
      'notes.txt': 'not a table',
    },
    ['links'],
  );
  assert.equal(flat(worldIn(read)), flat(plain));
});

test('a table may be empty but for its header', async () => {
  const world = worldIn(await readWith({ 'manifests.csv': 'manifest,file,copies\n' }));
  assert.is(world.manifests.count, 0);
});

test('a world that was written reads back as the same world', async () => {
  await inFolder(async (folder) => {
    await fc.assert(
      fc.asyncProperty(drafts, async (draft) => {
        const world = buildWorld(draft);
        await writeWorld(world, folder, about);
        assert.equal(flat(worldIn(await readWorld(folder))), flat(world));
      }),
      { numRuns: 60, seed: 20261 },
    );
  });
});

test('a generated world reads back as itself, row for row', async () => {
  const { places, countries } = await loadPlaces(['IE', 'NL', 'GR']);
  const world = generateWorld({ size: 'small', seed: 3 }, places, countries);
  await inFolder(async (folder) => {
    await writeWorld(world, folder, about);
    const read = worldIn(await readWorld(folder));
    assert.ok(isDeepStrictEqual(flat(read), flat(world)), 'they differ');
  });
});

test('the same world is written as the same bytes', async () => {
  const world = worldIn(await readWith({}));
  const write = () =>
    inFolder(async (folder) => {
      await writeWorld(world, folder, about);
      return ['world.json', ...tableNames.map((name) => `${name}.csv`)].map((file) =>
        readFileSync(join(folder, file), 'utf8'),
      );
    });
  assert.equal(await write(), await write());
});

test('a large table is gzipped and its digest is that of its CSV bytes', async () => {
  const prefixes = ['prefix,asn,metro'];
  for (let k = 0; k < 50_000; k++) prefixes.push(`20.${k >> 8}.${k & 255}.0/24,64500,m1`);
  const world = worldIn(await readWith({ 'prefixes.csv': prefixes.join('\n') }));
  await inFolder(async (folder) => {
    await writeWorld(world, folder, about);
    const text = gunzipSync(readFileSync(join(folder, 'prefixes.csv.gz'))).toString();
    assert.is(text, `${prefixes.join('\n')}\n`);
    const entry = JSON.parse(readFileSync(join(folder, 'world.json'), 'utf8')).tables.prefixes;
    assert.is(entry.file, 'prefixes.csv.gz');
    assert.is(entry.rows, 50_000);
    const { createHash } = await import('node:crypto');
    assert.is(entry.sha256, createHash('sha256').update(text).digest('hex'));
    assert.is(worldIn(await readWorld(folder)).clients.count, 50_000);
  });
});

test('a table that world.json did not see is a problem', async () => {
  const world = worldIn(await readWith({}));
  await inFolder(async (folder) => {
    await writeWorld(world, folder, about);
    const file = join(folder, 'titles.csv');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('1.5', '1.6'));
    assert.match(
      problemsIn(await readWorld(folder)).join(),
      /wrong-digest titles is not the table/,
    );
    writeFileSync(file, `${text}t3,film,en,,,1,1\n`);
    assert.match(problemsIn(await readWorld(folder)).join(), /wrong-row-count titles has 3 rows/);
    writeFileSync(file, text);
    writeFileSync(join(folder, 'world.json'), '{"format":"fairlead-world","version":2}');
    assert.match(problemsIn(await readWorld(folder)).join(), /wrong-version version "2"/);
    writeFileSync(join(folder, 'world.json'), '{');
    assert.match(problemsIn(await readWorld(folder)).join(), /bad-json/);
  });
});

test.run();
