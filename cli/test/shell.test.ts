// Does the service that core/README.md shows serve, out of the tarball, whatever is done to it?
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { serialize } from 'node:v8';
import { hashId, readRecord, recordBytes } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileStrictly } from './support/examples.ts';
import { otherNodes } from './support/other-nodes.ts';
import { packedFolder } from './support/packed.ts';
import { type Running, startShell } from './support/shell-process.ts';
import { tinyWorld } from './support/tiny-world.ts';

const linesMax = 60;
const sources = ['cli/test/shell/shell.ts', 'cli/test/shell/compiler.ts'];
const sourceOf = (path = '') => readFileSync(path, 'utf8');

/** Everybody is nearest to `near`; two boxes of thirty are less than what is held. */
const world = tinyWorld({
  members: 1000,
  sites: ['near', 'far', 'last'].map((id, k) => ({
    ...{ id, kind: 'ix', appliances: 10, capacityBps: 1e11, linkBps: 1e12 },
    ...{ hops: k + 1, hasTransit: true },
  })),
});

let folder = '';
test.before(() => {
  folder = packedFolder();
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const path of sources) copyFileSync(path, join(folder, basename(path)));
  writeFileSync(join(folder, 'world'), serialize(world));
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

test(`the service has at most ${linesMax} lines, and core/README.md shows it word for word`, () => {
  const readme = readFileSync('core/README.md', 'utf8');
  for (const path of sources) assert.ok(readme.includes(`\n${sourceOf(path)}\``), path);
  assert.ok(sourceOf(sources[0]).trimEnd().split('\n').length <= linesMax);
});

test('it compiles against the tarball under the strictest rules', () => {
  assert.equal(compileStrictly(sources.map((path) => join(folder, basename(path)))), []);
});

const good = '/?client=11.1.2.3&file=f0&session=s1';
const priority = (body: unknown) =>
  (body as { 'PATHWAY-PRIORITY': string[] })['PATHWAY-PRIORITY'] ?? [];
const sitesOf = (body: unknown) => [...new Set(priority(body).map((id) => id.split('-')[0]))];
const codes = (body: unknown) => (body as { code: string }[]).map(({ code }) => code);
const kinds = (body: unknown) => (body as { kind: string }[]).map(({ kind }) => kind);
type Counts = {
  decisions: number;
  contained: number;
  unknownFiles: number;
  ignored: Record<string, number>;
};
const countsOf = async ({ get }: Running) => (await get('/counts')).body as Counts;
/** Until the next tick has been taken in. */
const tick = () => new Promise((done) => setTimeout(done, 1100));

async function steers({ get }: Running): Promise<void> {
  const { status, body } = await get(good);
  assert.is(status, 200);
  assert.equal([sitesOf(body), priority(body).length], [['near'], 5]);
  const [first] = (body as { 'PATHWAY-CLONES': { ID: string; 'URI-REPLACEMENT': object }[] })[
    'PATHWAY-CLONES'
  ];
  assert.equal(first?.['URI-REPLACEMENT'], { HOST: `${first?.ID}.cdn.example` });
  for (const client of [
    '',
    'not an address',
    '1.2.3.4.5',
    '300.1.1.1',
    '2400::1%25eth0',
    '11.1.2.3 ',
  ])
    assert.equal(await get(`/?client=${client}&file=f0&session=s1`), {
      status: 400,
      body: [{ code: 'bad-address', path: 'client', text: 'expected an IPv4 or IPv6 address' }],
    });
  assert.equal(codes((await get('/?client=11.1.2.3')).body), ['bad-file', 'bad-session']);
  assert.equal(codes((await get(`${good}&want=many`)).body), ['bad-want']);
  await steersAsAsked(get);
}

/** What a query may ask beyond client, file and session: all of it as texts. */
async function steersAsAsked(get: Running['get']): Promise<void> {
  const asked = async (query: string) => priority((await get(`${good}&${query}`)).body);
  const usual = priority((await get(good)).body);
  assert.equal(await asked('want=2'), usual.slice(0, 2));
  const spread = await asked('want=3&spread=site=1');
  assert.equal(
    spread.map((id) => id.split('-')[0]),
    ['near', 'far', 'last'],
  );
  assert.is((await asked('spread=cluster=1,site=1')).length, 3);
  const last = spread.at(-1) ?? '';
  assert.is((await asked(`servedBy=${last}`))[0], last);
  assert.equal(await asked('capabilities=h3,tls13&territory=DE'), usual, 'nobody lists any');
  // What a player adds to the address by itself.
  assert.equal(await asked('_HLS_pathway=near-a0&_HLS_throughput=5140000'), usual);
  for (const [query, code] of [
    ['want=17', 'bad-want'],
    ['want=2&want=3', 'bad-want'],
    ['spread=near', 'bad-spread'],
    ['capabilities=', 'bad-capabilities'],
    ['served_by=near-a0', 'unknown-member'],
  ] as const) {
    const { status, body } = await get(`${good}&${query}`);
    assert.equal([status, codes(body)], [400, [code]], query);
  }
}

async function counts(shell: Running): Promise<void> {
  const before = await countsOf(shell);
  const unknown = await shell.get('/?client=11.1.2.3&file=nobody-has-it&session=s1');
  assert.equal([unknown.status, codes(unknown.body)], [503, ['no-target']]);
  assert.is((await countsOf(shell)).unknownFiles, before.unknownFiles + 1);
  assert.is(before.ignored.request, 13, 'every bad ask');
}

async function hears(shell: Running): Promise<void> {
  const { get, post } = shell;
  const ill = { kind: 'report', of: 'health', appliance: 'near-a0', isFit: false, sequence: 1 };
  for (const appliance of [0, '0', 'nobody', null, {}]) {
    const { status, body } = await post('/events', { ...ill, observer: 0, appliance });
    assert.is(status, 400);
    const isText = typeof appliance === 'string';
    assert.equal(codes(body), [isText ? 'unknown-appliance' : 'bad-event']);
  }
  for (const body of [null, 7, 'text', [], { kind: 'tick' }, { ...ill, observer: '0' }])
    assert.is((await post('/events', JSON.stringify(body))).status, 400);
  assert.is((await post('/events', '{"kind":')).status, 400);
  for (const observer of [0, 1]) await post('/events', { ...ill, observer });
  for (const k of [0, 1, 2]) await post('/events', { ...ill, observer: 0, sequence: 1 - k });
  await post('/events', { ...ill, observer: 9 });
  const load = { kind: 'report', of: 'load', table: 'appliance', id: 'near-a1', ageMs: 0 };
  await post('/events', { ...load, load: -1 });
  await post('/events', { ...load, load: 1e9, ageMs: -5000 });
  assert.is((await post('/events', { ...load, load: 1e13 })).status, 200);
  await tick();
  const targets = new Set<string | undefined>();
  for (let k = 0; k < 40; k++)
    for (const id of priority((await get(`/?client=11.1.2.3&file=f0&session=${k}`)).body))
      targets.add(id);
  assert.equal([targets.has('near-a0'), targets.has('near-a1')], [false, false], 'ill and full');
  assert.is(targets.size, 7, 'nine hold the file');
  const { ignored } = await countsOf(shell);
  const { stale, jump, observer, future } = ignored;
  assert.equal([stale, jump, observer, ignored.load, future], [2, 1, 1, 1, 1]);
}

const announce = (med: number) => ({
  ...{ kind: 'announce', cluster: 'last-c', prefix: '11.1.0.0/16', link: 'last-l' },
  ...{ asPathLength: 3, med },
});
const withdraw = (site: string) => ({
  ...{ kind: 'withdraw', cluster: `${site}-c`, prefix: '11.1.0.0/16' },
});

async function changes({ get, post }: Running): Promise<void> {
  const odd = [null, 1, {}, { kind: 'announce', prefix: { toString: 1 } }];
  const wrong = await post('/changes', odd);
  assert.is(wrong.status, 409);
  assert.equal(codes(wrong.body).length, 4);
  assert.equal(codes((await post('/changes', { changes: [] })).body), ['bad-changes']);
  const drop = ['near', 'far', 'last'].map(withdraw);
  assert.equal(kinds((await post('/changes', drop)).body), ['held']);
  assert.equal(sitesOf((await get(good)).body), ['near'], 'what is held does not serve');
  assert.equal(kinds((await post('/changes', [announce(7)])).body), ['served', 'released']);
  assert.equal(sitesOf((await get(good)).body), ['near'], 'nor does it come in with the next');
  for (const sequence of [0, 1, 'x', 1e300])
    assert.equal(codes((await post(`/changes?sequence=${sequence}`, [announce(8)])).body), [
      'version',
    ]);
  // More often than there are buffers: every one that is let go of comes back.
  for (let med = 10; med < 22; med++)
    assert.equal(kinds((await post('/changes', [announce(med)])).body), ['served', 'released']);
  const both = await Promise.all([
    post('/changes', [announce(30)]),
    post('/changes', [announce(31)]),
  ]);
  for (const { status, body } of both) assert.is(status, 200, JSON.stringify(body));
}

async function rollsBack({ get, post }: Running): Promise<void> {
  const held = await post('/changes', ['near'].map(withdraw));
  assert.equal(kinds(held.body), ['held'], 'a whole site moves');
  assert.is((await post('/events', { kind: 'override', because: '' })).status, 400);
  const forced = await post('/events', { kind: 'override', because: 'the site moves' });
  assert.equal(kinds(forced.body), ['served', 'released']);
  assert.equal(sitesOf((await get(good)).body), ['far']);
  assert.equal(kinds((await post('/changes', [announce(40)])).body), ['served', 'released']);
  assert.equal(sitesOf((await get(good)).body), ['far'], 'what was overridden stays');
  assert.equal(kinds((await post('/events', { kind: 'rollback' })).body), [
    'rolled-back',
    'released',
  ]);
  assert.equal(sitesOf((await get(good)).body), ['near'], 'the snapshot that it began with');
  const again = await post('/events', { kind: 'rollback' });
  assert.equal([again.status, kinds(again.body)], [409, ['refused']]);
  assert.is((await post('/events', { kind: 'override', because: 'why not' })).status, 409);
  assert.equal(kinds((await post('/changes', [announce(41)])).body), ['served']);
  assert.equal(sitesOf((await get(good)).body), ['near'], 'changes go on from what serves');
}

async function contains(shell: Running): Promise<void> {
  const { get, post, damage } = shell;
  await damage();
  const before = await countsOf(shell);
  for (let k = 0; k < 3; k++) assert.is((await get(good)).status, 200, 'by the last resort');
  assert.is((await countsOf(shell)).contained, before.contained + 3);
  await tick();
  assert.equal(sitesOf((await get(good)).body), ['near'], 'back on the last good one');
  const bytes = readFileSync(join(folder, 'failed.records'));
  assert.is(bytes.length, recordBytes, 'one record of three');
  const record = readRecord(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0);
  assert.is(record?.request.fileHash, hashId('f0'));
  assert.equal(kinds((await post('/changes', [announce(50)])).body), ['served']);
  assert.is((await get('//')).status, 404);
  assert.is((await get('/nothing')).status, 404);
}

for (const node of [process.execPath, ...otherNodes])
  test(`it serves, and survives whatever is done to it (${nodeName(node)})`, async () => {
    rmSync(join(folder, 'failed.records'), { force: true });
    const shell = await startShell(folder, node, join(folder, 'world'));
    try {
      for (const part of [steers, counts, hears, changes, rollsBack, contains]) await part(shell);
    } finally {
      await shell.stop();
    }
    assert.ok(existsSync(join(folder, 'failed.records')));
  });

function nodeName(node: string): string {
  return `Node ${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()}`;
}

test.run();
