// Is every mistake in a world folder named at its place, and every hostile file refused?
import { mkdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inputKinds, readWorld, writeWorld, zoneRelease } from '../index.ts';
import {
  type Files,
  inFolder,
  problemsIn,
  readWith,
  tables,
  tableWith,
  worldIn,
} from './support/world-files.ts';

const about = { madeBy: 'the test', seed: 7, spec: { size: 'tiny' }, sources: [] };

const weightless = (tables.titles as string).replace(/,[\d.]+$/gm, ',0');

const mistakes: readonly (readonly [string, Files, string])[] = [
  [
    'a dangling reference names the nearest id',
    { 'clusters.csv': tableWith('clusters', 'isp-1-1,isp-1,', 'isp-1-1,isp-l,') },
    'clusters.csv:3:9 dangling-reference "isp-l" is not in sites; did you mean "isp-1"?',
  ],
  [
    'a route needs a link of the site of its cluster',
    { 'routes.csv': tableWith('routes', '10,fra-ix', '10,isp-1-up') },
    'routes.csv:2:37 foreign-link "isp-1-up" is a link of site "isp-1"; ' +
      'cluster "fra-1" needs one of its site "fra", for example "fra-ix"',
  ],
  [
    'a manifest needs a cluster that holds it',
    { 'manifests.csv': tableWith('manifests', 'shared', 'sharde') },
    'manifests.csv:2:1 dangling-reference "sharde" is not in ' +
      'the manifests that clusters hold (clusters.manifest); did you mean "shared"?',
  ],
  [
    'an id is there once',
    { 'links.csv': tableWith('links', 'isp-1-up,', 'fra-ix,') },
    'links.csv:3:1 duplicate-id "fra-ix" is there already (row 1 of the table)',
  ],
  [
    'an AS number names one network',
    { 'networks.csv': `${tables.networks}064500,Twin,DE,1\n` },
    'networks.csv:3:1 duplicate-id this AS number is there already',
  ],
  [
    'a prefix has one metro',
    { 'prefixes.csv': `${tables.prefixes}203.0.112.0/24,1,m1\n` },
    'prefixes.csv:3:1 duplicate-id this prefix is there already',
  ],
  [
    'a manifest holds a file once',
    { 'manifests.csv': `${tables.manifests}shared,f1,3\n` },
    'manifests.csv:4:8 duplicate-id this file of this manifest is there already',
  ],
  [
    'a network has no more members than there are people',
    { 'networks.csv': `${tables.networks}7,Huge,DE,1e300\n` },
    'networks.csv:3:11 out-of-range "1e300" is not a number from 0 to 1e10',
  ],
  [
    'a time zone is known, and the nearest one named',
    { 'metros.csv': tableWith('metros', 'Europe/Berlin', 'Europe/Berlni') },
    `metros.csv:2:29 unknown-zone "Europe/Berlni" is not a time zone of release ${zoneRelease}; ` +
      'did you mean "Europe/Berlin"?',
  ],
  [
    'one title at least has a weight',
    { 'titles.csv': weightless },
    'titles.csv:1:51 no-weight weight is 0 in every row; one at least is above, or none is chosen',
  ],
  [
    'a text has no control character',
    { 'networks.csv': `${tables.networks}7,\u001b[31mRed,DE,1\n` },
    'networks.csv:3:3 control-character "\\u001b[31mRed" has a control character',
  ],
  [
    'a word is one of those of its column',
    { 'appliances.csv': tableWith('appliances', 'draining', 'drainig') },
    'appliances.csv:3:38 bad-word "drainig" is none of up, draining, down; ' +
      'did you mean "draining"?',
  ],
  [
    'a number is a number',
    { 'links.csv': tableWith('links', '400e9', '400G') },
    'links.csv:2:16 not-a-number "400G" is not a number from 0 to 1e15',
  ],
  [
    'a latitude stays on Earth',
    { 'sites.csv': tableWith('sites', '50.94', '95.1') },
    'sites.csv:3:30 out-of-range "95.1" is not a number from -90 to 90',
  ],
  [
    'a copy is at least one',
    { 'manifests.csv': tableWith('manifests', 'f1,2', 'f1,0') },
    'manifests.csv:2:11 out-of-range "0" is not a whole number from 1 to 4294967295',
  ],
  [
    'a prefix has no host bits',
    { 'routes.csv': tableWith('routes', '203.0.112.0/23', '203.0.113.0/23') },
    'routes.csv:2:7 bad-prefix "203.0.113.0/23" has bits set behind its length',
  ],
  [
    'a prefix is not longer than its family',
    { 'prefixes.csv': tableWith('prefixes', '/24', '/33') },
    'prefixes.csv:2:1 bad-prefix "203.0.112.0/33" needs a length of 0 to 32 (IPv4) ' +
      'or 0 to 128 (IPv6) after a slash',
  ],
  [
    'an AS path is AS numbers with single spaces',
    { 'routes.csv': tableWith('routes', '64500 64501', '64500  64501') },
    'routes.csv:2:22 bad-path "64500  64501" is not up to 1023 AS numbers ' +
      'with single spaces between',
  ],
  [
    'an id has no comma',
    { 'titles.csv': tableWith('titles', 't2,', '"t,2",') },
    'titles.csv:3:1 bad-id "t,2": an id has no comma, quote or control character',
  ],
  [
    'an id has no control character',
    { 'titles.csv': tableWith('titles', 't2,', 't\u0085,') },
    'titles.csv:3:1 bad-id "t\u0085": an id has no comma, quote or control character',
  ],
  [
    'an id is not empty',
    { 'titles.csv': tableWith('titles', 't2,', ',') },
    'titles.csv:3:1 bad-id is empty; every row needs an id',
  ],
  [
    'text is UTF-8',
    { 'sites.csv': Buffer.from(tableWith('sites', 'Köln', 'K\u00f6ln'), 'latin1') },
    'sites.csv:3:25 bad-utf8 is not UTF-8',
  ],
  [
    'a column name is nearly right',
    { 'files.csv': tableWith('files', 'bitrate_bps', 'bitrate_bp') },
    'files.csv:1:1 missing-column there is no column "bitrate_bps"; did you mean "bitrate_bp"?',
  ],
  [
    'a column is there once',
    { 'files.csv': tableWith('files', 'file,title', 'file,file,title').replace('f1,', 'f1,f1,') },
    'files.csv:1:6 duplicate-column column "file" is there twice',
  ],
  [
    'a row has as many fields as the header',
    { 'files.csv': tableWith('files', ',5e6', '') },
    'files.csv:2:1 broken-csv 3 fields where the header has 4',
  ],
  [
    'a quote is closed',
    { 'sites.csv': tableWith('sites', 'Köln', '"Köln') },
    'sites.csv:3:25 broken-csv a quote that opens here is never closed',
  ],
  [
    'a quote stands at the ends of a field',
    { 'sites.csv': tableWith('sites', 'Köln', 'K"ln') },
    'sites.csv:3:26 broken-csv a quote inside a field that does not begin with one',
  ],
  [
    'nothing follows a closing quote',
    { 'sites.csv': tableWith('sites', 'Köln', '"K"ln') },
    'sites.csv:3:28 broken-csv text after a closing quote',
  ],
  [
    'a carriage return comes with a line feed',
    { 'sites.csv': tableWith('sites', 'Köln', 'K\rln') },
    'sites.csv:3:26 broken-csv a carriage return without a line feed',
  ],
  [
    'a header is there',
    { 'files.csv': '' },
    'files.csv:1:1 missing-header the table is empty; it needs a header: ' +
      'file,title,bytes,bitrate_bps',
  ],
];

