// Does one compiler in the loop say what compiling the world anew without the cut links would?
import { compileSnapshot, openSnapshot, readIds, type Snapshot, type World } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generateWorld } from '../generate/generate-world.ts';
import { createStream, nextUnit, openStream } from '../random/stream.ts';
import { snapshotSource } from '../setup/snapshots.ts';

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

test('links that are cut and come back in any order leave the content of a fresh compile', () => {
  const source = snapshotSource(world, first, options);
  const ids = readIds(first, 'link');
  const routed = new Set(world.routes.link);
  const own = world.links.id.filter((_, row) => routed.has(row));
  const cut = new Set<string>();
  const stream = createStream();
  openStream(stream, 5, 1, 1, 1);
  for (let round = 0; round < 12; round++) {
    const link = own[Math.floor(nextUnit(stream) * Math.min(own.length, 6))] ?? '';
    if (cut.delete(link)) source.apply(source.routesOver(ids.indexOf(link)));
    else {
      cut.add(link);
      source.apply([{ kind: 'link', link, withdrawsRoutes: true }]);
    }
    const expected = compileSnapshot(without(cut), options).snapshot;
    assert.is(digestOf(source.handOut()), digestOf(expected), [...cut].join());
  }
});

test('what was handed out stays as it is until the next is, whatever is applied meanwhile', () => {
  const before = buffers.length;
  const source = snapshotSource(world, first, options);
  assert.is(source.handOut(), first);
  const ids = readIds(first, 'link');
  const routed = ids.filter((id) => world.routes.link.includes(world.links.id.indexOf(id)));
  for (const link of routed.slice(0, 3)) {
    source.apply([{ kind: 'link', link, withdrawsRoutes: true }]);
    const served = source.handOut();
    const bytes = served.bytes.slice();
    for (let round = 0; round < 3; round++) source.apply(source.routesOver(ids.indexOf(link)));
    assert.equal(served.bytes, bytes);
    const opened = openSnapshot(served.bytes, { check: 'header' });
    assert.is(opened.snapshot && digestOf(opened.snapshot), digestOf(served));
    source.handOut();
  }
  assert.ok(buffers.length - before <= 3, `${buffers.length - before} buffers`);
});

test.run();
