// Do networks, prefixes and exchanges agree with the published figures and the real files?
import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exchangeSize, presenceShare } from '../generate/exchanges.ts';
import { networkCount, networkShares } from '../generate/networks/networks.ts';
import { drawLengths, prefixCount4 } from '../generate/networks/prefixes.ts';
import { drawFor } from '../generate/rows.ts';
import { hostShare, isHost } from '../generate/sites.ts';
import { gapOf, readTable, shared, sum, withFile, within } from './support/published.ts';

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
