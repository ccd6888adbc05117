// Do titles have the published shares of hours, runtimes and ages?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drawTitles, titleHours } from '../generate/titles.ts';
import { gapOf, sum, withFile, within } from './support/published.ts';

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

test.run();
