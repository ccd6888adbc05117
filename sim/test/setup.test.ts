// Does one compiler in the loop say what compiling the world anew without the cut links would?
import { compileSnapshot, openSnapshot, readIds, type Snapshot, type World } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scheduleEvents } from '../events/schedule.ts';
import { generateWorld } from '../generate/generate-world.ts';
import { createStream, nextUnit, openStream } from '../random/stream.ts';
import { instancePolicy } from '../setup/rules.ts';
import type { ScenarioEvent } from '../setup/scenario.ts';
import { snapshotSource } from '../setup/snapshots.ts';
import { belgianSetup } from './support/belgium.ts';

const places = ['BE', 'NL'].flatMap((country, row) =>
  Array.from({ length: 12 }, (_, k) => ({
    name: `Town ${country} ${String.fromCharCode(65 + k)}`,
    country,
    lat: 48 + row * 3 + k / 20,
    lon: 4 + row * 3 + k / 20,
    timezone: 'Europe/Brussels',
    population: Math.round(1e6 / (k + 1)),
  })),
);
const countries = ['BE', 'NL'].map((code) => ({
  code,
  name: code,
  continent: 'EU',
  languages: ['nl'],
}));
const world = generateWorld({ size: 'small', seed: 2 }, places, countries);
const buffers: SharedArrayBuffer[] = [];
const options = {
  ranking: ['prefix-length', 'as-path', 'med', 'distance'],
  buffer(byteLength: number) {
    const buffer = new SharedArrayBuffer(byteLength);
    buffers.push(buffer);
    return buffer;
  },
};
const { snapshot: first } = compileSnapshot(world, options);

/** The world without the routes over some of its links. */
function without(ids: ReadonlySet<string>): World {
  const { routes, links } = world;
  const rows = Array.from({ length: routes.count }, (_, row) => row).filter(
    (row) => !ids.has(links.id[routes.link[row] ?? 0] ?? ''),
  );
  const kept = (column: Uint32Array) => Uint32Array.from(rows, (row) => column[row] ?? 0);
  const { cluster, prefix, path, med, link, rpki } = routes;
  const words = { cluster, prefix, path, med, link };
  const columns = Object.entries(words).map(([name, column]) => [name, kept(column)]);
  const states = Uint8Array.from(rows, (row) => rpki[row] ?? 0);
  return {
    ...world,
    routes: { ...routes, ...Object.fromEntries(columns), count: rows.length, rpki: states },
  };
}

const digestOf = ({ contentDigest }: Snapshot): string => contentDigest.join();

/** The snapshots of a run in which these events happen; reports are at once. */
function sourceOf(events: readonly ScenarioEvent[], isAdmitted = false) {
  const clockwork = { startMs: 0, epochMs: 1, delayEpochs: 0 };
  const { orders } = scheduleEvents({ world, snapshot: first }, events, clockwork);
  const reasons = events.map(({ keys }) => keys?.because as string | undefined);
  const gate = { policy: instancePolicy(belgianSetup({})), isAdmitted };
  return snapshotSource({ world, first, options, orders, reasons, ...gate, delayMs: 0 });
}

test('links that are cut and come back in any order leave the content of a fresh compile', () => {
  const routed = new Set(world.routes.link);
  const sites = world.links.site;
  const hasOther = (row: number) => sites.filter((site) => site === sites[row]).length > 1;
  const own = world.links.id.filter((_, row) => routed.has(row) && hasOther(row));
  const cut = new Map<string, number>();
  const stream = createStream();
  openStream(stream, 5, 1, 1, 1);
  const events: ScenarioEvent[] = [];
  const expected: ReadonlySet<string>[] = [];
  for (let round = 0; round < 12; round++) {
    const link = own[Math.floor(nextUnit(stream) * Math.min(own.length, 6))] ?? '';
    const since = cut.get(link);
    if (since === undefined) cut.set(link, 10 * round);
    else {
      cut.delete(link);
      events.push({ kind: 'link-down', target: link, atMs: since, untilMs: 10 * round });
    }
    expected.push(new Set(cut.keys()));
  }
  for (const [link, since] of cut) events.push({ kind: 'link-down', target: link, atMs: since });
  const source = sourceOf(events);
  expected.forEach((ids, round) => {
    source.publish(10 * round + 5);
    const { snapshot } = compileSnapshot(without(ids), options);
    assert.is(digestOf(source.handOut(10 * round + 5)), digestOf(snapshot), [...ids].join());
  });
});

