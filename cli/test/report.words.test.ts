// Does a page show a customer what is meant: frames that say they go on, and words for events?
import type { RunResult } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareHtml, reportHtml } from '../report/write.ts';
import { inventRun } from './support/fixture.ts';
import { inventComparison } from './support/invented-document.ts';
import { closePages, openPages, promise, wide, withPage } from './support/report-pages.ts';

test.before(() =>
  openPages(() => {
    const run = inventRun();
    const candidate = inventRun({ harm: 1.6 });
    return {
      'run.html': reportHtml(run),
      'sample.html': reportHtml(sampled(run)),
      'compare.html': compareHtml(inventComparison(run, candidate), run, candidate),
    };
  }),
);

/** The run, as one of a tenth of its members. */
function sampled(run: RunResult): RunResult {
  const simulated = { ...run.document.simulated, sessions: 2075, samplingFactor: 0.1 };
  return { ...run, document: { ...run.document, simulated } };
}

test.after(closePages);

/** Of each frame that scrolls: whether its edges tell where there is more. Runs in the page. */
const silentFrames = `[...document.querySelectorAll('*')].filter((frame) => {
  if (!/auto|scroll/.test(getComputedStyle(frame).overflowX) || frame === document.body) return false;
  const told = frame.dataset.more ?? '';
  const right = frame.scrollWidth - frame.clientWidth - frame.scrollLeft > 1;
  const below = frame.scrollHeight - frame.clientHeight - frame.scrollTop > 1;
  return right !== told.includes('right') || below !== told.includes('below');
}).map((frame) => frame.className + ' ' + frame.ariaLabel)`;

for (const file of ['run.html', 'compare.html'])
  promise(`${file} fades every frame out where it goes on, and no further`, () =>
    withPage(file, { viewport: { width: 390, height: 800 } }, async ({ page }) => {
      const told = page.locator('[data-more~="right"]');
      await told.first().waitFor();
      assert.equal(await page.evaluate(silentFrames), []);
      const count = await told.count();
      await page.evaluate(`document.querySelector('[data-more~="right"]').scrollTo(1e6, 0)`);
      await told.nth(count - 1).waitFor({ state: 'detached' });
      assert.equal(await page.evaluate(silentFrames), []);
    }),
  );

promise('a comparison is headed by titles, and says in words which event one side has not', () =>
  withPage('compare.html', wide, async ({ page }) => {
    const { base, candidate } = JSON.parse((await page.textContent('#page')) ?? '');
    const head = (await page.textContent('h1')) ?? '';
    for (const { title } of [base, candidate]) assert.match(head, title);
    assert.not.match((await page.innerText('#differs')) ?? '', /[{}[\]"]/);
    assert.not.match(await page.innerText('body'), /(site|link|appliance)-down/);
  }),
);

promise(
  'a page of a sample says in a sentence how many were simulated, and what figures stand for',
  () =>
    withPage('sample.html', wide, async ({ page }) => {
      const said =
        /A sample was simulated: 10(\.0)?\s% of members, 2,075 sessions\. Amounts stand for all/;
      assert.match((await page.textContent('header')) ?? '', said);
    }),
);

promise('a page of all members speaks of no sample', () =>
  withPage('run.html', wide, async ({ page }) => {
    assert.not.match((await page.textContent('header')) ?? '', /sample/);
  }),
);

test.run();
