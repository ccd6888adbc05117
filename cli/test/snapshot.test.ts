// Do two snapshot files show their difference, and does a check say apply, hold or refuse?
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compileSnapshot, prefixPool, type World } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type TinySite, tinyWorld } from './support/tiny-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-snapshot-'));
const bin = resolve('cli/bin/fairlead.js');

function fairlead(...words: string[]) {
  const env = { ...process.env, NO_COLOR: '1' };
  const done = spawnSync(process.execPath, [bin, ...words], { encoding: 'utf8', cwd: folder, env });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function answer(code: number, ...words: string[]) {
  const done = fairlead(...words, '--json');
  assert.is(done.code, code, done.err);
  return JSON.parse(done.out);
}

/** Writes a snapshot of the world and returns the name of its file. */
function write(name: string, world: World, version: { sequence: number; fleet?: string }): string {
  writeFileSync(join(folder, name), compileSnapshot(world, version).snapshot.bytes);
  return name;
}

const site = (id: string, hops: number, change: Partial<TinySite> = {}): TinySite => {
  const usual = { kind: 'ix', appliances: 2, capacityBps: 1e10, linkBps: 1e11 } as const;
  return { id, hops, ...usual, ...change };
};
const worldOf = (...sites: TinySite[]) => tinyWorld({ sites, members: 100 });
const pair = worldOf(site('far', 2), site('near', 1)); // its appliances: far-a0 … near-a3
const base = write('base.snapshot', pair, { sequence: 1 });
const older = write('older.snapshot', pair, { sequence: 0 });
const gone = write('gone.snapshot', worldOf(site('far', 2)), { sequence: 2 });

test('snapshot diff: a snapshot has no difference from itself, and that is exit code 0', () => {
  const diff = answer(0, 'snapshot', 'diff', base, base);
  assert.is(diff.isEmpty, true);
  assert.match(fairlead('snapshot', 'diff', base, base).out, /No difference/);
});

test('snapshot diff: another fleet with the same tables is told, and is a difference', () => {
  const other = write('other.snapshot', pair, { sequence: 1, fleet: 'us' });
  const diff = answer(0, 'snapshot', 'diff', base, other);
  assert.equal(
    [diff.isEmpty, diff.fleet.fields],
    [false, [{ field: 'id', from: 'default', to: 'us' }]],
  );
  assert.match(fairlead('snapshot', 'diff', base, other).out, /its id +default → us/);
});

test('snapshot diff: a cluster that is gone is named, and who follows for how much space', () => {
  const diff = answer(0, 'snapshot', 'diff', base, gone);
  assert.equal(diff.base, { snapshot: base, fleet: 'default', epoch: 0, sequence: 1 });
  assert.is(diff.candidate.sequence, 2);
  assert.equal(diff.groups, [
    {
      cause: 'first',
      from: ['near-c'],
      to: ['far-c'],
      fromSites: ['near'],
      toSites: ['far'],
      measure: { v4AddressCount: 65536, v6BlockCount: 0, sampleWeight: 0 },
    },
  ]);
  assert.equal(diff.fleet.clusters.removed, ['near-c']);
  const { code, out } = fairlead('snapshot', 'diff', base, gone);
  assert.is(code, 0);
  assert.match(out, /first +65\.5 k +0 +near-c +far-c\n/);
  assert.match(out, /clusters removed +1 +near-c\n/);
  assert.match(out, /copies held +320 +160 +160 +0\n/);
  assert.match(out, /capacity of ix links +200 Gbps +100 Gbps +100 Gbps +0 bps\n/);
  const { copies, files } = diff.content;
  assert.equal([copies.lost, files.lost, diff.content.links[0].afterBps], [160, 0, 1e11]);
});

test('snapshot check: 0 and apply for a first or a harmless one', () => {
  const alone = answer(0, 'snapshot', 'check', base);
  assert.equal(alone, { snapshot: base, verdict: 'apply', reasons: [] });
  const { verdict, against, impact } = answer(0, 'snapshot', 'check', base, '--against', older);
  assert.equal([verdict, against], ['apply', 'older.snapshot']);
  assert.equal([impact.movedShare, impact.causes], [0, []]);
});

test('snapshot check: 1 and hold for one that drops half of the fleet, with the reasons', () => {
  const { verdict, reasons } = answer(1, 'snapshot', 'check', gone, '--against', base);
  assert.is(verdict, 'hold');
  assert.equal(
    reasons.map(({ code, share }: { code: string; share: number }) => `${code} ${share}`),
    [
      ...['appliances 0.5', 'capacity 0.5', 'capacity 0.5', 'links 0.5', 'links 0.5'],
      ...['copies 0.5', 'candidates 0.5', 'moved 1'],
    ],
  );
  const { out, err } = fairlead('snapshot', 'check', gone, '--against', base);
  assert.match(err, /all files weigh alike .* pass --world/);
  assert.match(out, /^gone\.snapshot: hold\n {2}appliances: 50 % of the appliances that are up/);
  assert.match(out, /capacity gone, ix sites +50\.0 % +40\.0 Gbps to 20\.0 Gbps\n/);
  assert.match(out, /capacity gone, ix links +50\.0 % +200 Gbps to 100 Gbps\n/);
  assert.match(out, /copies gone +50\.0 % +160 of 320\n/);
  assert.match(
    out,
    /dry run +requests +no answer +last resort +worse +worse, unexplained +other, unexplained +other by copies /,
  );
  assert.match(out, /all IPv4 +80 +0(\.0)? % +0(\.0)? % +0(\.0)? %/);
});

test('snapshot check: 2 and refuse for an old or a foreign one', () => {
  const old = answer(2, 'snapshot', 'check', base, '--against', gone);
  assert.equal([old.verdict, old.reasons[0].code], ['refuse', 'version']);
  const foreign = write('foreign.snapshot', pair, { sequence: 9, fleet: 'theirs' });
  const theirs = answer(2, 'snapshot', 'check', foreign, '--against', base);
  assert.equal([theirs.verdict, theirs.reasons[0].code], ['refuse', 'fleet']);
});

test('snapshot check and diff: 2 for a damaged or a missing file, with every problem', () => {
  const bytes = readFileSync(join(folder, base));
  bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
  writeFileSync(join(folder, 'damaged.snapshot'), bytes);
  const { error } = answer(2, 'snapshot', 'check', 'damaged.snapshot', '--against', base);
  assert.equal(
    error.problems.map(({ code }: { code: string }) => code),
    ['digest'],
  );
  assert.is(fairlead('snapshot', 'diff', base, 'damaged.snapshot').code, 2);
  const missing = fairlead('snapshot', 'check', 'missing.snapshot');
  assert.is(missing.code, 2);
  assert.match(missing.err, /missing\.snapshot: there is no such file/);
});

/** A world of 200 /16 networks, the k-th of which is served from site k + `shift`. */
function wideWorld(shift: number): World {
  const sites = Array.from({ length: 70 }, (_, k) => site(`s${k}${'-'.repeat(shift)}`, 1));
  const world = worldOf(...sites, ...sites.map((each, k) => ({ ...each, id: `t${k}` })));
  const prefixes = prefixPool();
  const rows = Array.from({ length: 200 }, (_, k) =>
    prefixes.add(4, 16, Uint32Array.of((20 * 256 + k) * 65536, 0, 0, 0)),
  );
  const cluster = Uint32Array.from(rows, (_, k) => 70 + ((k + shift) % 70));
  const routes = {
    count: rows.length,
    cluster,
    prefix: Uint32Array.from(rows),
    path: new Uint32Array(rows.length),
    med: new Uint32Array(rows.length),
    link: cluster,
    rpki: new Uint8Array(rows.length),
  };
  const { clients } = world;
  const no = new Uint32Array(0);
  const none = { ...clients, count: 0, prefix: no, asn: no, metro: no };
  return { ...world, prefixes: prefixes.columns(), routes, clients: none };
}

test('snapshot diff: however much differs, 50 lines show the most and count the rest', () => {
  const before = write('before.snapshot', wideWorld(0), { sequence: 0 });
  const after = write('after.snapshot', wideWorld(1), { sequence: 1 });
  const { out } = fairlead('snapshot', 'diff', before, after);
  const lines = out.trimEnd().split('\n');
  assert.ok(lines.length <= 50, `${lines.length} lines`);
  assert.match(out, /first +70 +13\.1 M/);
  assert.match(out, /… and 58 more groups\n/);
  assert.match(out, /clusters added +70 +s0--c, s1--c, s10--c and 67 more\n/);
  assert.is(answer(0, 'snapshot', 'diff', before, after).groups.length, 70);
});

test.after(() => rmSync(folder, { recursive: true, force: true }));
test.run();
