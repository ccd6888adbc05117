// Do the models of the world generator agree with the published figures and the real files?
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exchangeSize, presenceShare } from '../generate/exchanges.ts';
import { networkCount, networkShares } from '../generate/networks/networks.ts';
import { drawLengths, prefixCount4 } from '../generate/networks/prefixes.ts';
import { drawFor } from '../generate/rows.ts';
import { hostShare, isHost } from '../generate/sites.ts';
import { drawTitles, titleHours } from '../generate/titles.ts';

const shared = '../shared/data';
const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

function within(value: number, expected: number, error: number, text: string): void {
  assert.ok(
    Math.abs(value - expected) <= error,
    `${text}: ${value}, expected ${expected} ± ${error}`,
  );
}

/** Rows of a gzipped table of the shared data, without comments. */
function readTable(path: string): string[][] {
  const text = gunzipSync(readFileSync(`${shared}/${path}`)).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(';'))
    .map((line) => line.split('\t'));
}

/** A test on a real file, skipped by name where the file is not there. */
function withFile(path: string, title: string, body: (rows: string[][]) => void): void {
  if (existsSync(`${shared}/${path}`)) test(title, () => body(readTable(path)));
  else test.skip(`${title} (${path} is absent)`, () => {});
}

/** Largest gap between two empirical distributions (Kolmogorov and Smirnov). */
function gapOf(left: readonly number[], right: readonly number[]): number {
  const a = [...left].sort((x, y) => x - y);
  const b = [...right].sort((x, y) => x - y);
  let i = 0;
  let j = 0;
  let gap = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number);
    while (i < a.length && (a[i] as number) <= value) i++;
    while (j < b.length && (b[j] as number) <= value) j++;
    gap = Math.max(gap, Math.abs(i / a.length - j / b.length));
  }
  return gap;
}

const noNetworks = {
  count: 2,
  asn: Uint32Array.of(1, 2),
  name: ['a', 'b'],
  country: ['US', 'NL'],
  members: Float64Array.of(6e6, 4e6),
};

test('the most watched titles have the published shares of hours', () => {
  const hours = titleHours(15_563);
  const published = [
    [0.001, 0.062],
    [0.01, 0.237],
    [0.05, 0.519],
    [0.1, 0.682],
    [0.2, 0.835],
    [0.5, 0.97],
  ] as const;
  for (const [titles, share] of published)
    within(sum(hours.subarray(0, Math.round(titles * hours.length))), share, 0.02, `top ${titles}`);
});

withFile('demand/title-hours.tsv.gz', 'hours by rank follow the report of 2024H2', (rows) => {
  const real = rows
    .filter((row) => row[0]?.startsWith('2024Jul'))
    .map((row) => Number(row[5]))
    .sort((a, b) => b - a);
  assert.ok(real.length > 15_000, `${real.length} titles`);
  const model = titleHours(real.length);
  const total = sum(real);
  let gap = 0;
  let a = 0;
  let b = 0;
  real.forEach((hours, rank) => {
    a += hours / total;
    b += model[rank] ?? 0;
    gap = Math.max(gap, Math.abs(a - b));
  });
  assert.ok(gap <= 0.032, `Lorenz gap ${gap}, twice the KS of the fit is .032`);
});

test('a catalogue has the published kinds, hours by kind, runtimes and ages', () => {
  const titles = drawTitles(5, 16_000, noNetworks);
  const rows = Array.from(titles.weight, (weight, row) => ({
    weight,
    isFilm: titles.kind[row] === 0,
    logRuntime: Math.log(titles.runtimeH[row] ?? 0),
    day: titles.releasedDay[row] ?? 0,
  }));
  const films = rows.filter((row) => row.isFilm);
  const all = sum(titles.weight);
  within(all, 1e6, 1e4, 'weights are parts in a million');
  within(films.length / titles.count, 0.43, 0.02, 'films by title');
  within(sum(films.map((row) => row.weight)) / all, 0.275, 0.02, 'films by hours');
  for (const [isFilm, mu, sigma] of [
    [true, 0.538, 0.254],
    [false, 1.687, 0.832],
  ] as const) {
    const logs = rows.filter((row) => row.isFilm === isFilm).map((row) => row.logRuntime);
    const mean = sum(logs) / logs.length;
    within(mean, mu, 0.03, 'mean of ln runtime');
    within(Math.sqrt(sum(logs.map((x) => (x - mean) ** 2)) / logs.length), sigma, 0.03, 'its sd');
  }
  const undated = rows.filter((row) => Number.isNaN(row.day));
  within(undated.length / titles.count, 0.68, 0.02, 'titles without release day');
  const fresh = rows.filter((row) => row.day > 20_454 - 182);
  within(fresh.length / titles.count, 0.025, 0.02, 'titles of the half year');
  within(sum(fresh.map((row) => row.weight)) / all, 0.189, 0.04, 'hours of the half year');
  const everywhere = titles.region.filter((region) => region === '').length;
  within(everywhere / titles.count, 0.5, 0.05, 'titles available everywhere');
});

