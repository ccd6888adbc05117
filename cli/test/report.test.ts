// Does a report carry its run faithfully, safely and the same way every time?
import { isIPv6 } from 'node:net';
import type { RunResult } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EmbeddedPage, EmbeddedRun } from '../report/embed.ts';
import { pageStyle } from '../report/style.ts';
import { compareHtml, reportHtml } from '../report/write.ts';
import { inventRun } from './support/fixture.ts';
import { inventComparison } from './support/invented-document.ts';
import { apart, contrast, eyes } from './support/sight.ts';

/** What a browser's parser would find in the script element of the page's content. */
function embedded(html: string): EmbeddedPage {
  const [, text = ''] =
    /<script type="application\/json" id="page">(.*?)<\/script/s.exec(html) ?? [];
  return JSON.parse(text);
}

function embeddedRun(html: string): EmbeddedRun {
  const page = embedded(html);
  if (page.kind !== 'run') throw new Error('this is no report of a run');
  return page.run;
}

function numbers(run: EmbeddedRun, table: string, column: string): readonly number[] {
  const found = run.tables[table]?.columns[column];
  if (!found || !('numbers' in found)) throw new Error(`no numbers in ${table}.${column}`);
  return found.numbers.map((value) => value ?? Number.NaN);
}

function valuesOf(run: RunResult, table: string, column: string): readonly number[] {
  const series = run.series.find(({ name }) => name === table);
  const found = series?.columns.find(({ name }) => name === column);
  return Array.from(found?.values ?? [], Number);
}

test('markup in names, titles and scenarios stays text', () => {
  const evil = '</script><script>alert(1)</script><!-- <svg onload=x> &amp;';
  const run = inventRun();
  const series = run.series.map((table) =>
    table.name === 'sites'
      ? {
          ...table,
          columns: table.columns.map((column) =>
            column.name === 'city'
              ? { name: 'city', values: [evil, ...column.values.slice(1)].map(String) }
              : column,
          ),
        }
      : table,
  );
  const asked = { ...run.document.provenance.scenario, title: evil };
  const provenance = { ...run.document.provenance, scenario: asked };
  const html = reportHtml({ document: { ...run.document, provenance }, series });
  assert.is(html.split('</script').length - 1, 2, 'script elements that end');
  assert.not.match(html, '<script>alert');
  assert.not.match(html, '<!--');
  const page = embedded(html);
  assert.is(page.title, evil);
  assert.ok(page.kind === 'run' && page.effective.includes('alert(1)'));
  assert.match(html, '<title>&lt;/script&gt;&lt;script&gt;alert(1)');
});

test('equal results give equal bytes, whatever the time zone and however long the run took', () => {
  const zone = process.env.TZ;
  const first = reportHtml(inventRun());
  process.env.TZ = 'Asia/Kathmandu';
  const run = inventRun();
  const timing = { wallSeconds: 9, sessionsPerSecond: 1, peakRssBytes: 2, workers: 8 };
  const second = reportHtml({ ...run, document: { ...run.document, timing } });
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  assert.ok(first === second);
});

test('no client address stands in a report', () => {
  const run = inventRun();
  const other = inventRun({ harm: 2 });
  for (const html of [reportHtml(run), compareHtml(inventComparison(run, other), run, other)]) {
    const four = [...html.matchAll(/(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d+))?(?![\d.])/g)];
    const long4 = four.filter(([, , length]) => !(Number(length ?? 32) <= 24));
    assert.equal(
      long4.map(([text]) => text),
      [],
    );
    const six = [
      ...html.matchAll(/(?<![\w:.-])([0-9a-f]*(?::[0-9a-f]*){2,})(?:\/(\d+))?(?![\w:.-])/gi),
    ];
    const long6 = six.filter(
      ([, text = '', length]) => text !== '::' && isIPv6(text) && !(Number(length ?? 128) <= 56),
    );
    assert.equal(
      long6.map(([text]) => text),
      [],
    );
  }
});

