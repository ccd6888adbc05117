// Does core answer alike in a browser, a web worker and a service worker, from the same files?
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { compileSnapshot } from '@fairlead/core';
import { loadPlaces } from '@fairlead/scenarios';
import { generateWorld } from '@fairlead/sim';
import { type Browser, chromium, type Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { answersDigest } from './support/answers-digest.ts';
import { browserFlags, browserPath } from './support/browser.ts';

const decisions = 5000;
const { places, countries } = await loadPlaces();
const { snapshot } = compileSnapshot(generateWorld({ size: 'small', seed: 1 }, places, countries));
const expected = answersDigest(snapshot.bytes, decisions);

/** The digest, if it is the same with a module of WebAssembly that was compiled beforehand. */
const fetched = `
  import { batchModuleBytes } from '/core/index.js';
  import { answersDigest } from '/answers-digest.js';
  const answer = async () => {
    const bytes = new Uint8Array(await (await fetch('/snapshot')).arrayBuffer());
    const module = await WebAssembly.compile(batchModuleBytes());
    const digests = [answersDigest(bytes, ${decisions}), answersDigest(bytes, ${decisions}, module)];
    return digests[0] === digests[1] ? digests[0] : digests.join(' is not ');
  };`;
const pages: Readonly<Record<string, readonly [type: string, text: string]>> = {
  '/': ['text/html', '<!doctype html><link rel="icon" href="data:,"><title>core</title>'],
  '/page.js': ['text/javascript', `${fetched}\nexport { answer };`],
  '/worker.js': ['text/javascript', `${fetched}\npostMessage(await answer());`],
  '/service.js': [
    'text/javascript',
    `${fetched}
    addEventListener('install', (event) => event.waitUntil(skipWaiting()));
    addEventListener('activate', (event) => event.waitUntil(clients.claim()));
    addEventListener('message', (event) =>
      event.waitUntil(answer().then((digest) => event.source.postMessage(digest))));`,
  ],
};

/** The files of core's `dist` as they are; only the bare name of the package is a path here. */
function respond(path: string): readonly [type: string, body: string | Uint8Array] | undefined {
  if (path === '/snapshot') return ['application/octet-stream', snapshot.bytes];
  if (path === '/answers-digest.js') {
    const text = readFileSync(new URL('./support/answers-digest.js', import.meta.url), 'utf8');
    return ['text/javascript', text.replace("'@fairlead/core'", "'/core/index.js'")];
  }
  if (!path.startsWith('/core/')) return pages[path];
  const file = join('core/dist', normalize(path.slice('/core'.length)));
  return existsSync(file) ? ['text/javascript', readFileSync(file, 'utf8')] : undefined;
}

let browser: Browser | undefined;
let server: Server | undefined;
let page: Page | undefined;
const complaints: string[] = [];

test.before(async () => {
  if (browserPath === undefined) return;
  server = createServer((request, response) => {
    const found = respond(request.url ?? '');
    response.writeHead(found ? 200 : 404, { 'content-type': found?.[0] ?? 'text/plain' });
    response.end(found?.[1] ?? 'no such file');
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  browser = await chromium.launch({ executablePath: browserPath, args: browserFlags });
  page = await browser.newPage();
  page.on('console', (message) => {
    if (/error|warning/.test(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
test.after(async () => {
  await browser?.close();
  server?.close();
});

const homes: readonly (readonly [where: string, code: string])[] = [
  ['a page', `import('/page.js').then(({ answer }) => answer())`],
  [
    'a web worker',
    `new Promise((done, fail) => {
      const worker = new Worker('/worker.js', { type: 'module' });
      worker.onmessage = ({ data }) => done(data);
      worker.onerror = ({ message }) => fail(new Error(message));
    })`,
  ],
  [
    'a service worker',
    `navigator.serviceWorker
      .register('/service.js', { type: 'module' })
      .then(() => navigator.serviceWorker.ready)
      .then(({ active }) => new Promise((done) => {
        navigator.serviceWorker.onmessage = ({ data }) => done(data);
        active.postMessage('answer');
      }))`,
  ],
];

for (const [where, code] of homes) {
  const title = `${where} of a browser gives the decisions of this Node, from the same files`;
  if (browserPath === undefined) test.skip(`${title} (no Chromium here)`, () => {});
  else
    test(title, async () => {
      assert.is(await page?.evaluate(code), expected);
      assert.equal(complaints, []);
    });
}

test.run();