for (const [title, files, expected] of mistakes)
  test(`a mistake is named at its place: ${title}`, async () => {
    const found = problemsIn(await readWith(files));
    assert.ok(found.includes(expected), `${expected}\nnot in\n${found.join('\n')}`);
  });

test('one broken row makes one problem, not one for each row that names it', async () => {
  const sites = tableWith('sites', 'isp-1,embedded', 'isp-1,embeded');
  assert.is(problemsIn(await readWith({ 'sites.csv': sites })).length, 1);
  const broken = tableWith('sites', 'Köln', 'K"ln');
  assert.is(problemsIn(await readWith({ 'sites.csv': broken })).length, 1);
});

test('lines inside quotes count, and columns count characters', async () => {
  const sites = `${tables.sites}x,ix,0,"a\nb","日本, 東京",95,0,UTC\n`;
  assert.equal(problemsIn(await readWith({ 'sites.csv': sites })), [
    'sites.csv:4:8 control-character "a\\nb" has a control character',
    'sites.csv:5:13 out-of-range "95" is not a number from -90 to 90',
  ]);
});

test('a missing table is named with the tables that are there and the nearest one', async () => {
  const [problem, ...others] = problemsIn(
    await readWith({ 'link.csv': tables.links as string }, ['links']),
  );
  assert.match(
    problem ?? '',
    /^links\.csv:: missing-table there is no links\.csv or links\.csv\.gz/,
  );
  assert.match(problem ?? '', /sites\.csv, titles\.csv; did you mean "link\.csv"\?$/);
  assert.equal(others, []);
});

