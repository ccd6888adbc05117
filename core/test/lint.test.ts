// Does the lint find each fault that was planted, where it was planted, and say what it costs?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Finding, type LintOptions, lint, parseAddress, type World } from '../index.ts';
import { type Lines, worldOf } from './support/small-world.ts';

const cleanRoutes = [
  'emb-c 20.0.0.0/16 100 emb-l',
  'ix1-a 20.0.0.0/16 2906,100 ix1-pni',
  'ix1-b 20.0.0.0/16 2906,100 ix1-pni',
  'ix2-c 20.0.0.0/16 2906,100 ix2-port',
  'ix1-a 30.0.0.0/16 2906,200 ix1-port',
  'ix1-b 30.0.0.0/16 2906,200 ix1-port',
  'ix2-c 30.0.0.0/16 2906,200 ix2-port',
];
const lines: Lines = {
  sites: ['emb embedded 52 5', 'ix1 ix 52 5', 'ix2 ix 48 2'],
  clusters: ['emb-c emb', 'ix1-a ix1 shelf', 'ix1-b ix1 shelf', 'ix2-c ix2 shelf'],
  appliances: ['a1 emb-c', 'a2 ix1-a 3e9', 'a3 ix1-b 1e9', 'a4 ix2-c'],
  links: ['emb-l emb embedded', 'ix1-pni ix1 pni', 'ix1-port ix1 ix', 'ix2-port ix2 ix'],
  routes: cleanRoutes,
  manifests: [],
  metros: ['m100 52 5', 'm200 52 5'],
  clients: ['20.0.0.0/16 m100', '30.0.0.0/16 m200'],
};
const memberCounts = { m100: 1000, m200: 500 };
const networkOf = { emb: 100, 'emb-l': 100, 'ix1-pni': 100, m100: 100, m200: 200 };

/** AS 100 with 1000 members hosts `emb` and peers privately at `ix1`; AS 200 with 500 peers. */
function scene(change: Partial<Lines> = {}): World {
  const world = worldOf({ ...lines, ...change });
  const asnOf = (ids: readonly string[]) =>
    Uint32Array.from(ids, (id) => networkOf[id as keyof typeof networkOf] ?? 0);
  const { sites, links, metros, clients } = world;
  const metroAsn = asnOf(metros.id);
  const members = Float64Array.from(metros.id, (id) => memberCounts[id as 'm100' | 'm200']);
  return {
    ...world,
    sites: { ...sites, asn: asnOf(sites.id) },
    links: { ...links, peerAsn: asnOf(links.id) },
    metros: { ...metros, asn: metroAsn, members },
    clients: { ...clients, asn: clients.metro.map((metro) => metroAsn[metro] ?? 0) },
    networks: {
      ...{ count: 2, asn: Uint32Array.of(100, 200), name: ['Host', 'Peer'] },
      ...{ country: ['NL', 'NL'], members: Float64Array.of(1000, 500) },
    },
  };
}

const announcing = (...more: string[]) => scene({ routes: [...cleanRoutes, ...more] });
const without = (...gone: string[]) =>
  scene({ routes: cleanRoutes.filter((route) => !gone.some((start) => route.startsWith(start))) });

function found(rule: string, world: World, options: LintOptions = {}): readonly Finding[] {
  return lint(world, options).findings.filter((finding) => finding.rule === rule);
}

const v4 = (v4AddressCount: number, sampleWeight: number) => ({
  v4AddressCount,
  v6BlockCount: 0,
  sampleWeight,
});
const nothing = v4(0, 0);

test('lint: a world whose routes are in order has no finding, beside itself as before neither', () => {
  const clean = scene();
  const all = { total: v4(131072, 1500), findings: [] };
  assert.equal(lint(clean), all);
  assert.equal(lint(clean, { before: clean }), all);
});

