// Does fairlead explain say, so that a reader can check it, why a client gets what it gets?
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  compileSnapshot,
  createState,
  explain,
  findFile,
  findRow,
  hashId,
  parseAddress,
  setAppliance,
  setLink,
  shortenedText,
  unmap,
  upBit,
  vantageOf,
} from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explanationText } from '../tables/explain-text.ts';
import { tinyWorld } from './support/tiny-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-explain-'));
const bin = resolve('cli/bin/fairlead.js');
const path = join(folder, 'three.snapshot');
test.after(() => rmSync(folder, { recursive: true, force: true }));

const site = { kind: 'ix', appliances: 1, capacityBps: 1e10, linkBps: 1e11, hops: 2 } as const;

/**
 * Three appliances: isp-a0 in the network of the client, then ams-a1 and fra-a2 of equal rank at
 * two exchanges, of which ams has transit. All hold all files, but isp lacks f1.
 */
function threeAppliances() {
  const world = tinyWorld({
    sites: [
      { ...site, id: 'isp', kind: 'embedded', hops: 1 },
      { ...site, id: 'ams', hasTransit: true },
      { ...site, id: 'fra' },
    ],
    members: 100,
  });
  const { count, file, copies } = world.manifests;
  const rest = Array.from(file).filter((row) => row !== 1);
  const { snapshot } = compileSnapshot({
    ...world,
    manifestId: ['all', 'isp-c'],
    clusters: { ...world.clusters, manifest: Uint32Array.of(1, 0, 0) },
    manifests: {
      count: count + rest.length,
      manifest: Uint32Array.from({ length: count + rest.length }, (_, k) => (k < count ? 0 : 1)),
      file: Uint32Array.from([...file, ...rest]),
      copies: Uint32Array.from([...copies, ...rest.map(() => 9)]),
    },
  });
  return snapshot;
}

const snapshot = threeAppliances();
writeFileSync(path, snapshot.bytes);

/** `isp-a0 ill`, `isp-a0 down`, `isp-a0 0.5` (sheds), `isp-l 1` (a link sheds), between commas. */
function stateOf(words: string) {
  const state = createState(snapshot);
  for (const [id = '', what = ''] of words.split(', ').map((each) => each.split(' '))) {
    const row: number = findRow(snapshot, id.endsWith('-l') ? 'link' : 'appliance', id);
    if (id.endsWith('-l')) setLink(state, row, Number(what));
    else if (what === 'ill') setAppliance(state, row, { healthy: false, shedShare: 0 });
    else if (what === 'down') state.appliance[row] = (state.appliance[row] ?? 0) & ~upBit;
    else if (id !== '') setAppliance(state, row, { healthy: true, shedShare: Number(what) });
  }
  return state;
}

function told(client: string, file: string, want = 5, belief = '', panicShare = 0): string {
  const words = new Uint32Array(4);
  const family = unmap(parseAddress(client, words), words);
  const vantage = vantageOf(snapshot, family, words);
  const hashes = { fileHash: hashId(file), sessionHash: hashId('s1') };
  const request = { vantage, file: findFile(snapshot, file), ...hashes, want };
  const explanation = explain(snapshot, stateOf(belief), request, { panicShare });
  const asked = { client: shortenedText(family, words), file, session: 's1', panicShare };
  return stripVTControlCharacters(explanationText(asked, explanation));
}

const questions: readonly Parameters<typeof told>[] = [
  ['11.1.2.3', 'f0'],
  ['11.1.2.3', 'f0', 1],
  ['11.1.2.3', 'f0', 2],
  ['11.1.2.3', 'f1'],
  ['11.1.2.3', 'f0', 5, 'isp-a0 ill'],
  ['11.1.2.3', 'f0', 1, 'isp-a0 down, fra-a2 0.25'],
  ['11.1.2.3', 'f0', 5, 'isp-l 1, ams-a1 1'],
  ['11.1.2.3', 'f1', 5, 'ams-a1 ill, fra-a2 1'],
  ['99.1.2.3', 'f0', 5, 'isp-a0 ill'],
  ['11.1.2.3', 'f99'],
];

/** What stands under candidates where no world is given. */
const noWhy = `
Why in this order: the snapshot keeps ranks alone; --world FOLDER, the world it was compiled from,
adds of each candidate prefix, AS path, MED and distance, and what put it before the next.`;

