// Does a report work in a browser: offline, by keyboard, in the dark, and on a telephone?
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { RunResult } from '@fairlead/sim';
import type { Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareHtml, reportHtml } from '../report/write.ts';
import { inventRun } from './support/fixture.ts';
import { inventComparison } from './support/invented-document.ts';
import {
  closePages,
  openPages,
  pagesFolder,
  promise,
  wide,
  withPage,
} from './support/report-pages.ts';

/** Count of the map's colours and the red of its corner, read from a copy of the canvas. */
async function mapOf(page: Page): Promise<{ colours: number; red: number }> {
  return page.evaluate<{ colours: number; red: number }>(`(() => {
    const map = document.querySelector('.map canvas');
    const { width, height } = map;
    const copy = Object.assign(document.createElement('canvas'), { width, height });
    const ink = copy.getContext('2d', { willReadFrequently: true });
    ink.drawImage(map, 0, 0);
    const pixels = new Uint32Array(ink.getImageData(0, 0, width, height).data.buffer);
    return { colours: new Set(pixels).size, red: pixels[0] & 255 };
  })()`);
}

/** The run as it would be had somebody stopped it, with a KPI that nothing was measured for. */
function stopped({ document, series }: RunResult): RunResult {
  const expectations = document.expectations.map((one) => ({ ...one, ok: null }));
  const simulated = { ...document.simulated, isPartial: true };
  const empty = { value: null, unit: 'ratio', reason: 'nothing was played in the window' };
  const kpis = { ...document.kpis, 'qoe.rebuffer.ratio': empty };
  return { document: { ...document, simulated, kpis, expectations }, series };
}

test.before(() =>
  openPages(() => {
    const run = inventRun();
    const candidate = inventRun({ harm: 1.6 });
    return {
      'run.html': reportHtml(run),
      'part.html': reportHtml(stopped(run)),
      'big.html': reportHtml(inventRun({ sites: 6_000, networks: 16_000 })),
      'compare.html': compareHtml(inventComparison(run, candidate), run, candidate),
    };
  }),
);

test.after(closePages);

promise('a report opens offline, complains of nothing and draws every chart', () =>
  withPage('run.html', wide, async ({ page }) => {
    const marks = await page.$$eval('.plot svg', (charts) =>
      charts.map(
        (chart) =>
          [...chart.querySelectorAll('.mark')].filter(
            (mark) => (mark.getAttribute('d') ?? '').length > 100,
          ).length,
      ),
    );
    // Losses; demand, classes, misses, what became of it, trouble, starts; loads and sessions.
    assert.equal(marks, [3, 2, 5, 7, 3, 3, 2, 4, 4, 1, 1]);
    const events = await page.$$eval('.plot svg', (charts) =>
      charts.map((chart) => chart.querySelectorAll('.event').length),
    );
    assert.equal(events, new Array(11).fill(4));
    assert.match((await page.textContent('h1')) ?? '', 'An evening');
    assert.match((await page.textContent('.verdict')) ?? '', '1 of 4 expectations failed');
  }),
);

promise(
  'what was lost is told by country, by site and by event, in UTC and by the local clock',
  () =>
    withPage('run.html', wide, async ({ page }) => {
      const lost = (await page.textContent('#lost')) ?? '';
      assert.match(lost, /of what was asked for was lost, [\d.]+\s[TPG]B\./);
      assert.match(lost, /Lost by countryCountry.*DE[\d.]+.TB.*UTC, \d\d:\d\d in Berlin/s);
      assert.match(lost, /Sites that were short.*ix-frankfurt-1/s);
      assert.match(lost, /While each event lasted.*ix-frankfurt-1 is lost.*1.h/s);
      const axis = await page.$$eval('#demand .grid text', (texts) =>
        texts.map((one) => one.textContent ?? ''),
      );
      assert.ok(axis.includes('UTC') && axis.includes('Berlin'));
      const [utc, local] = [axis.indexOf('18:00'), axis.indexOf('19:00')];
      assert.ok(utc >= 0 && local >= 0, axis.join());
      assert.match((await page.textContent('.window')) ?? '', '17:00 to 01:00 in Berlin');
    }),
);