test('embedded-beaten: half of a network announced longer at an exchange goes there', () => {
  const half = ['ix1-a', 'ix1-b'].map((cluster) => `${cluster} 20.0.128.0/17 2906,100 ix1-pni`);
  assert.equal(lint(announcing(...half)).findings, [
    {
      ...{ rule: 'embedded-beaten', severity: 'error', cause: 'prefix-length', networks: [100] },
      ...{ sites: ['emb'], clusters: ['ix1-a', 'ix1-b'], links: ['ix1-pni'] },
      ...{ prefixCount: 1, prefixes: ['20.0.128.0/17'] },
      ...{ affected: v4(32768, 500), offsite: v4(32768, 500) },
    },
  ]);
});

test('embedded-beaten: a path made longer than that at the exchange is a cause of its own', () => {
  const prepended = scene({
    routes: ['emb-c 20.0.0.0/16 100,100,100 emb-l', ...cleanRoutes.slice(1)],
  });
  const [finding] = found('embedded-beaten', prepended);
  assert.equal([finding?.cause, finding?.severity], ['as-path', 'warning']);
  assert.equal(finding?.offsite, v4(65536, 1000));
});

test('members-differ: what one cluster at a site hears and the other does not', () => {
  assert.equal(lint(without('ix1-b 30')).findings, [
    {
      ...{ rule: 'members-differ', severity: 'error', cause: 'prefixes', networks: [0] },
      ...{ sites: ['ix1'], clusters: ['ix1-b'], links: [] },
      ...{ prefixCount: 1, prefixes: ['30.0.0.0/16'] },
      // ix1-b has a quarter of the capacity of ix1.
      ...{ affected: v4(65536, 500), offsite: v4(16384, 125) },
    },
  ]);
});

test('members-differ: a session that is missing is told from a prefix that is', () => {
  const v6 = ['ix1-a 2a00::/32 2906,200 ix1-port', 'ix2-c 2a00::/32 2906,200 ix2-port'];
  const clients = [...(lines.clients ?? []), '2a00::/32 m200'];
  const world = scene({ routes: [...cleanRoutes, ...v6], clients });
  const [finding] = found('members-differ', world);
  assert.is(finding?.cause, 'no-ipv6-session');
  // 40 % of the members of a metro with both families are behind IPv6.
  assert.equal(finding?.affected, { v4AddressCount: 0, v6BlockCount: 65536, sampleWeight: 200 });
});

test('members-differ: longer prefixes that all siblings hear hide what differs around them', () => {
  const halves = ['0.0', '128.0'].flatMap((half) =>
    ['ix1-a', 'ix1-b', 'ix2-c'].map((cluster) => {
      const link = cluster === 'ix2-c' ? 'ix2-port' : 'ix1-port';
      return `${cluster} 30.0.${half}/17 2906,200 ${link}`;
    }),
  );
  const routes = [...cleanRoutes.filter((route) => !route.startsWith('ix1-b 30')), ...halves];
  const [finding] = found('members-differ', scene({ routes }));
  assert.is(finding?.prefixCount, 1);
  assert.equal(finding?.affected, nothing);
});

test('no-alternate: clients whom one site hears are what is at stake there', () => {
  const [finding, ...others] = lint(without('ix2-c 30')).findings;
  assert.equal(others, []);
  assert.equal(finding, {
    ...{ rule: 'no-alternate', severity: 'warning', cause: 'ix-only', networks: [200] },
    ...{ sites: ['ix1'], clusters: ['ix1-a', 'ix1-b'], links: ['ix1-port'] },
    ...{ prefixCount: 1, prefixes: ['30.0.0.0/16'], affected: v4(65536, 500), offsite: nothing },
  });
  const halves = ['0.0', '128.0'].flatMap((half) => [
    `ix1-a 30.0.${half}/17 2906,200 ix1-port`,
    `ix2-c 30.0.${half}/17 2906,200 ix2-port`,
  ]);
  const routes = [...cleanRoutes.filter((route) => !route.startsWith('ix2-c 30')), ...halves];
  assert.equal(found('no-alternate', scene({ routes })), [], 'both halves have two sites');
  const [host] = found('no-alternate', without('ix1-a 20', 'ix1-b 20', 'ix2-c 20'));
  assert.equal([host?.cause, host?.sites], ['embedded-only', ['emb']]);
});

