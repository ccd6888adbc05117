// Do tables of others become rows, with their broken lines named, and rows become a world?
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { prefixText } from '@fairlead/core';
import type { CountryRow, Place } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Imported,
  importWorld,
  parseIspUsers,
  parsePrefixTable,
  readIspUsers,
  readPrefixTable,
} from '../index.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

const places: Place[] = [
  {
    name: 'Berlin',
    country: 'DE',
    lat: 52.52,
    lon: 13.41,
    population: 3_400_000,
    timezone: 'Europe/Berlin',
  },
  {
    name: 'Köln',
    country: 'DE',
    lat: 50.94,
    lon: 6.96,
    population: 960_000,
    timezone: 'Europe/Berlin',
  },
  {
    name: 'Oslo',
    country: 'NO',
    lat: 59.91,
    lon: 10.75,
    population: 580_000,
    timezone: 'Europe/Oslo',
  },
];
const countries: CountryRow[] = [
  { code: 'DE', name: 'Germany', continent: 'EU', languages: ['de'] },
  { code: 'NO', name: 'Norway', continent: 'EU', languages: ['no'] },
];

/** What was imported; it fails where the table as a whole is another one. */
function soundOf<Rows>(read: Imported<Rows>) {
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return { rows: read.rows, problems: read.broken, badCount: read.badCount };
}

/** What is wrong with a table as a whole: place, code and text. */
function wrongOf(read: Imported<unknown>): string[] {
  if (!('problems' in read)) throw new Error('it was read');
  return read.problems.map(({ line, column, code, text }) => `${line}:${column} ${code} ${text}`);
}

test('a prefix table gives prefixes of both families with their origin', () => {
  const text = '; a comment\n1.0.0.0/24\t15169\r\n\n2001:200::/32\t2500';
  const { rows, problems, badCount } = soundOf(parsePrefixTable(bytesOf(text)));
  assert.equal(problems, []);
  assert.is(badCount, 0);
  assert.equal([...rows.asn], [15169, 2500]);
  const { family, length, word0, word1 } = rows.prefixes;
  const texts = [0, 1].map((row) =>
    prefixText(
      family[row] as number,
      [word0[row] as number, word1[row] as number, 0, 0],
      length[row] as number,
    ),
  );
  assert.equal(texts, ['1.0.0.0/24', '2001:200::/32']);
});

test('broken lines of a prefix table are named by number and the good ones kept', () => {
  const lines = [
    '1.0.0.0/24\t1',
    '1.0.1.0/23\t1',
    '1.0.2.0/33\t1',
    'x\t1',
    '1.0.3.0/24\t0',
    '1.0.3.0/24\t1\t2',
    '1.0.3.0/24',
    '1.0.0.0/24\t2',
    '1.0.4.0/24\t4294967295',
  ];
  const { rows, problems, badCount } = soundOf(parsePrefixTable(bytesOf(lines.join('\n'))));
  assert.equal([...rows.asn], [1, 4294967295]);
  assert.is(badCount, 7);
  assert.equal(
    problems.map(({ line }) => line),
    [2, 3, 4, 5, 6, 7, 8],
  );
  assert.match(problems[0]?.text ?? '', /bits set behind its length/);
  assert.match(problems[6]?.text ?? '', /was there before/);
});

test('of many broken lines ten thousand are named by number and all are counted', () => {
  const { problems, badCount } = soundOf(
    parsePrefixTable(bytesOf(`1.0.0.0/8\t1\n${'x\t1\n'.repeat(12_000)}`)),
  );
  assert.is(problems.length, 10_000);
  assert.is(problems.at(-1)?.line, 10_001);
  assert.is(badCount, 12_000);
});

const header = 'country\tasn\tpct_of_country_users\tusers_est\n';

test('a table of users gives users per country and AS, its broken lines named', () => {
  const bad = 'bd\t1\t1\t1\nBD\t1\t1\t-5\nBD\t4864\t1\t1\n';
  const text = `${header}BD\t4864\t0.013991\t5809\n${bad}NO\t7\t1\t2e3\n`;
  const { rows, problems, badCount } = soundOf(parseIspUsers(bytesOf(text)));
  assert.equal(rows.country, ['BD', 'NO']);
  assert.equal([...rows.asn], [4864, 7]);
  assert.equal([...rows.users], [5809, 2000]);
  assert.is(badCount, 3);
  assert.equal(
    problems.map(({ line, path }) => `${line} ${path}`),
    ['3 users.country', '4 users.users_est', '5 users.asn'],
  );
});