withFile('demand/title-hours.tsv.gz', 'runtimes follow the reports of 2024', (rows) => {
  const titles = drawTitles(6, 16_000, noNetworks);
  for (const [kind, code, limit] of [
    ['Film', 0, 0.07],
    ['TV', 1, 0.1],
  ] as const) {
    const real = rows
      .filter((row) => row[0]?.startsWith('2024') && row[1] === kind)
      .map((row) => (row[6] ?? '').split(':').map(Number))
      .map(([hours = 0, minutes = 0]) => hours + minutes / 60)
      .filter((hours) => hours > 0);
    assert.ok(real.length > 5_000, `${real.length} titles with a runtime`);
    const model = [...titles.runtimeH].filter((_, row) => titles.kind[row] === code);
    const gap = gapOf(real, model);
    assert.ok(gap <= limit, `KS of ${kind} ${gap}`);
  }
});

test('a country has networks after its users: median by the formula, rmse .53 in log10', () => {
  for (const users of [3e5, 4e6, 8e7]) {
    const logs = Array.from({ length: 2000 }, (_, k) =>
      Math.log10(networkCount(k, `N${k}`, users, 10)),
    );
    logs.sort((a, b) => a - b);
    within(logs[1000] ?? 0, 1 - 2.41 + 0.531 * Math.log10(users), 0.05, 'median of log10');
    const mean = sum(logs) / logs.length;
    within(Math.sqrt(sum(logs.map((x) => (x - mean) ** 2)) / 2000), 0.53, 0.04, 'sd of log10');
  }
});

/** What tells how concentrated a country is. */
function concentration(shares: readonly number[]): number[] {
  const sorted = [...shares].sort((a, b) => b - a);
  const top = (n: number): number => sum(sorted.slice(0, n)) / sum(sorted);
  let needed = 0;
  while (top(needed) < 0.9) needed++;
  return [top(1), top(3), top(5), needed];
}

withFile(
  'isp/as-users-2019-11.tsv.gz',
  'shares of networks and users per network follow the real countries',
  (rows) => {
    const users = new Map<string, number[]>();
    for (const [country = '', asn, , count] of rows) {
      if (asn === 'asn' || !(Number(count) > 0)) continue;
      const list = users.get(country) ?? [];
      list.push(Number(count));
      users.set(country, list);
    }
    const countries = [...users].filter(([, list]) => sum(list) >= 1e6);
    const real = countries.map(([, list]) => concentration(list));
    const model: number[][] = [];
    const modelUsers: number[] = [];
    for (let seed = 1; seed <= 4; seed++)
      for (const [country, list] of countries) {
        const shares = [...networkShares(seed, country, list.length)];
        model.push(concentration(shares));
        for (const share of shares) modelUsers.push(share * sum(list));
      }
    // Twice the published error of the fit.
    const limits = [0.152, 0.152, 0.126, 0.178];
    limits.forEach((limit, k) => {
      const column = (table: number[][]): number[] => table.map((row) => row[k] ?? 0);
      const gap = gapOf(column(real), column(model));
      assert.ok(gap <= limit, `KS of figure ${k} (top 1, top 3, top 5, n90): ${gap} > ${limit}`);
    });
    const realUsers = countries.flatMap(([, list]) => list);
    const gap = gapOf(realUsers, modelUsers);
    assert.ok(gap <= 0.15, `KS of users per network ${gap}`);
    const heads = [
      [10, 0.293],
      [50, 0.49],
      [100, 0.608],
      [500, 0.875],
      [1000, 0.938],
    ] as const;
    const ranked = [...modelUsers].sort((a, b) => b - a);
    for (const [rank, share] of heads)
      within(sum(ranked.slice(0, rank * 4)) / sum(ranked), share, 0.08, `top ${rank} of the world`);
  },
);

test('a network hosts appliances as often as the scan of 2021 found, by its users', () => {
  const table = [
    [3e3, 0.011],
    [2e4, 0.14],
    [6e4, 0.35],
    [2e5, 0.4],
    [6e5, 0.4],
    [2e6, 0.35],
    [6e6, 0.28],
    [2e7, 0.16],
  ] as const;
  for (const [users, share] of table) {
    assert.is(hostShare(users), share);
    let hosts = 0;
    for (let asn = 0; asn < 20_000; asn++) if (isHost(3, asn, users)) hosts++;
    within(hosts / 20_000, share, 0.02, `${users} users`);
  }
});