/** Checked by hand against the rules of steering. */
const golden = `\
Client 11.1.2.0/24 (vantage 1), file f0, session s1
Ranked: eligible appliances in the order of the network.
3 targets, 5 wanted; first isp-a0 at isp over isp-l, rank 0.

Candidates
rank  cluster  site  link   appliance  what became of it
   0  isp-c    isp   isp-l  isp-a0     target 1
   1  ams-c    ams   ams-l  ams-a1     target 2
   1  fra-c    fra   fra-l  fra-a2     target 3
${noWhy}

Client 11.1.2.0/24 (vantage 1), file f0, session s1
Ranked: eligible appliances in the order of the network.
1 target, 1 wanted; first isp-a0 at isp over isp-l, rank 0.

Candidates
rank  cluster  site  link   appliance  what became of it
   0  isp-c    isp   isp-l  isp-a0     target 1
   1  ams-c    ams   ams-l  ams-a1     eligible, but there were enough before
   1  fra-c    fra   fra-l  fra-a2     eligible, but there were enough before
${noWhy}

Client 11.1.2.0/24 (vantage 1), file f0, session s1
Ranked: eligible appliances in the order of the network.
2 targets, 2 wanted; first isp-a0 at isp over isp-l, rank 0.

Candidates
rank  cluster  site  link   appliance  what became of it
   0  isp-c    isp   isp-l  isp-a0     target 1
   1  ams-c    ams   ams-l  ams-a1     target 2
   1  fra-c    fra   fra-l  fra-a2     eligible, but others of its rank are before it
${noWhy}

Client 11.1.2.0/24 (vantage 1), file f1, session s1
Ranked: eligible appliances in the order of the network.
2 targets, 5 wanted; first fra-a2 at fra over fra-l, rank 1.

Candidates
rank  cluster  site  link   appliance  what became of it
   0  isp-c    isp   isp-l  –          C: does not hold the file
   1  ams-c    ams   ams-l  ams-a1     target 2
   1  fra-c    fra   fra-l  fra-a2     target 1
${noWhy}

Client 11.1.2.0/24 (vantage 1), file f0, session s1
Ranked: eligible appliances in the order of the network.
2 targets, 5 wanted; first ams-a1 at ams over ams-l, rank 1.

Candidates
rank  cluster  site  link   appliance  what became of it
   0  isp-c    isp   isp-l  isp-a0     H: believed unhealthy
   1  ams-c    ams   ams-l  ams-a1     target 1
   1  fra-c    fra   fra-l  fra-a2     target 2
${noWhy}

Client 11.1.2.0/24 (vantage 1), file f0, session s1
Ranked: eligible appliances in the order of the network.
1 target, 1 wanted; first ams-a1 at ams over ams-l, rank 1.

Candidates
rank  cluster  site  link   appliance  what became of it
   0  isp-c    isp   isp-l  isp-a0     D: drained or down
   1  ams-c    ams   ams-l  ams-a1     target 1
   1  fra-c    fra   fra-l  fra-a2     L: sheds this session (25 % of sessions)
${noWhy}

Client 11.1.2.0/24 (vantage 1), file f0, session s1
Ranked: eligible appliances in the order of the network.
1 target, 5 wanted; first fra-a2 at fra over fra-l, rank 1.

Candidates
rank  cluster  site  link   appliance  what became of it
   0  isp-c    isp   isp-l  isp-a0     K: its link sheds this session (100 % of sessions)
   1  ams-c    ams   ams-l  ams-a1     L: sheds this session (100 % of sessions)
   1  fra-c    fra   fra-l  fra-a2     target 1
${noWhy}

Client 11.1.2.0/24 (vantage 1), file f1, session s1
Fail-open: only health or load stood in the way, so H, F, L and K are ignored and C, M, P and D are not.
2 targets, 5 wanted; first fra-a2 at fra over fra-l, rank 1.

Candidates
rank  cluster  site  link   appliance  what became of it
   0  isp-c    isp   isp-l  –          C: does not hold the file
   1  ams-c    ams   ams-l  ams-a1     target 2, though H: believed unhealthy
   1  fra-c    fra   fra-l  fra-a2     target 1, though L: sheds this session (100 % of sessions)
${noWhy}

Client 99.1.2.0/24 (vantage 0), file f0, session s1
Last resort: no candidate may serve this client, so exchange sites with transit do, nearest first.
1 target, 5 wanted; first ams-a1 at ams over ams-t.
No route covers this client.

Sites of the last resort
rank  cluster  site  link   appliance  what became of it
   –  ams-c    ams   ams-t  ams-a1     target 1

Client 11.1.2.0/24 (vantage 1), file f99, session s1
None: no appliance that could be used is up and holds the file.
No target, 5 wanted.
No manifest names the file f99.

Candidates
rank  cluster  site  link   appliance  what became of it
   0  isp-c    isp   isp-l          –  C: does not hold the file
   1  ams-c    ams   ams-l          –  C: does not hold the file
   1  fra-c    fra   fra-l          –  C: does not hold the file

Sites of the last resort
rank  cluster  site  link   appliance  what became of it
   –  ams-c    ams   ams-t          –  C: does not hold the file
${noWhy}
`;