test('the header finds the columns of a table, whatever else stands there', () => {
  const users = 'pct\tusers_est\tasn\tcountry\n50\t900000\t64601\tNL\n';
  for (const text of [users, users.replaceAll('\t', ','), `\ufeff${users}`]) {
    const { rows, badCount } = soundOf(parseIspUsers(bytesOf(text)));
    assert.equal(
      [badCount, rows.country, [...rows.asn], [...rows.users]],
      [...[0, ['NL']], ...[[64601], [900_000]]],
    );
  }
  const prefixes = soundOf(parsePrefixTable(bytesOf('; a comment\nasn,prefix\n7,1.0.0.0/24\n')));
  assert.equal([...prefixes.rows.asn], [7]);
});

test('a fault of the whole table is told as one, with its place, and no row is taken', () => {
  const usersOf = (text: string) => wrongOf(parseIspUsers(bytesOf(text)));
  const prefixesOf = (text: string) => wrongOf(parsePrefixTable(bytesOf(text)));
  const missing = 'missing-column there is no column';
  assert.equal(usersOf('BD\t4864\t0.01\t5809\n'), [
    `1:1 ${missing} "country"`,
    `1:1 ${missing} "asn"`,
    `1:1 ${missing} "users_est"`,
  ]);
  assert.equal(usersOf('country\tas\tusers_est\n'), [`1:1 ${missing} "asn"; did you mean "as"?`]);
  const twice = usersOf('country\tasn\tusers_est\tasn\n');
  assert.equal(twice, ['1:23 duplicate-column column "asn" is there twice']);
  const empty = '1:1 missing-header the table is empty; it needs';
  assert.equal(usersOf(''), [`${empty} a header: country,asn,users_est`]);
  assert.equal(prefixesOf(''), [`${empty} lines of prefix,asn`]);
  assert.equal(prefixesOf('network\tas\n1.0.0.0/24\t7\n').length, 1);
  assert.equal(prefixesOf('1.0.0.0/24 7\n'), ['1:1 broken-csv 1 field, expected prefix,asn']);
  const open = prefixesOf('1.0.0.0/24\t7\nx\t1\n"1.0.1.0/24\t7\n');
  assert.equal(open, ['3:1 broken-csv a quote that opens here is never closed']);
});

test('an imported world has the real networks, prefixes and users', () => {
  const prefixes =
    '20.0.0.0/16\t100\n20.1.0.0/16\t100\n20.2.0.0/16\t105\n' +
    '2a00:100::/32\t200\n20.3.0.0/16\t150\n';
  const perCountry = ['DE\t100\t1\t1000000', 'NO\t100\t1\t400000', 'NO\t200\t1\t2000000'];
  const lines = [...perCountry, 'DE\t999\t1\t77', ''].join('\n');
  const { rows: prefixTable } = soundOf(parsePrefixTable(bytesOf(prefixes)));
  const { rows: ispUsers } = soundOf(parseIspUsers(bytesOf(header + lines)));
  const input = { prefixTable, ispUsers, seed: 1, size: 'small' } as const;
  const { world, counts } = importWorld(input, places, countries);
  assert.equal(counts, {
    networks: 4,
    networksWithUsers: 2,
    usersLeftOut: 77,
    usersKept: 3_400_000,
  });
  assert.equal([...world.networks.asn], [100, 105, 150, 200]);
  assert.equal(world.networks.name, ['AS100', 'AS105', 'AS150', 'AS200']);
  // 105 is nearest to 100, 150 as near to 100 as to 200: the lower one counts.
  assert.equal(world.networks.country, ['DE', 'DE', 'DE', 'NO']);
  // 0.2 members per user in Europe.
  assert.equal([...world.networks.members], [280_000, 0, 0, 400_000]);
  assert.is(world.clients.count, 5);
  assert.ok(world.routes.count > 0);
  const again = importWorld(input, places, countries).world;
  assert.ok(JSON.stringify(again) === JSON.stringify(world), 'the same input made another world');
});

const routeviews = resolve('../shared/data/prefixes/routeviews-2015-11-01-v4v6.tsv.gz');
const users = resolve('../shared/data/isp/as-users-2019-11.tsv.gz');

const ifRouteviews = existsSync(routeviews) ? test : test.skip;
ifRouteviews('RouteViews of 2015-11-01 has 606,138 IPv4 and 27,693 IPv6 prefixes', async () => {
  const { rows, badCount } = soundOf(await readPrefixTable(routeviews));
  assert.is(badCount, 0);
  assert.is(rows.prefixes.family.filter((family) => family === 4).length, 606_138);
  assert.is(rows.prefixes.family.filter((family) => family === 6).length, 27_693);
});

const ifUsers = existsSync(users) ? test : test.skip;
ifUsers('the users of 2019-11 are 9,012 rows without a broken line', async () => {
  const { rows, badCount } = soundOf(await readIspUsers(users));
  assert.is(badCount, 0);
  assert.is(rows.count, 9012);
});

test('a file that is not there is a problem', async () => {
  const [missing] = wrongOf(await readPrefixTable('no-such-table.tsv.gz'));
  assert.match(missing ?? '', /^1:1 missing-file there is no such file/);
});

test.run();
