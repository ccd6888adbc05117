// Does decide answer in the forms that players read, and say nothing of who asked?
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { compileSnapshot, recordBytes } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { replier } from '../commands/reply-options.ts';
import { readKeys, verifyToken } from '../io/sign.ts';
import { isCommandFailure } from '../terminal/exit.ts';
import { problemsText } from '../terminal/problems.ts';
import { key, keyFile } from './support/reply-keys.ts';
import { tinyWorld } from './support/tiny-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-reply-'));
const bin = resolve('cli/bin/fairlead.js');
const path = join(folder, 'tiny.snapshot');
test.after(() => rmSync(folder, { recursive: true, force: true }));

const site = { appliances: 2, capacityBps: 1e10, linkBps: 1e11, hops: 1 } as const;
const world = tinyWorld({
  sites: [
    { ...site, id: 'e1', kind: 'embedded' },
    { ...site, id: 'x1', kind: 'ix', hops: 2 },
  ],
  members: 100,
});
const { snapshot } = compileSnapshot(world);
writeFileSync(path, snapshot.bytes);

function fairlead(words: readonly string[], input: string) {
  const done = spawnSync(process.execPath, [bin, ...words], { encoding: 'utf8', input });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const canary = '11.1.77.123';
const ask = (change = {}) =>
  JSON.stringify({ client: canary, file: 'f0', session: 's1', want: 5, ...change });

function reply(words: readonly string[], ...lines: string[]) {
  const { code, out, err } = fairlead(['decide', path, ...words], lines.join('\n'));
  assert.is(code, 0, err);
  const documents = out.trimEnd().split('\n');
  return documents.map((line) => JSON.parse(line));
}

const hosts = ['--host', '{appliance}.cdn.example'];

test('decide --as hls: the order of the targets, a clone each, the playlist as fallback', () => {
  const [plain] = reply([], ask());
  const appliances = plain.targets.map(({ appliance }: { appliance: string }) => appliance);
  const words = ['--as', 'hls', ...hosts, '--base', 'cdn', '--fallback', 'o1,o2'];
  const [document] = reply([...words, '--ttl', '30', '--reload', '/steer?s=1'], ask());
  assert.equal(document['PATHWAY-PRIORITY'], [...appliances, 'o1', 'o2']);
  assert.equal([document.VERSION, document.TTL, document['RELOAD-URI']], [1, 30, '/steer?s=1']);
  assert.equal(
    document['PATHWAY-CLONES'],
    appliances.map((id: string) => ({
      'BASE-ID': 'cdn',
      ID: id,
      'URI-REPLACEMENT': { HOST: `${id}.cdn.example` },
    })),
  );
});

test('decide --as dash: one pathway a site where a site is one host', () => {
  const words = ['--as', 'dash', '--host', '{site}.cdn.example', '--pathway', 'site'];
  const [document] = reply(words, ask());
  assert.equal(document['PATHWAY-PRIORITY'], ['e1', 'x1']);
  assert.equal(document['SERVICE-LOCATION-PRIORITY'], ['e1', 'x1']);
});

test('decide --as: a document without clones is the same with hosts and without', () => {
  for (const as of ['hls', 'dash']) {
    const [bare] = reply(['--as', as], ask());
    assert.equal(bare, reply(['--as', as, ...hosts], ask())[0]);
    assert.ok(bare['PATHWAY-PRIORITY'].length > 1);
  }
});

test('decide --as: nobody to serve is an error at its place, and the stream goes on', () => {
  const lines = [ask({ file: 'unknown' }), ask(), '{'];
  const [none, some, bad] = reply(['--as', 'hls', ...hosts], ...lines);
  assert.equal([none.error.code, none.error.line], ['no-target', 1]);
  assert.is(some.VERSION, 1);
  assert.is(bad.error.code, 'bad-json');
  const [urls] = reply(['--as', 'urls', ...hosts], ask({ file: 'unknown' }));
  assert.equal(urls, { urls: [], reason: 'none' });
});

test('decide --as urls: every URL has a token for its host, path and client alone', async () => {
  const file = keyFile(folder, key);
  const words = ['--as', 'urls', ...hosts, '--path', '/v/{file}', '--key-file', file];
  const [{ urls }] = reply([...words, '--token-network', '--token-minutes', '5'], ask());
  assert.is(urls.length, 4);
  const read = await readKeys(file);
  assert.ok('keys' in read);
  const nowS = Math.floor(Date.now() / 1000);
  for (const { url, appliance } of urls) {
    const { host, pathname, searchParams } = new URL(url);
    assert.equal([host, pathname], [`${appliance}.cdn.example`, '/v/f0']);
    const token = searchParams.get('token') ?? '';
    const use = { host, path: pathname, network: '11.1.77.0/24', nowS };
    const verdict = verifyToken(read.keys, token, use);
    assert.ok('claims' in verdict, JSON.stringify(verdict));
    assert.is(verdict.claims.expiresS - verdict.claims.notBeforeS, 300);
    const refusals = [
      { host: 'other.example' },
      { path: '/v/f1' },
      { network: '11.1.78.0/24' },
      { nowS: nowS + 361 },
      { nowS: nowS - 90 },
    ].map((change) => verifyToken(read.keys, token, { ...use, ...change }));
    assert.equal(
      refusals.map((each) => 'refusal' in each && each.refusal),
      ['host', 'path', 'network', 'expired', 'too-early'],
    );
  }
});

test('decide --as hls: tokens travel in the parameters of the clones, for the folder', async () => {
  const file = keyFile(folder, key);
  const words = ['--as', 'hls', ...hosts, '--base', 'cdn', '--key-file', file];
  const [document] = reply(words, ask());
  const read = await readKeys(file);
  assert.ok('keys' in read);
  for (const clone of document['PATHWAY-CLONES']) {
    const { HOST, PARAMS } = clone['URI-REPLACEMENT'];
    const nowS = Math.floor(Date.now() / 1000);
    const use = { host: HOST, path: '/f0/720p/seg1.m4s', network: 'any', nowS };
    assert.ok('claims' in verifyToken(read.keys, PARAMS.token, use));
  }
});

test('decide --as: options that make no answer are refused by their names', async () => {
  const plain = { as: 'hls', host: '{appliance}.example', pathway: 'appliance' };
  const refused = async (change: object) => {
    try {
      await replier({ ...plain, tokenNetwork: false, ...change } as never, snapshot);
    } catch (error) {
      assert.ok(isCommandFailure(error) && error.exitCode === 2, String(error));
      return `${error.message}\n${stripVTControlCharacters(problemsText(error.problems))}`;
    }
    return 'accepted';
  };
  assert.is(await refused({}), 'accepted');
  assert.is(await refused({ host: undefined }), 'accepted');
  assert.match(await refused({ host: undefined, base: 'b' }), /--as hls --base b needs --host/);
  assert.match(await refused({ host: undefined, as: 'urls' }), /--as urls needs --host/);
  assert.match(await refused({ host: 'cdn.example' }), /--host: without \{appliance\}/);
  assert.match(await refused({ path: 'x' }), /--path: "x" is not a path/);
  assert.match(await refused({ reload: 'a b' }), /--reload: "a b" is not a URI/);
  assert.match(await refused({ base: 'b', variantUri: 'x' }), /expected ID=PATTERN/);
  const two = 'v=https://{host}/a,b/{file},w=https://{host}/w';
  assert.is(await refused({ base: 'b', variantUri: two }), 'accepted');
  assert.match(await refused({ base: 'ü' }), /"ü" is not a pathway id/);
  const { code, err } = fairlead(['decide', path, '--as', 'xml'], ask());
  assert.is(code, 2);
  assert.match(err, /--as: expected one of/);
});

/** Everything that decide, explain and replay say and keep about one client. */
function everythingSaid(client: string): string {
  const line = ask({ client });
  const records = join(folder, 'canary.records');
  const said: string[] = [];
  const run = (words: readonly string[], input = line) => {
    const { out, err } = fairlead(words, input);
    said.push(out, err);
  };
  const keyed = ['--key-file', keyFile(folder, key), '--token-network'];
  run(['decide', path, '--record', records]);
  run(['decide', path, '--as', 'hls', ...hosts, '--base', 'b', ...keyed]);
  run(['decide', path, '--as', 'urls', ...hosts, ...keyed]);
  const broken = [`${line.slice(0, -1)},`, `${line}}`, `[${line}]`, `"${client}"`, client];
  const wrong = [{ want: 99 }, { file: 5 }, { client: `${client}/32` }, { client: `${client} ` }];
  run(['decide', path], [...broken, ...wrong.map((each) => ask({ client, ...each }))].join('\n'));
  run(['explain', path, '--client', client, '--file', 'f0', '--session', 's1']);
  run(['explain', path, '--client', `${client}/32`, '--file', 'f0', '--session', 's1']);
  run(['replay', path, records, '--without-nearest', '--json']);
  said.push(readFileSync(records, 'latin1'));
  const tokens = said.join('\n').match(/k1\.[\w-]+/g) ?? [];
  said.push(...tokens.map((token) => Buffer.from(token.slice(3), 'base64url').toString()));
  return said.join('\n');
}

test('privacy: no output, error, record or token has a full client address', () => {
  const v4 = everythingSaid(canary);
  assert.match(v4, /11\.1\.77\.0\/24/, 'the shortened one is there');
  assert.not.match(v4, /11\.1\.77\.123/);
  const bytes = [11, 1, 77, 123];
  for (const order of [bytes, [...bytes].reverse()])
    assert.not.ok(v4.includes(String.fromCharCode(...order)), 'nor as bytes');
  const v6 = everythingSaid('2a00:1:2:3ff:dead:beef:0:77');
  assert.match(v6, /2a00:1:2:300::\/56/);
  assert.not.match(v6, /dead|beef|3ff/i);
});

test('decide --record: 64 bytes of each decision, and an interrupted file leaves the old one', () => {
  const records = join(folder, 'r.records');
  reply(['--record', records], ask(), '{', ask({ session: 's2' }));
  assert.is(readFileSync(records).length, 2 * recordBytes);
  const text = join(folder, 'notes.txt');
  writeFileSync(text, 'not ours');
  const { code, err } = fairlead(['decide', path, '--record', text], ask());
  assert.is(code, 2);
  assert.match(err, /no file of records/);
  assert.is(readFileSync(text, 'utf8'), 'not ours');
  assert.equal(
    readdirSync(folder).filter((name) => name.includes('partial')),
    [],
  );
});

test('decide --record: a snapshot, which is whole records by its length, is not a file of records', () => {
  const copy = join(folder, 'copy.snapshot');
  const bytes = readFileSync(path);
  writeFileSync(copy, bytes);
  assert.is(bytes.length % recordBytes, 0);
  const { code, err } = fairlead(['decide', copy, '--record', copy], ask());
  assert.is(code, 2);
  assert.match(err, /no file of records/);
  assert.equal(readFileSync(copy), bytes);
  const text = join(folder, 'todo.txt');
  writeFileSync(text, 'a line of notes, padded'.padEnd(recordBytes - 1, '.').concat('\n'));
  assert.is(fairlead(['decide', path, '--record', text], ask()).code, 2);
  assert.match(readFileSync(text, 'utf8'), /^a line of notes/);
});

test.run();