promise('the report of a run that was stopped says so, and judges nothing', () =>
  withPage('part.html', wide, async ({ page }) => {
    const verdict = (await page.textContent('.verdict')) ?? '';
    assert.match(verdict, /^Partial: stopped at .* UTC, planned to .* UTC\. Nothing is judged\./);
    const cards = await page.locator('.card').allTextContents();
    assert.is(cards.filter((text) => text.includes('not judged, expected')).length, 4);
    assert.not(cards.some((text) => /met|failed/.test(text)));
    assert.ok(cards.some((text) => text.includes('nothing was played in the window')));
  }),
);

promise('the report of a run opens as clean as that of the fixture', () => {
  const words = ['run', 'scenarios/worlds/one-exchange.yaml', '-o', join(pagesFolder(), 'real')];
  const done = spawnSync(process.execPath, ['cli/bin/fairlead.js', ...words]);
  assert.is(done.status, 0);
  return withPage('real/report.html', wide, async ({ page }) => {
    assert.match((await page.textContent('h1')) ?? '', 'One country, one exchange site');
    assert.ok((await page.locator('.plot svg .mark').count()) > 10);
    assert.is(await page.locator('.plot svg').first().locator('.event').count(), 2);
  });
});

promise('the map paints land and sites', () =>
  withPage('run.html', wide, async ({ page }) => {
    const { colours } = await mapOf(page);
    assert.ok(colours > 50, `${colours} colours`);
  }),
);

promise('every chart has a name, and a table of its values or a legend with them', () =>
  withPage('run.html', wide, async ({ page }) => {
    const unnamed = await page.$$eval(
      '[role="img"]',
      (charts) =>
        charts.filter((chart) => (chart.getAttribute('aria-label') ?? '').length < 20).length,
    );
    assert.is(unnamed, 0);
    assert.ok((await page.locator('[role="img"]').count()) >= 10);
    const bare = await page.$$eval('figure.chart', (figures) =>
      figures
        .filter((figure) => !figure.querySelector('details, .lanes + .legend'))
        .map((figure) => figure.id),
    );
    assert.equal(bare, []);
    await page.click('#traffic summary');
    await page.waitForSelector('#traffic tbody tr');
    assert.is(await page.locator('#traffic tbody tr').count(), 96);
  }),
);

promise('arrow keys move one crosshair over all charts and the read-out says what is there', () =>
  withPage('run.html', wide, async ({ page }) => {
    await page.keyboard.press('Tab');
    await page.focus('#traffic .scrub');
    await page.keyboard.press('Home');
    const place = () => page.getAttribute('#traffic .cross line', 'x1').then(Number);
    const first = await place();
    assert.match(
      (await page.textContent('#voice')) ?? '',
      /^16:00 UTC, 17:00 in Berlin: Embedded .*bps, .*total/,
    );
    await page.keyboard.press('ArrowRight');
    assert.ok((await place()) > first);
    const both = '16:05 UTC, 17:05 in Berlin';
    assert.ok(((await page.textContent('#voice')) ?? '').startsWith(both));
    assert.is(await page.getAttribute('#traffic .scrub', 'aria-valuetext'), both);
    assert.is(await page.locator('.plot .cross:has(line)').count(), 11);
    const whens = await page.$$eval('.plot', (plots) =>
      plots.map((plot) => plot.previousElementSibling?.querySelector('.when')?.textContent),
    );
    assert.equal([...new Set(whens)], [both]);
    await page.keyboard.press('Escape');
    assert.is(await page.locator('.plot .cross:has(line)').count(), 0);
  }),
);

promise('the pointer moves the crosshair too, and the map reads out the site under it', () =>
  withPage('run.html', wide, async ({ page }) => {
    await page.locator('#traffic .scrub').hover();
    assert.is(await page.locator('.plot .cross:has(line)').count(), 11);
    await page.focus('.map .scrub');
    await page.keyboard.press('ArrowRight');
    assert.match((await page.textContent('#voice')) ?? '', /: (embedded|ix), peak \d/);
    assert.ok(await page.locator('.map .ring').isVisible());
    assert.is(await page.textContent('.map .tip'), await page.textContent('#voice'));
  }),
);

