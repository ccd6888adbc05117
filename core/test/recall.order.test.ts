// Does the why of an order hold? Worked numbers, and every route tried again by other means.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compileSnapshot,
  explainOrder,
  type OrderedCandidate,
  parseAddress,
  unmap,
  vantageOf,
} from '../index.ts';
import { prefixText } from '../prefix/text.ts';
import { rpkiStates, type World } from '../world/world.ts';
import { accepted, addressOf, byBytes, cell, spanOf } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';
import { worldOf } from './support/small-world.ts';

const scale = process.env.FAIRLEAD_PROVE ? 10 : 1;

function seatOf(snapshot: Parameters<typeof vantageOf>[0], client: string) {
  const words = new Uint32Array(4);
  const family = unmap(parseAddress(client, words), words);
  return { address: { family, words }, vantage: vantageOf(snapshot, family, words) };
}

/** One degree of latitude is 111.19 km, so 1° is 111 km, and 0.01° 1 km. */
const lines = {
  sites: ['isp embedded 50 8', 'ams ix 51 8', 'fra ix 50.01 8', 'par ix 51 8'],
  clusters: ['c-isp isp all', 'c-ams ams all', 'c-fra fra all', 'c-par par all', 'c-far par all'],
  appliances: ['a1 c-isp', 'a2 c-ams', 'a3 c-fra', 'a4 c-par', 'a5 c-far'],
  links: ['l-isp isp embedded', 'l-ams ams pni', 'l-fra fra ix', 'l-par par ix', 'l-par-b par ix'],
  routes: [
    'c-isp 20.1.0.0/16 1 l-isp', // of two lengths the longer: this one is not its route
    'c-isp 20.1.2.0/24 1,2,3 l-isp',
    'c-ams 20.1.0.0/16 1,2 l-ams 7',
    'c-ams 20.1.2.0/24 1 l-ams 0 invalid', // no way to steer by
    'c-fra 20.1.0.0/16 1,2 l-fra 5',
    'c-par 20.1.0.0/16 1,2 l-par-b 5', // of two equal ones the link first in byte order
    'c-par 20.1.0.0/16 1,2 l-par 5',
    'c-far 20.1.0.0/16 1,2 l-par 5',
  ],
  manifests: ['all hit 9'],
  metros: ['here 50 8'],
  clients: ['20.1.0.0/16 here'],
};

/** `cluster rank route: keys; what put it before the next`. */
const line = ({ cluster, link, rank, prefix, keys, before, ...its }: OrderedCandidate) => {
  const numbers = `${its.asPathLength} ${its.med} ${its.distanceKm}`;
  const why =
    before === null
      ? 'last'
      : before.comparator === null
        ? `equal to ${before.cluster}`
        : `before ${before.cluster} by ${before.comparator} ${before.key} < ${before.nextKey}`;
  return `${rank} ${cluster} ${link} ${prefix} ${numbers} [${keys.join(' ')}] ${why}`;
};

test('explainOrder: names of each candidate its route, and what differs first', () => {
  const world = worldOf(lines);
  const { snapshot } = compileSnapshot(world);
  const told = explainOrder(snapshot, world, seatOf(snapshot, '20.1.2.3'));
  assert.ok(told.order !== undefined);
  assert.equal(told.order.ranking, ['prefix-length', 'as-path', 'med', 'distance']);
  assert.is(told.order.metro, 'here');
  assert.equal(told.order.candidates.map(line), [
    '0 c-isp l-isp 20.1.2.0/24 3 0 0 [-24 3 0 0] before c-fra by prefix-length -24 < -16',
    '1 c-fra l-fra 20.1.0.0/16 2 5 1 [-16 2 5 1] before c-far by distance 1 < 111',
    '2 c-far l-par 20.1.0.0/16 2 5 111 [-16 2 5 111] equal to c-par',
    '2 c-par l-par 20.1.0.0/16 2 5 111 [-16 2 5 111] before c-ams by med 5 < 7',
    '3 c-ams l-ams 20.1.0.0/16 2 7 111 [-16 2 7 111] last',
  ]);
});

test('explainOrder: beyond the longer prefix the shorter path decides', () => {
  const world = worldOf(lines);
  const { snapshot } = compileSnapshot(world);
  const told = explainOrder(snapshot, world, seatOf(snapshot, '20.1.3.3'));
  assert.ok(told.order !== undefined);
  const [first] = told.order.candidates;
  assert.equal(first?.before, { cluster: 'c-fra', comparator: 'as-path', key: 1, nextKey: 2 });
});

test('explainOrder: another ranking is told by its own comparators, reversed ones too', () => {
  const world = worldOf(lines);
  const ranking = ['-med', 'transport-class'];
  const { snapshot } = compileSnapshot(world, { ranking });
  const told = explainOrder(snapshot, world, seatOf(snapshot, '20.1.2.3'), ranking);
  assert.ok(told.order !== undefined);
  assert.equal(told.order.candidates.map(line), [
    '0 c-ams l-ams 20.1.0.0/16 2 7 111 [-7 1] before c-far by -med -7 < -5',
    '1 c-far l-par 20.1.0.0/16 2 5 111 [-5 2] equal to c-fra',
    '1 c-fra l-fra 20.1.0.0/16 2 5 1 [-5 2] equal to c-par',
    '1 c-par l-par 20.1.0.0/16 2 5 111 [-5 2] before c-isp by -med -5 < 0',
    '2 c-isp l-isp 20.1.2.0/24 3 0 0 [0 0] last',
  ]);
  assert.throws(() => explainOrder(snapshot, world, seatOf(snapshot, '20.1.2.3'), ['luck']));
});

