// Is a generated world the same every time, and steady when a country joins?
import type { World } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { furnishWorld } from '../generate/furnish.ts';
import { generateWorld } from '../generate/generate-world.ts';
import { assertWhole, countries, places, small } from './support/small-country.ts';

/** FNV-1a over all columns of a world, tables and columns in the order in which they stand. */
function fingerprint(world: World): number {
  let hash = 0x811c9dc5;
  const add = (byte: number): void => {
    hash = Math.imul(hash ^ byte, 0x01000193);
  };
  const addAll = (value: unknown): void => {
    if (typeof value === 'string') for (let k = 0; k < value.length; k++) add(value.charCodeAt(k));
    else if (typeof value === 'number') add(value);
    else if (ArrayBuffer.isView(value))
      for (const byte of new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
        add(byte);
    else if (Array.isArray(value)) for (const text of value) addAll(text);
    else if (value !== null && typeof value === 'object')
      for (const part of Object.values(value)) addAll(part);
  };
  addAll(world);
  return hash >>> 0;
}

test('the same seed gives the same bytes, another seed others', () => {
  const again = generateWorld({ size: 'small', seed: 1 }, [...places].reverse(), countries);
  assert.is(fingerprint(again), fingerprint(small));
  const other = generateWorld({ size: 'small', seed: 2 }, places, countries);
  assertWhole(other);
  assert.is.not(fingerprint(other), fingerprint(small));
});

test('a country that joins changes no network, metro or embedded site of the others', () => {
  const codes = ['BE', 'GR', 'IE', 'NL'];
  const larger = generateWorld({ size: 'small', seed: 1, countries: codes }, places, countries);
  const networksOf = ({ networks }: World): string[] =>
    Array.from(networks.asn, (asn, row) => `${asn} ${networks.name[row]} ${networks.members[row]}`);
  const metrosOf = ({ metros }: World): string[] =>
    metros.id.map((id, row) => `${id} ${metros.members[row]}`);
  const sitesOf = ({ sites }: World): string[] =>
    sites.id.filter((_, row) => sites.kind[row] === 0);
  for (const list of [networksOf, metrosOf, sitesOf]) {
    const all = new Set(list(larger));
    for (const text of list(small)) assert.ok(all.has(text), text);
    assert.ok(all.size > list(small).length, 'Belgium has joined');
  }
});

test('members can be asked for, and are divided as before', () => {
  const spec = { size: 'country', seed: 3, countries: ['NL'], members: 500_000 } as const;
  const world = generateWorld(spec, places, countries);
  assertWhole(world);
  const members = world.networks.members.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(members - 500_000) < 200, `${members}`);
});

test('real networks, prefixes and exchanges can be furnished, foreign ones included', () => {
  const word0 = Uint32Array.of(0x0b000000, 0x0b000000, 0x0b000100, 0x0c000000, 0x0d000000);
  const zeros = new Uint32Array(5);
  const world = furnishWorld({
    size: 'small',
    seed: 1,
    places,
    countries,
    networks: {
      count: 3,
      asn: Uint32Array.of(10, 20, 30),
      name: ['ten', 'twenty', 'thirty'],
      country: ['NL', 'IE', 'ZZ'],
      members: Float64Array.of(90_000, 4_000, 0),
    },
    announced: {
      prefixes: {
        count: 5,
        family: Uint8Array.of(4, 4, 4, 4, 4),
        length: Uint8Array.of(16, 16, 24, 8, 16),
        word0,
        word1: zeros,
        word2: zeros,
        word3: zeros,
      },
      asn: Uint32Array.of(20, 10, 10, 99, 30),
    },
    exchanges: [
      { country: 'NL', lat: 52.3, lon: 4.9, asns: [10, 20, 2906] },
      { country: 'IE', lat: 53.3, lon: -6.2, asns: [20] },
    ],
  });
  assertWhole(world);
  assert.is(world.clients.count, 3, 'one row per prefix, none of AS 99');
  assert.equal([...world.clients.asn], [10, 10, 30]);
  assert.is([...world.sites.kind].filter((kind) => kind === 1).length, 1);
});

test.run();