test('IPv4 prefixes have the published lengths', () => {
  const lengths = drawLengths(4, 200_000, drawFor(1, 2, 3));
  const shareOf = (from: number, to: number): number =>
    lengths.filter((length) => length >= from && length <= to).length / lengths.length;
  const published = [0.037, 0.017, 0.027, 0.058, 0.07, 0.065, 0.082, 0.085, 0.513];
  published.forEach((share, k) => {
    within(shareOf(16 + k, 16 + k), share, 0.02, `/${16 + k}`);
  });
  within(shareOf(25, 32), 0.04, 0.02, 'longer than /24');
});

withFile(
  'prefixes/routeviews-2015-11-01-v4v6.tsv.gz',
  'lengths and prefixes per network follow the routing table of 2015',
  (rows) => {
    const perAsn = new Map<number, number>();
    const lengths = new Map<string, number>();
    let total4 = 0;
    let total6 = 0;
    for (const [prefix = '', asn] of rows) {
      const is6 = prefix.includes(':');
      const key = `${is6 ? 6 : 4}/${prefix.split('/')[1]}`;
      lengths.set(key, (lengths.get(key) ?? 0) + 1);
      if (is6) total6++;
      else {
        total4++;
        perAsn.set(Number(asn), (perAsn.get(Number(asn)) ?? 0) + 1);
      }
    }
    for (const [family, count, total] of [
      [4, 100_000, total4],
      [6, 100_000, total6],
    ] as const) {
      const drawn = drawLengths(family, count, drawFor(9, family, 1));
      for (let length = 8; length <= 64; length++) {
        const real = (lengths.get(`${family}/${length}`) ?? 0) / total;
        const model = drawn.filter((value) => value === length).length / count;
        within(model, real, 0.02, `share of IPv${family} /${length}`);
      }
    }
    if (!existsSync(`${shared}/isp/as-users-2019-11.tsv.gz`)) return;
    const users = new Map<number, number>();
    for (const [, asn, , count] of readTable('isp/as-users-2019-11.tsv.gz'))
      if (Number(count) > 0) users.set(Number(asn), (users.get(Number(asn)) ?? 0) + Number(count));
    const real: number[] = [];
    const model: number[] = [];
    for (const [asn, count] of users) {
      const announced = perAsn.get(asn);
      if (announced === undefined) continue;
      real.push(announced);
      model.push(prefixCount4(count, drawFor(4, asn, 5), 1));
    }
    const gap = gapOf(real, model);
    assert.ok(gap <= 0.08, `KS of prefixes per network ${gap}`);
    within(sum(model) / model.length, sum(real) / real.length, 12, 'mean prefixes per network');
  },
);

test('exchanges have members as published: quartiles and tail', () => {
  const sizes = Array.from({ length: 20_000 }, (_, k) => exchangeSize(drawFor(2, k, 9)));
  sizes.sort((a, b) => a - b);
  const at = (share: number): number => sizes[Math.floor(share * sizes.length)] ?? 0;
  const share = (value: number): number =>
    sizes.filter((size) => size <= value).length / sizes.length;
  // Twice the KS of the fit.
  for (const [quantile, value] of [
    [0.5, 13],
    [0.75, 39],
    [0.9, 120],
    [0.95, 185],
    [0.99, 449],
  ] as const)
    within(share(value), quantile, 0.07, `exchanges of at most ${value} (model: ${at(quantile)})`);
});

withFile('ixp/members.tsv.gz', 'members and presence follow the real exchanges', (rows) => {
  const real = rows
    .filter((row) => row[0] !== 'ix_id')
    .map((row) => ({
      members: Number(row[5]),
      isPresent: (row[6] ?? '').split(',').includes('2906'),
    }));
  const model = Array.from({ length: 20_000 }, (_, k) => exchangeSize(drawFor(2, k, 9)));
  const gap = gapOf(
    real.map((row) => row.members),
    model,
  );
  assert.ok(gap <= 0.07, `KS ${gap}, twice that of the fit is .07`);
  for (const [from, to] of [
    [0, 10],
    [10, 30],
    [30, 100],
    [100, 300],
    [300, 1e9],
  ] as const) {
    const bin = real.filter((row) => row.members >= from && row.members < to);
    const share = bin.filter((row) => row.isPresent).length / bin.length;
    within(presenceShare((from + Math.min(to, 500)) / 2), share, 0.03, `present, from ${from}`);
  }
});

test.run();