test('explainOrder: a client without a metro or a route has no distance and no candidates', () => {
  const world = worldOf({ ...lines, metros: [], clients: [] });
  const { snapshot } = compileSnapshot(world);
  const told = explainOrder(snapshot, world, seatOf(snapshot, '20.1.2.3'));
  assert.ok(told.order !== undefined);
  assert.is(told.order.metro, null);
  assert.ok(told.order.candidates.every(({ distanceKm }) => distanceKm === null));
  const none = explainOrder(snapshot, world, seatOf(snapshot, '99.1.2.3'));
  assert.ok(none.order !== undefined);
  assert.equal(none.order.candidates, []);
});

test('explainOrder: a world of other routes than those of the snapshot is refused', () => {
  const { snapshot } = compileSnapshot(worldOf(lines));
  const seat = seatOf(snapshot, '20.1.2.3');
  const others = [
    lines.routes.slice(1), // the same candidates: what is not asked here may differ
    lines.routes.slice(2), // c-isp is gone
    lines.routes.map((route) => route.replace('l-par-b 5', 'l-par-b 4')), // another link
    lines.routes.map((route) => route.replace('l-fra 5', 'l-fra 6')), // another order
    lines.routes.map((route) => route.replace('1,2,3', '1')), // the same order
  ];
  const verdicts = others.map((routes) => {
    const told = explainOrder(snapshot, worldOf({ ...lines, routes }), seat);
    return told.refusal ?? 'told';
  });
  assert.equal(verdicts, ['told', 'other-world', 'other-world', 'other-world', 'told']);
});

/** All accepted routes over a client, and what orders them. */
function waysOf(world: World, client: string) {
  const { family, address } = addressOf(client);
  const { prefixes, routes, paths } = world;
  return Array.from({ length: routes.count }, (_, row) => {
    const prefix = cell(routes.prefix, row);
    const its = cell(prefixes.family, prefix);
    const length = cell(prefixes.length, prefix);
    const words = [prefixes.word0, prefixes.word1, prefixes.word2, prefixes.word3].map((column) =>
      cell(column, prefix),
    );
    const own = its === 4 ? words.slice(0, 1) : words;
    const first = own.reduce((sum, word) => (sum << 32n) + BigInt(word), 0n);
    const span = spanOf(its, length, first);
    const path = cell(routes.path, row);
    const hops = cell(paths.start, path + 1) - cell(paths.start, path);
    const isThere =
      its === family && span.first <= address && address <= span.last && accepted(span);
    return {
      isUsable: isThere && rpkiStates[cell(routes.rpki, row)] !== 'invalid',
      cluster: cell(world.clusters.id, cell(routes.cluster, row)),
      link: cell(world.links.id, cell(routes.link, row)),
      prefix: prefixText(its, words, length),
      order: [-length, hops, cell(routes.med, row)],
    };
  }).filter(({ isUsable }) => isUsable);
}

type Way = ReturnType<typeof waysOf>[number];
const compareNumbers = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((key, k) => key !== b[k]);
  return at < 0 ? 0 : cell(a, at) - cell(b, at);
};
const compareWays = (a: Way, b: Way): number =>
  compareNumbers(a.order, b.order) || byBytes(a.link, b.link);

/** Fails where routes, order, ranks or the criterion named are not what the tables say. */
function checkClient(world: World, client: string, names: string[], told: OrderedCandidate[]) {
  const ways = waysOf(world, client);
  assert.is(new Set(ways.map(({ cluster }) => cluster)).size, told.length);
  const again = [...told].sort((a, b) => {
    return compareNumbers(a.keys, b.keys) || byBytes(a.cluster, b.cluster);
  });
  let rank = 0;
  again.forEach((candidate, k) => {
    const { cluster, link, prefix, asPathLength, med, keys, before } = candidate;
    const [way] = ways.filter((each) => each.cluster === cluster).sort(compareWays);
    assert.ok(way !== undefined);
    assert.equal([link, prefix, asPathLength, med], [way.link, way.prefix, ...way.order.slice(1)]);
    const next = again[k + 1];
    assert.is(candidate.rank, rank);
    if (next === undefined) {
      assert.is(before, null);
      return;
    }
    const at = keys.findIndex((key, n) => key !== next.keys[n]);
    if (at >= 0) rank++;
    assert.equal(before?.cluster, next.cluster);
    assert.is(before?.comparator, at < 0 ? null : names[at]);
    if (at >= 0) assert.equal([before?.key, before?.nextKey], [keys[at], next.keys[at]]);
  });
  assert.equal(again, told);
}

test(`explainOrder: keys sorted anew give the ranks in ${300 * scale} random worlds`, () => {
  let told = 0;
  for (let seed = 1; seed <= 300 * scale; seed++) {
    const { world, clients, ranking } = randomCase(70_000 + seed);
    const { snapshot } = compileSnapshot(world, { ranking });
    for (const client of clients.slice(0, 30)) {
      const found = explainOrder(snapshot, world, seatOf(snapshot, client), ranking);
      assert.ok(found.order !== undefined, `seed ${seed}, ${client}: ${JSON.stringify(found)}`);
      checkClient(world, client, [...ranking], [...found.order.candidates]);
      told += found.order.candidates.length;
    }
  }
  assert.ok(told > 2000 * scale, `${told} candidates only`);
});

test.run();
