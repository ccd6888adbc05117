// Does every option of decide either change an answer in a form, or get refused there?
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileSnapshot, createState } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { linesAnswerer } from '../commands/answer-lines.ts';
import * as registry from '../commands/registry.ts';
import { type ReplyOptions, replier } from '../commands/reply-options.ts';
import { declaredBy } from '../terminal/parse-options.ts';
import { key, keyFile } from './support/reply-keys.ts';
import { tinyWorld } from './support/tiny-world.ts';
import { understood } from './support/understood.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-forms-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const site = { appliances: 2, capacityBps: 1e10, linkBps: 1e11, hops: 1 } as const;
const sites = [
  { ...site, id: 'e1', kind: 'embedded' as const },
  { ...site, id: 'x1', kind: 'ix' as const, hops: 2 },
];
const { snapshot } = compileSnapshot(tinyWorld({ sites, members: 100 }));
const asked = JSON.stringify({ client: '11.1.77.123', file: 'f0', session: 's1' });

/** A value of each option that is not its default; those that hold in every form stand below. */
const values: { readonly [option: string]: string } = {
  host: '--host {appliance}.other.example',
  pathway: '--pathway site --host {site}.cdn.example',
  path: '--path /own/{file}',
  ttl: '--ttl 7',
  reload: '--reload https://again.example',
  base: '--base cdn',
  fallback: '--fallback far',
  'variant-uri': '--variant-uri v1=https://{host}/{file}',
  'rendition-uri': '--rendition-uri r1=https://{host}/{file}',
  'key-file': `--key-file ${keyFile(folder, key)}`,
  'token-minutes': '--token-minutes 7',
  'token-network': '--token-network',
  scope: '--scope',
};
const everywhere = ['as', 'state', 'record', 'embedded-ipv4', 'panic-share', 'json', 'quiet'];
const forms = ['json', 'hls', 'dash', 'urls'];

/** The answer under a command line, or the words in which it is refused. */
async function answerTo(line: string): Promise<{ answer: string } | { refused: string }> {
  const read = await understood(`decide s.snapshot ${line}`);
  if (!('options' in read)) return { refused: 'text' in read ? read.text : read.kind };
  const options = read.options as unknown as ReplyOptions & { readonly scope: boolean };
  const reply = await replier(options, snapshot);
  const answering = { reply, hasScope: options.scope };
  const [answer = ''] = linesAnswerer(
    snapshot,
    createState(snapshot),
    answering,
  )([{ text: asked, number: 1 }]);
  return { answer };
}

/** What stands beside an option, so that it alone makes the difference: what it needs is added. */
async function besides(form: string, option: string): Promise<string> {
  // Where nobody is cloned a document names no host.
  const clones = option === 'host' && /hls|dash/.test(form) ? ` ${values.base}` : '';
  let line = `--as ${form}${clones}`;
  for (let added = 0; added < 4; added++) {
    const host =
      /--host/.test(`${line} ${values[option]}`) || form === 'json' ? '' : ` ${values.host}`;
    const tried = await answerTo(`${line}${host} ${values[option]}`);
    const [, needed = ''] = /needs --([a-z-]+)/.exec('refused' in tried ? tried.refused : '') ?? [];
    if (needed === '') break;
    line += ` ${values[needed]}`;
  }
  return line;
}

test('every option of decide holds in all forms, or has a value here', async () => {
  const declared = Object.keys((await declaredBy(registry.decide)).key);
  const known = new Set([...Object.keys(values), ...everywhere, 'snapshot', 'help']);
  assert.equal(
    declared.filter((name) => name.length > 1 && !known.has(name)),
    [],
  );
});

for (const form of forms)
  for (const option of Object.keys(values))
    test(`decide --as ${form} --${option} makes a difference or is refused`, async () => {
      const line = await besides(form, option);
      const isHost = /--host/.test(values[option] ?? '');
      const host = form === 'json' ? '' : ' --host {appliance}.cdn.example';
      const before = await answerTo(`${line}${host}`);
      const after = await answerTo(`${line}${isHost ? '' : host} ${values[option]}`);
      if ('refused' in after) assert.match(after.refused, /--[a-z-]+ is for --as/);
      else assert.is.not(JSON.stringify(after), JSON.stringify(before));
    });

test.run();