test('ten questions to a world of three appliances are answered word by word as written', () => {
  assert.is(questions.map((question) => told(...question)).join('\n'), golden);
});

test('under a panic share an ill holder is a target, and the text says why it is one', () => {
  const text = told('11.1.2.3', 'f1', 5, 'ams-a1 ill, fra-a2 ill', 0.75);
  assert.is(
    text,
    `\
Client 11.1.2.0/24 (vantage 1), file f1, session s1
Ranked: eligible appliances in the order of the network.
2 targets, 5 wanted; first fra-a2 at fra over fra-l, rank 1.
Panic: a rank less than 0.75 healthy is served if no later one has room.

Candidates
rank  cluster  site  link   appliance  what became of it
   0  isp-c    isp   isp-l  –          C: does not hold the file
   1  ams-c    ams   ams-l  ams-a1     target 2, though H: believed unhealthy
   1  fra-c    fra   fra-l  fra-a2     target 1, though H: believed unhealthy
${noWhy}
`,
  );
  const state = join(folder, 'panic.csv');
  const ill = 'appliance,ams-a1,false,\nappliance,fra-a2,false,\n';
  writeFileSync(state, `kind,id,healthy,shed_share\n${ill}`);
  const words = ['--file', 'f1', '--state', state, '--panic-share', '0.75'];
  assert.is(fairlead(...words).out, text);
  const document = JSON.parse(fairlead(...words, '--json').out);
  assert.equal([document.panicShare, document.reason], [0.75, 'ranked']);
});

function fairlead(...words: string[]) {
  const usual = Object.entries({ '--client': '11.1.2.3', '--file': 'f0', '--session': 's1' });
  const rest = usual.filter(([option]) => !words.includes(option)).flat();
  const { FORCE_COLOR: _, ...env } = process.env;
  const line = [bin, 'explain', path, ...rest, ...words];
  const done = spawnSync(process.execPath, line, { encoding: 'utf8', env });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

test('fairlead explain: prints the text, and five targets are wanted unless told', () => {
  assert.equal(fairlead(), { code: 0, out: told('11.1.2.3', 'f0'), err: '' });
  assert.equal(fairlead('--want', '1').out, told('11.1.2.3', 'f0', 1));
});

test('fairlead explain --json: has the fields of decide, and the account of every holder', () => {
  const state = join(folder, 'state.csv');
  writeFileSync(state, 'kind,id,healthy,shed_share\nappliance,isp-a0,false,\n');
  const { code, out, err } = fairlead('--state', state, '--json');
  assert.equal([code, err], [0, '']);
  const { client, targets, passedOver, reason, vantage, candidates, resort } = JSON.parse(out);
  assert.is(client, '11.1.2.0/24');
  assert.equal(passedOver, [{ cluster: 'isp-c', rank: 0, label: 'H' }]);
  const asked = JSON.stringify({ client: '11.1.2.3', file: 'f0', session: 's1' });
  const decided = spawnSync(process.execPath, [bin, 'decide', path, '--state', state], {
    encoding: 'utf8',
    input: asked,
  });
  assert.equal({ targets, passedOver, reason, vantage }, JSON.parse(decided.stdout));
  assert.is(candidates.length, 3);
  assert.equal(candidates[0].holders, [
    { appliance: 'isp-a0', place: null, label: 'H', ignored: false, shedShare: 0 },
  ]);
  assert.equal(resort, []);
});

test('fairlead explain: shows of a client its /24 or /56 only, and all of it when asked', () => {
  assert.not.match(fairlead().out + fairlead('--json').out, /11\.1\.2\.3/);
  assert.match(fairlead('--client', '2a00:1:2:3ff::7').out, /2a00:1:2:300::\/56/);
  assert.match(fairlead('--full-address').out, /Client 11\.1\.2\.3 /);
  const { code, err, out } = fairlead('--client', '11.1.2.345', '--full-address');
  assert.equal([code, out], [2, '']);
  assert.match(err, /--client: expected an IPv4 or IPv6 address/);
  assert.not.match(err, /11\.1/);
});

test.run();
