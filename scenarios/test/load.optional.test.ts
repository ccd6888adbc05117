// What may a world folder have that it need not have? Costs, another word for RPKI, a fallback.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readWorld, writeWorld } from '../index.ts';
import {
  flat,
  inFolder,
  problemsIn,
  readWith,
  tables,
  tableWith,
  worldIn,
} from './support/world-files.ts';

const about = { madeBy: 'the test', sources: [] };
const priced =
  'link,site,kind,peer_asn,capacity_bps,cost_per_mbps\n' +
  'fra-ix,fra,ix,,400e9,0.25\nisp-1-up,isp-1,embedded,64500,100e9,\n';

test('cost_per_mbps: a link without one costs 0, and without the column nobody says', async () => {
  const { links } = worldIn(await readWith({ 'links.csv': priced }));
  assert.equal([...(links.costPerMbps ?? [])], [0.25, 0]);
  assert.is(worldIn(await readWith({})).links.costPerMbps, undefined);
  const free = priced.replace('0.25', '');
  assert.is(worldIn(await readWith({ 'links.csv': free })).links.costPerMbps, undefined);
});

test('cost_per_mbps: below 0, or no number, is an error at its place', async () => {
  const [below] = problemsIn(await readWith({ 'links.csv': priced.replace('0.25', '-1') }));
  assert.is(below, 'links.csv:2:22 out-of-range "-1" is not a number from 0 to 1e9');
  const [text] = problemsIn(await readWith({ 'links.csv': priced.replace('0.25', 'cheap') }));
  assert.ok(text?.startsWith('links.csv:2:22 not-a-number'), text);
});

test('rpki: not-found is read as unknown and written as that', async () => {
  const read = await readWith({ 'routes.csv': tableWith('routes', 'unknown', 'not-found') });
  const world = worldIn(read);
  assert.equal(flat(world), flat(worldIn(await readWith({}))));
  await inFolder(async (folder) => {
    await writeWorld(world, folder, about);
    assert.ok(readFileSync(join(folder, 'routes.csv'), 'utf8').endsWith(',unknown\n'));
  });
  const [wrong] = problemsIn(
    await readWith({ 'routes.csv': tableWith('routes', 'unknown', 'notfound') }),
  );
  assert.ok(wrong?.includes('"notfound" is none of valid, invalid, unknown'), wrong);
  assert.ok(wrong?.endsWith('; did you mean "not-found"?'), wrong);
});

test('a column or table that is nearly one that may be there is told with the one that was meant', async () => {
  const said = async (files: Parameters<typeof readWith>[0]) => problemsIn(await readWith(files));
  for (const odd of ['cost_per_mbp', 'cost_per_Mbps', 'cost-per-mbps', 'costPerMbps']) {
    const [first, ...more] = await said({ 'links.csv': priced.replace('cost_per_mbps', odd) });
    const text = `"${odd}" is not a column of links; did you mean "cost_per_mbps"?`;
    assert.equal([first, more], [`links.csv:1:38 unknown-column ${text}`, []]);
  }
  const clusters = tableWith('clusters', 'manifest', 'manifset');
  assert.match((await said({ 'clusters.csv': clusters }))[0] ?? '', 'did you mean "manifest"?');
  const rows = 'prefix,metro\n8.8.8.0/24,m1\n';
  for (const odd of ['fallbak.csv', 'Fallback.csv', 'fall-back.csv', 'fallback2.csv.gz'])
    assert.match(
      (await said({ [odd]: rows }))[0] ?? '',
      /unknown-table .*did you mean "fallback"\?/,
    );
  // Others are somebody else's.
  const noted = tables.sites?.replace(/^(.+)$/gm, '$1,x') ?? '';
  const others = { 'sites.csv': noted, 'notes.csv': 'a\n', 'README.md': '' };
  assert.equal(flat(worldIn(await readWith(others))), flat(worldIn(await readWith({}))));
});

test('fallback.csv: read and written, and left out where it is not there', async () => {
  const fallback = 'prefix,metro\n8.8.8.0/24,m1\n2a00::/12,m1\n203.0.112.0/24,m1\n';
  const world = worldIn(await readWith({ 'fallback.csv': fallback }));
  const rows = world.fallback;
  assert.is(rows?.count, 3);
  assert.equal([...(rows?.metro ?? [])], [0, 0, 0]);
  assert.equal(
    [...(rows?.prefix ?? [])].map((row) => world.prefixes.length[row]),
    [24, 12, 24],
  );
  assert.is(rows?.prefix[2], world.clients.prefix[0], 'a prefix of both tables is one prefix');
  await inFolder(async (folder) => {
    await writeWorld(world, folder, about);
    assert.is(readFileSync(join(folder, 'fallback.csv'), 'utf8'), fallback);
    assert.equal(flat(worldIn(await readWorld(folder))), flat(world));
  });
  assert.not.ok('fallback' in worldIn(await readWith({})));
});

test('fallback.csv: an unknown metro and a prefix that stands there twice are errors', async () => {
  const bad = 'prefix,metro\n8.8.8.0/24,m9\n8.8.8.0/24,m1\n';
  assert.equal(problemsIn(await readWith({ 'fallback.csv': bad })), [
    'fallback.csv:2:12 dangling-reference "m9" is not in metros; did you mean "m1"?',
    'fallback.csv:3:1 duplicate-id this prefix is there already',
  ]);
});

test('fallback.csv: world.json has to list it once a world was written with it', async () => {
  const fallback = 'prefix,metro\n8.8.8.0/24,m1\n';
  await inFolder(async (folder) => {
    await writeWorld(worldIn(await readWith({ 'fallback.csv': fallback })), folder, about);
    const listed = JSON.parse(readFileSync(join(folder, 'world.json'), 'utf8')).tables;
    assert.is(listed.fallback.rows, 1);
    assert.equal(Object.keys(listed).length, Object.keys(tables).length + 1);
  });
});

test.run();