test('filtered: an invalid route of an embedded site sends its network offsite', () => {
  const routes = ['emb-c 20.0.0.0/16 100 emb-l 0 invalid', ...cleanRoutes.slice(1)];
  assert.equal(lint(scene({ routes })).findings, [
    {
      ...{ rule: 'filtered', severity: 'warning', cause: 'rpki-invalid', networks: [100] },
      ...{ sites: ['emb'], clusters: ['emb-c'], links: ['emb-l'] },
      ...{ prefixCount: 1, prefixes: ['20.0.0.0/16'] },
      ...{ affected: v4(65536, 1000), offsite: v4(65536, 1000) },
    },
  ]);
});

test('filtered: reasons are told apart; a route that would not win sends nothing offsite', () => {
  const world = announcing(
    'ix2-c 10.0.0.0/8 2906,200 ix2-port',
    'ix2-c 0.0.0.0/0 2906,200 ix2-port',
    'emb-c 30.0.0.1/32 100 emb-l',
    'emb-c 30.0.0.0/7 100 emb-l',
  );
  const list = found('filtered', world).map(({ severity, cause, networks, prefixes, offsite }) => {
    return [severity, cause, networks[0], prefixes.join(), offsite.v4AddressCount].join(' ');
  });
  assert.equal(list, [
    // The one address, and what of the /7 nobody else hears; 30.0.0.0/16 is longer and stays.
    `warning length 100 30.0.0.1/32,30.0.0.0/7 ${1 + 2 ** 25 - 65536}`,
    'notice length 200 0.0.0.0/0 0',
    'notice special-use 200 10.0.0.0/8 0',
  ]);
});

test('unregistered: space that no row of prefixes.csv knows, or of a network nobody knows', () => {
  const new40 = ['ix1-a', 'ix1-b'].map((cluster) => `${cluster} 40.0.0.0/16 2906,300 ix1-port`);
  const [space] = found(
    'unregistered',
    announcing(...new40, 'ix2-c 40.0.0.0/16 2906,300 ix2-port'),
  );
  assert.equal(
    [space?.cause, space?.networks, space?.links],
    ['no-prefix', [300], ['ix1-port', 'ix2-port']],
  );
  assert.equal(space?.affected, v4(65536, 0));
  const clean = scene();
  const networks = { ...clean.networks, count: 1, asn: Uint32Array.of(100) };
  const [network, ...others] = lint({ ...clean, networks }).findings;
  assert.equal([network?.cause, network?.networks], ['no-network', [200, 200]]);
  assert.equal([network?.affected, others], [v4(65536, 500), []]);
});

test('unregistered: a prefix around registered ones is no stranger', () => {
  const around = announcing('ix1-a 30.0.0.0/15 2906,200 ix1-port');
  assert.equal(found('unregistered', around), []);
});

test('leak-origin: part of a network announced by another, and who follows it', () => {
  const [finding, ...others] = lint(announcing('ix2-c 30.0.5.0/24 2906,900 ix2-port')).findings;
  assert.equal(others, []);
  assert.equal(finding, {
    ...{ rule: 'leak-origin', severity: 'warning', cause: 'more-specific', networks: [900, 200] },
    ...{ sites: ['ix2'], clusters: ['ix2-c'], links: ['ix2-port'] },
    ...{
      prefixCount: 1,
      prefixes: ['30.0.5.0/24'],
      affected: v4(256, 500 / 256),
      offsite: nothing,
    },
  });
  const [same] = found('leak-origin', announcing('ix2-c 30.0.0.0/16 2906,900 ix2-port'));
  assert.equal([same?.cause, same?.affected], ['same-prefix', nothing]);
});

