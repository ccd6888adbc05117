// Is the file of routes what its description says? A reader written from that page finds all of it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { routePools } from '../compile/route-groups.ts';
import { compileSnapshot, encodeRoutes, readRoutes, type World } from '../index.ts';
import { writeRoutes } from '../routes/encode-routes.ts';
import { cell } from './support/oracle-basics.ts';
import { type Lines, worldOf } from './support/small-world.ts';
import { sectionRows } from './support/snapshot-damage.ts';

const lines: Lines = {
  sites: ['b ix 59.9 10.7', 'a embedded 41.9 12.5'],
  clusters: ['cb b all', 'ca a all'],
  appliances: ['b1 cb', 'a1 ca'],
  links: ['lb b transit', 'la a embedded'],
  routes: [
    'ca 20.1.0.0/16 1 la',
    'cb 20.0.0.0/8 1,2,3 lb 7',
    'ca 20.0.0.0/8 1,2 la 0 unknown',
    'cb 20.9.0.0/16 1,2,3 lb 7',
    'ca 20.9.0.0/16 1,2 la 0 unknown',
    'cb 10.0.0.0/8 1 lb 0 invalid',
    'cb 2a00:1:2::/48 1 lb',
  ],
  manifests: ['all film'],
  metros: ['south 40 13', 'north 60 11'],
  clients: ['20.1.128.0/17 south', '2a00:1:2::/48 north', '30.0.0.0/8 south'],
};

/** The last of the clients is one of the fallback table; links have a cost. */
function world(): World {
  const { clients, links, ...rest } = worldOf(lines);
  const { asn, prefix, metro } = clients;
  return {
    ...rest,
    links: { ...links, costPerMbps: Float64Array.of(2.5, 0) },
    clients: {
      ...{ count: 2, asn: asn.slice(0, 2) },
      ...{ prefix: prefix.slice(0, 2), metro: metro.slice(0, 2) },
    },
    fallback: { count: 1, prefix: prefix.slice(2), metro: metro.slice(2) },
  };
}

/** Reads numbers of `width` bytes, or doubles, of a section by its name. */
function readerOf(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const rows = new Map(sectionRows(bytes).map((row) => [row.name, row]));
  return (name: string, width: 1 | 2 | 4 | 8): number[] => {
    const { offset, byteLength } = rows.get(name) ?? { offset: 0, byteLength: 0 };
    return Array.from({ length: byteLength / width }, (_, row) => {
      const at = offset + row * width;
      if (width === 1) return view.getUint8(at);
      if (width === 2) return view.getUint16(at, true);
      return width === 4 ? view.getUint32(at, true) : view.getFloat64(at, true);
    });
  };
}

const routes = encodeRoutes(compileSnapshot(world(), { fleet: 'é', epoch: 3 }).snapshot, world());
const read = readerOf(routes);
const textOf = (name: string) => Buffer.from(read(name, 1)).toString('utf8');

test('the file of routes: its header is that of the snapshot, under another name', () => {
  const { bytes } = compileSnapshot(world(), { fleet: 'é', epoch: 3 }).snapshot;
  assert.is(Buffer.from(routes.subarray(0, 8)).toString('latin1'), 'FAIRROUT');
  assert.is(new DataView(routes.buffer).getUint32(8, true), 1);
  assert.equal(routes.slice(32, 64), bytes.slice(32, 64)); // version and content digest
  assert.equal(routes.slice(76, 96), new Uint8Array(20));
  assert.is(new DataView(routes.buffer).getUint32(72, true), 2);
});

test('the file of routes: ranking, places and costs in rows of the snapshot', () => {
  assert.is(textOf('ranking'), 'prefix-length,as-path,med,distance');
  assert.equal(
    [read('siteLat', 8), read('siteLon', 8)],
    [
      [41.9, 59.9],
      [12.5, 10.7],
    ],
  );
  assert.equal(read('linkCost', 8), [0, 2.5]); // la, lb
  assert.is(textOf('metroText'), 'northsouth');
  assert.equal(read('metroTextStart', 4), [0, 5, 10]);
  assert.equal(
    [read('metroLat', 8), read('metroLon', 8)],
    [
      [60, 40],
      [11, 13],
    ],
  );
});

test('the file of routes: prefixes in order, their places, and each list of routes once', () => {
  const hex = read('prefix4', 4).map((word, row) => {
    return `${word.toString(16)}/${cell(read('length4', 1), row)}`;
  });
  assert.equal(hex, [
    'a000000/8',
    '14000000/8',
    '14010000/16',
    '14018000/17',
    '14090000/16',
    '1e000000/8',
  ]);
  const words6 = [0, 1, 2, 3].flatMap((word) => read(`prefix6${word}`, 4));
  assert.equal([...words6, ...read('length6', 1)], [0x2a000001, 0x00020000, 0, 0, 48]);
  const none = 0xffffffff;
  assert.equal(read('prefixPlace', 4), [none, none, none, 1, none, 0x80000001, 0]);
  assert.equal(read('prefixHeard', 4), [1, 2, 3, 0, 2, 0, 4]);
  assert.equal(read('heardStart', 4), [0, 0, 1, 3, 4, 5]);
  const columns = [
    read('heardCluster', 4),
    read('heardPathLength', 2),
    read('heardMed', 4),
    read('heardLink', 4),
    read('heardRpki', 1),
  ];
  // Cluster ca is row 0 and cb row 1, and so are their links.
  assert.equal(columns, [
    [1, 0, 1, 0, 1],
    [1, 2, 3, 1, 1],
    [0, 0, 7, 0, 0],
    [1, 0, 1, 0, 1],
    [1, 2, 0, 0, 0],
  ]);
});

test('readRoutes: a small file in which all prefixes hear a long list makes no giant', () => {
  const { snapshot } = compileSnapshot(world());
  const [routesOfList, prefixes] = [2000, 40_000];
  const pools = routePools();
  const list = pools.hear(new Uint32Array(routesOfList * 5), routesOfList * 5);
  const column = () => new Uint32Array(prefixes);
  const words = [
    Uint32Array.from(column().keys(), (row) => row * 256),
    column(),
    column(),
    column(),
  ];
  const rows = {
    order: { 4: Uint32Array.from(column().keys()), 6: new Uint32Array(0) },
    ...{ length: new Uint8Array(prefixes).fill(24), words },
    ...{ placeOf: column().fill(0xffffffff), heardOf: () => list, heard: pools.heard },
  };
  const places = {
    ...{ siteLat: new Float64Array(2), siteLon: new Float64Array(2) },
    ...{ metroLat: new Float64Array(0), metroLon: new Float64Array(0) },
  };
  const bytes = writeRoutes(rows, { places, metroId: [], linkCost: undefined }, [], snapshot);
  assert.ok(bytes.length < 1_000_000);
  const { kept, problems = [] } = readRoutes(snapshot, bytes);
  assert.is(kept, undefined);
  assert.match(problems[0]?.text ?? '', /^80,000,000 routes; a world has at most 67,108,864$/);
});

test.run();