test('a table that is there twice is refused', async () => {
  const read = await readWith({
    'links.csv.gz': gzipSync('x'),
    'links.csv': tables.links as string,
  });
  assert.match(
    problemsIn(read)[0] ?? '',
    /two-tables links\.csv and links\.csv\.gz are both there/,
  );
});

test('a folder that is not there is one problem', async () => {
  assert.match(problemsIn(await readWorld('/no/such/folder')).join(), /no-folder there is no such/);
});

test('problems of all tables are collected; twenty are kept and the rest is counted', async () => {
  const files = ['file,title,bytes,bitrate_bps'];
  for (let k = 0; k < 30; k++) files.push(`g${k},t1,-1,1`);
  const sites = tableWith('sites', 'fra,ix', 'fra,xi');
  const read = await readWith({ 'sites.csv': sites, 'files.csv': `${files.join('\n')}\n` });
  assert.is(problemsIn(read).length, 20);
  assert.match(problemsIn(read)[0] ?? '', /^sites\.csv:2:5 bad-word/);
  // 31 rows are wrong, and the two manifests name a file that is no longer there.
  assert.is('more' in read && read.more, 31 + 2 - 20);
});

test('a gzip bomb is refused before it fills memory', async () => {
  const bomb = gzipSync(`${tables.files}${'\n'.repeat(64 * 2 ** 20)}`);
  const read = await readWith({ 'files.csv.gz': bomb }, ['files']);
  assert.match(
    problemsIn(read).join(),
    /files\.csv\.gz:\d+:1 unzips-too-far unzips to over 200 times/,
  );
});

test('a small table that zips well is no bomb', async () => {
  const rows = `${tables.files}${'\n'.repeat(2 ** 20)}`;
  worldIn(await readWith({ 'files.csv.gz': gzipSync(rows, { level: 9 }) }, ['files']));
});

test('gzip that is cut off or no gzip at all is a problem', async () => {
  const zipped = gzipSync(tables.files as string);
  const cut = await readWith({ 'files.csv.gz': zipped.subarray(0, 40) }, ['files']);
  assert.match(problemsIn(cut).join(), /files\.csv\.gz:\d+:1 broken-gzip/);
  const none = await readWith({ 'files.csv.gz': tables.files as string }, ['files']);
  assert.match(problemsIn(none).join(), /files\.csv\.gz:1:1 broken-gzip/);
});

test('a line beyond 1 MiB and a header beyond 256 columns are refused', async () => {
  const long = `${tables.sites}x,ix,0,"${'a'.repeat(2 ** 20)}`;
  assert.match(
    problemsIn(await readWith({ 'sites.csv': long })).join(),
    /sites\.csv:4:1 line-too-long/,
  );
  const wide = `${',x'.repeat(300)}\n`;
  assert.match(problemsIn(await readWith({ 'sites.csv': wide })).join(), /:1:\d+ too-many-columns/);
});

test('a table larger than the limit is refused', async () => {
  await inFolder(async (folder) => {
    await writeWorld(worldIn(await readWith({})), folder, about);
    truncateSync(join(folder, 'sites.csv'), inputKinds.table.bytesMax + 1); // a hole: no disk
    const [problem = ''] = problemsIn(await readWorld(folder));
    assert.match(
      problem,
      /file-too-large holds 68,719,476,737 bytes, more than the 68,719,476,736/,
    );
  });
});

test('a folder in the place of a table is a problem', async () => {
  await inFolder(async (folder) => {
    await writeWorld(worldIn(await readWith({})), folder, about);
    rmSync(join(folder, 'links.csv'));
    mkdirSync(join(folder, 'links.csv'));
    assert.match(problemsIn(await readWorld(folder)).join(), /links\.csv:1:1 not-a-file/);
  });
});

test.run();