test('what was handed out stays as it is until the next is, whatever is published meanwhile', () => {
  const before = buffers.length;
  const ids = readIds(first, 'link').filter((id) =>
    world.routes.link.includes(world.links.id.indexOf(id)),
  );
  const events = ids
    .slice(0, 3)
    .map(
      (target, k): ScenarioEvent => ({ kind: 'withdraw', target, atMs: 100 * k, untilMs: 300 + k }),
    );
  const source = sourceOf(events);
  assert.is(source.handOut(0), first);
  for (let k = 0; k < 3; k++) {
    source.publish(100 * k + 5);
    const served = source.handOut(100 * k + 5);
    const bytes = served.bytes.slice();
    source.publish(100 * k + 50);
    assert.equal(served.bytes, bytes);
    const opened = openSnapshot(served.bytes, { check: 'header' });
    assert.is(opened.snapshot && digestOf(opened.snapshot), digestOf(served));
  }
  assert.ok(buffers.length - before <= 4, `${buffers.length - before} buffers`);
});

/** What was published of which events. */
const toldBy = ({ publications }: ReturnType<typeof sourceOf>) =>
  publications.map(({ atMs, verdict, events }) => [atMs, verdict, events]);

const [linkA = '', linkB = ''] = readIds(first, 'link').filter((id) =>
  world.routes.link.includes(world.links.id.indexOf(id)),
);
const tooMuch = { capacity: { how: 'scale', value: 1e9 } } as const;

test('of changes of which one is wrong it alone is refused, and no other waits for it', () => {
  const source = sourceOf([
    { kind: 'degrade', target: linkA, atMs: 0, untilMs: 30, keys: tooMuch },
    { kind: 'withdraw', target: linkA, atMs: 0, untilMs: 20 },
    { kind: 'withdraw', target: linkB, atMs: 10 },
  ]);
  for (const atMs of [1, 11, 21, 31]) source.publish(atMs);
  assert.equal(toldBy(source), [
    [1, 'served', [1]],
    [1, 'refused', [0]],
    [11, 'served', [2]],
    [21, 'served', [1]],
  ]);
  assert.match(source.publications[1]?.reasons.join() ?? '', /is not in 0..1000000000000000/);
  const { snapshot } = compileSnapshot(without(new Set([linkB])), options);
  assert.is(digestOf(source.handOut(31)), digestOf(snapshot));
  assert.equal([...source.servedMs], [Infinity, 1, 11]);
});

test('an end that would leave too much waits until it does not', () => {
  const by = (value: number) => ({ capacity: { how: 'scale', value } }) as const;
  const degrade = { kind: 'degrade', target: linkA };
  const source = sourceOf([
    { ...degrade, atMs: 0, untilMs: 20, keys: by(1e-6) },
    { ...degrade, atMs: 10, untilMs: 30, keys: by(1e9) },
  ]);
  for (const atMs of [1, 11, 21, 31]) source.publish(atMs);
  assert.equal(
    toldBy(source).map(([, ...what]) => what),
    [
      ['served', [0]],
      ['served', [1]],
      ['refused', [0]],
      ['refused', [0]],
      ['served', [1]],
    ],
  );
});

test('who answers for one event answers for it alone; what is held waits apart, until its end', () => {
  const [siteA = '', siteB = ''] = [linkA, linkB].map(
    (id) => world.sites.id[world.links.site[world.links.id.indexOf(id)] ?? 0],
  );
  const drain = { kind: 'drain', target: world.sites.id };
  const because = { because: 'works' };
  const lessOf = { capacity: { how: 'add', value: -1 } } as const;
  const source = sourceOf(
    [
      { ...drain, atMs: 0, untilMs: 40 },
      { kind: 'degrade', target: linkA, atMs: 10, keys: lessOf },
      { ...drain, target: [siteA, siteB], atMs: 20, keys: because },
      { ...drain, atMs: 20, untilMs: 50 },
    ],
    true,
  );
  for (const atMs of [1, 11, 21, 41, 51]) source.publish(atMs);
  assert.equal(toldBy(source), [
    [1, 'held', [0]],
    [11, 'held', [0]],
    [11, 'served', [1]],
    [21, 'held', [0]],
    [21, 'held', [3]],
    [21, 'overridden', [2]],
    [41, 'held', [3]],
  ]);
  assert.equal([...source.servedMs], [Infinity, 11, 21, Infinity]);
  const snapshot = source.handOut(51);
  const rows = [...snapshot.applianceState].filter(
    (state, row) => state !== first.applianceState[row],
  );
  const ofBoth = [...first.applianceCluster].filter((cluster) =>
    [siteA, siteB].includes(readIds(first, 'site')[first.clusterSite[cluster] ?? 0] ?? ''),
  );
  assert.is(rows.length, ofBoth.length, 'the two sites alone are drained');
});

test.run();