test('a report asks for nothing but itself', () => {
  const html = reportHtml(inventRun());
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  assert.equal(policy?.split('; '), [
    "default-src 'none'",
    "script-src 'unsafe-inline'",
    "style-src 'unsafe-inline'",
    'img-src data:',
  ]);
  assert.not.match(html, /<(link|script|img|iframe)[^>]*(src|href)="(?!data:)/);
  assert.not.match(html, /@import|url\(/);
});

test('the embedded numbers are those of the run to five digits', () => {
  const run = inventRun();
  const page = embeddedRun(reportHtml(run));
  for (const [table, column] of [
    ['epochs', 'embedded_bps'],
    ['utilisation', 'link_p95'],
    ['sites', 'peak_carried_share'],
    ['networks', 'transit_bytes'],
  ] as const) {
    const exact = valuesOf(run, table, column);
    const kept = numbers(page, table, column);
    assert.is(kept.length, exact.length);
    exact.forEach((value, row) => {
      const error = Math.abs((kept[row] ?? Number.NaN) - value);
      assert.ok(error <= 5e-5 * Math.abs(value), `${table}.${column} row ${row}: ${kept[row]}`);
    });
  }
  assert.equal(numbers(page, 'networks', 'asn'), valuesOf(run, 'networks', 'asn'));
});

test('a long run is thinned: its counts still add up and its maxima stay', () => {
  const run = inventRun({ evenings: 40 });
  const page = embeddedRun(reportHtml(run));
  assert.is(page.epochsPerRow, 2);
  assert.is(numbers(page, 'epochs', 'start_ms').length, 1920);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  assert.is(sum(numbers(page, 'epochs', 'failovers')), sum(valuesOf(run, 'epochs', 'failovers')));
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  const exact = most(valuesOf(run, 'utilisation', 'link_max'));
  assert.ok(Math.abs(most(numbers(page, 'utilisation', 'link_max')) - exact) < 1e-4);
});

test('a run that lacks a table is refused by the name of the table', () => {
  const run = inventRun();
  const series = run.series.filter(({ name }) => name !== 'links');
  assert.throws(() => reportHtml({ ...run, series }), /no table "links"/);
});

test('a report of the world stays below 8 MB and says what it left out', () => {
  const run = inventRun({ sites: 6_000, networks: 24_000, evenings: 20 });
  const html = reportHtml(run);
  const bytes = Buffer.byteLength(html);
  assert.ok(bytes < 8e6, `${bytes} bytes`);
  const { networks } = embeddedRun(html).tables;
  assert.is((networks?.count ?? 0) + (networks?.left ?? 0), 24_000);
  assert.ok((networks?.left ?? 0) > 0);
});

test('a comparison keeps the largest movements of each KPI and counts the rest', () => {
  const [base, candidate] = [inventRun(), inventRun({ harm: 2 })];
  const comparison = inventComparison(base, candidate);
  const page = embedded(compareHtml(comparison, base, candidate));
  if (page.kind !== 'compare') throw new Error('this is no comparison');
  const moved = comparison.by.filter(({ difference }) => difference !== 0);
  assert.is(page.comparison.by.length + page.left, moved.length);
  const sizes = moved
    .filter(({ kpi, dimension }) => kpi === 'offload.share' && dimension === 'site')
    .map(({ difference }) => Math.abs(difference));
  const kept = page.comparison.by
    .filter(({ kpi, dimension }) => kpi === 'offload.share' && dimension === 'site')
    .map(({ difference }) => Math.abs(difference));
  assert.equal(kept, sizes.sort((a, b) => b - a).slice(0, kept.length));
});

const [lightStyle = '', darkStyle = ''] = [...pageStyle.matchAll(/:root \{([^}]*)\}/g)].map(
  ([, body]) => body,
);

function tokens(style: string): Map<string, string> {
  return new Map(
    [...style.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, a = '', b = '']) => [a, b]),
  );
}

const families = [
  ['--embedded', '--pni', '--ix', '--transit', '--unserved'],
  [
    ...['--miss-route', '--miss-content', '--miss-drain', '--miss-loss', '--miss-health'],
    ...['--miss-load', '--miss-link'],
  ],
  ['--quantile-1', '--quantile-2', '--quantile-3', '--quantile-4'],
  ['--load-1', '--load-2', '--load-3', '--load-4', '--load-5'],
];

for (const [theme, style] of [
  ['light', lightStyle],
  ['dark', darkStyle],
] as const) {
  const colours = tokens(style);
  const colour = (name: string) => colours.get(name) ?? '';

  test(`colours of one family stay apart for every kind of eye in the ${theme} theme`, () => {
    for (const family of families) {
      for (const [eye, matrix] of Object.entries(eyes)) {
        family.forEach((one, place) => {
          for (const other of family.slice(place + 1)) {
            const distance = apart(colour(one), colour(other), matrix);
            assert.ok(distance > 10, `${one} and ${other}, ${eye}: ${distance.toFixed(1)}`);
          }
        });
      }
    }
  });

  test(`texts stand out from their ground in the ${theme} theme`, () => {
    for (const [ink, grounds] of [
      ['--ink', ['--ground', '--card', '--land', '--faint', '--good-ground', '--bad-ground']],
      ['--quiet', ['--ground', '--card']],
      ['--accent', ['--ground', '--card']],
      ['--good', ['--card', '--good-ground']],
      ['--bad', ['--card', '--bad-ground']],
    ] as const) {
      for (const ground of grounds) {
        const ratio = contrast(colour(ink), colour(ground));
        assert.ok(ratio >= 4.5, `${ink} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  });
}

test.run();
