// How does a test look at report pages? In a browser that may ask nobody for anything.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { browserFlags, browserPath } from './browser.ts';

let browser: Browser | undefined;
let folder = '';

type Opened = { readonly page: Page; readonly complaints: string[]; readonly requests: string[] };

/** Where the pages lie. */
export const pagesFolder = (): string => folder;

/** Opens a page, lets `act` look at it, and asserts that nothing complained or was asked for. */
export async function withPage(
  file: string,
  options: BrowserContextOptions,
  act: (opened: Opened) => Promise<void>,
): Promise<void> {
  if (!browser) throw new Error('no browser runs');
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (/error|warning/.test(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  const address = pathToFileURL(join(folder, file)).href;
  await page.goto(address);
  await page.waitForSelector('#traffic svg, #base-traffic svg');
  await act({ page, complaints, requests });
  assert.equal(complaints, []);
  assert.equal(
    requests.filter((url) => !url.startsWith('data:')),
    [address],
  );
  await context.close();
}

export const wide = { viewport: { width: 1280, height: 900 } };

/** A test that is skipped by name where no browser is installed. */
export function promise(title: string, prove: () => Promise<void>): void {
  if (browserPath) test(title, prove);
  else test.skip(`${title} (no browser is installed)`);
}

/** Starts the browser and writes the pages that `make` gives, by file name. */
export async function openPages(make: () => { readonly [file: string]: string }): Promise<void> {
  if (!browserPath) return;
  folder = mkdtempSync(join(tmpdir(), 'fairlead-report-'));
  for (const [file, text] of Object.entries(make())) writeFileSync(join(folder, file), text);
  browser = await chromium.launch({ executablePath: browserPath, args: browserFlags });
}

export async function closePages(): Promise<void> {
  await browser?.close();
  if (folder !== '') rmSync(folder, { recursive: true });
}