test('leak-path: a more-specific of a private peer that comes through another', () => {
  const world = announcing('ix2-c 20.0.7.0/24 2906,200,100 ix2-port');
  const [finding] = found('leak-path', world);
  assert.equal([finding?.networks, finding?.links], [[200, 100], ['ix2-port']]);
  assert.equal([finding?.affected, finding?.offsite], [v4(256, 1000 / 256), v4(256, 1000 / 256)]);
  const own = ['ix1-a', 'ix1-b'].map((cluster) => `${cluster} 20.0.7.0/24 2906,100 ix1-pni`);
  const both = announcing('ix2-c 20.0.7.0/24 2906,200,100 ix2-port', ...own);
  assert.equal(found('leak-path', both), [], 'the owner announces it too');
});

const leaked = (count: number, path: string) =>
  Array.from({ length: count }, (_, k) => `ix2-c 20.0.${k}.0/24 ${path} ix2-port`);

test('leak-sudden: ten new more-specifics of another network are an error, nine a notice', () => {
  const before = scene();
  const [ten] = found('leak-sudden', announcing(...leaked(10, '2906,200,100')), { before });
  assert.equal(
    [ten?.severity, ten?.cause, ten?.networks, ten?.links, ten?.prefixCount],
    [...['error', 'sudden', [200, 100], ['ix2-port'], 10]],
  );
  assert.equal(
    [ten?.affected, ten?.offsite],
    [v4(2560, (1000 * 10) / 256), v4(2560, (1000 * 10) / 256)],
  );
  const [nine] = found('leak-sudden', announcing(...leaked(9, '2906,200,100')), { before });
  assert.is(nine?.severity, 'notice');
});

test('leak-sudden: nothing that was there, nothing of its own, nothing without a world before', () => {
  const after = announcing(...leaked(12, '2906,200,100'));
  assert.equal(found('leak-sudden', after), []);
  assert.equal(found('leak-sudden', after, { before: after }), []);
  const own = announcing(...leaked(12, '2906,100'));
  assert.equal(found('leak-sudden', own, { before: scene() }), []);
  const [stranger] = found('leak-sudden', announcing(...leaked(12, '2906,900,100')), {
    before: scene(),
  });
  assert.equal([stranger?.cause, stranger?.severity], ['new-peer', 'warning']);
});

test('lint: with a sample its clients weigh and not the members', () => {
  const half = ['ix1-a', 'ix1-b'].map((cluster) => `${cluster} 20.0.128.0/17 2906,100 ix1-pni`);
  const clients = ['20.0.200.1', '20.0.1.1', '30.0.0.9', '99.0.0.1', '2a00::1'];
  const words = new Uint32Array(clients.length * 4);
  const family = clients.map((client, row) => parseAddress(client, words.subarray(row * 4)));
  const weight = [5, 7, 11, 13, Number.NaN];
  const { total, findings } = lint(announcing(...half), {
    sample: { count: clients.length, family, words, weight },
  });
  assert.is(total.sampleWeight, 23, 'what lies in no prefix is not in the total');
  assert.equal(findings[0]?.offsite, v4(32768, 5));
});

test('lint: the largest comes first within a severity, and errors before all', () => {
  const { findings } = lint(
    scene({
      routes: [
        ...cleanRoutes.filter((route) => !route.startsWith('ix1-b 30')),
        'ix1-a 20.0.128.0/17 2906,100 ix1-pni',
        'ix2-c 0.0.0.0/0 2906,200 ix2-port',
      ],
    }),
  );
  const weights = findings.map(({ severity, offsite }) => `${severity} ${offsite.sampleWeight}`);
  // The half of ix1-b's in 20.0.128.0/17 and in 30/16 are one finding: 500 / 4 + 500 / 4.
  assert.equal(weights, ['error 500', 'error 250', 'notice 0']);
});

test.run();