promise('the sites table filters, sorts, and says how many rows there are', () =>
  withPage('run.html', wide, async ({ page }) => {
    const cells = (column: number) =>
      page.locator(`#sites tbody tr > :nth-child(${column})`).allTextContents();
    assert.is((await cells(1)).length, 60);
    await page.fill('#sites-filter', 'paris');
    assert.match((await page.textContent('#sites .count')) ?? '', '5 sites that match, of 60.');
    assert.equal([...new Set(await cells(3))], ['Paris']);
    await page.fill('#sites-filter', '');
    const header = page.locator('#sites th', { hasText: 'Country' });
    await header.locator('button').click();
    assert.is(await header.getAttribute('aria-sort'), 'ascending');
    const countries = await cells(4);
    assert.equal(countries, [...countries].sort());
  }),
);

promise('a world of 6,000 sites and 16,000 networks shows 200 rows and counts the rest', () =>
  withPage('big.html', wide, async ({ page }) => {
    assert.is(await page.locator('#networks tbody tr').count(), 200);
    assert.match((await page.textContent('#networks .count')) ?? '', '15,800 more');
    const nodes = await page.locator('*').count();
    assert.ok(nodes < 20_000, `${nodes} elements`);
  }),
);

promise('the dark scheme turns the page dark, and the switch overrules the system', () =>
  withPage('run.html', { ...wide, colorScheme: 'dark' }, async ({ page }) => {
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    assert.is(await ground(), 'rgb(18, 20, 25)');
    assert.ok((await mapOf(page)).red < 60);
    await page.click('label[for="theme-light"]');
    assert.is(await ground(), 'rgb(246, 247, 249)');
    assert.ok((await mapOf(page)).red > 180);
  }),
);

for (const file of ['run.html', 'compare.html']) {
  promise(`${file}, all unfolded, has no horizontal overflow, and no row as tall as a screen`, () =>
    withPage(file, { viewport: { width: 360, height: 800 } }, async ({ page }) => {
      await page.evaluate(
        "document.querySelectorAll('details').forEach((one) => (one.open = true))",
      );
      for (const width of [360, 390, 768, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.ok(Number(wider) <= 0, `${wider} px too wide at ${width} px`);
        const tall = '[...document.querySelectorAll("tr")].map((row) => row.offsetHeight)';
        const tallest = await page.evaluate(`Math.max(...${tall})`);
        assert.ok(Number(tallest) < 200, `a row of ${tallest} px at ${width} px`);
      }
    }),
  );
}

promise('a report reads the same in another time zone and language', async () => {
  const texts: string[] = [];
  for (const [timezoneId, locale] of [
    ['UTC', 'en-US'],
    ['Asia/Tokyo', 'de-DE'],
  ] as const) {
    await withPage('run.html', { ...wide, timezoneId, locale }, async ({ page }) => {
      texts.push(await page.innerText('body'));
    });
  }
  assert.is(texts[0], texts[1]);
});

promise('a comparison shows each chart twice on the same scale, with one crosshair', () =>
  withPage('compare.html', wide, async ({ page }) => {
    const axis = (id: string) => page.locator(`#${id} .grid text`).allTextContents();
    for (const id of ['traffic', 'misses', 'trouble']) {
      assert.equal(await axis(`base-${id}`), await axis(`candidate-${id}`));
    }
    await page.locator('#base-traffic .scrub').hover();
    assert.is(await page.locator('#candidate-traffic .cross line').count(), 2);
    assert.match((await page.textContent('.verdict')) ?? '', 'Worse in 9 of 27 KPIs');
    const verdicts = await page.locator('.compare .sign').allTextContents();
    assert.equal([...new Set(verdicts)], ['✕ worse', '✓ better', '= same', '? no data']);
    assert.match((await page.textContent('#differs')) ?? '', 'What differs between');
    assert.ok((await page.locator('.moved .lane i').count()) > 20);
  }),
);

test.run();
