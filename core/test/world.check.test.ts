// Does checkWorld name every unsound cell at its place, and is every other world sound?
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  checkCompile,
  checkWorld,
  compileSnapshot,
  createCompiler,
  createDecision,
  createState,
  decide,
  findFile,
  hashId,
  openSnapshot,
  readId,
  type Snapshot,
  type TableRule,
  tableRules,
  vantageOf,
  type World,
} from '../index.ts';
import { encodeSnapshot } from '../snapshot/codec.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';
import { worldOf } from './support/small-world.ts';
import { unsoundCells, withCell } from './support/unsound-cells.ts';

const small = (): World =>
  worldOf({
    sites: ['isp embedded 50 8', 'fra ix 50.1 8.7'],
    clusters: ['c1 isp', 'c2 fra'],
    appliances: ['a1 c1', 'a2 c2', 'a3 c2'],
    links: ['l1 isp embedded', 'l2 fra transit'],
    routes: ['c1 11.1.0.0/16 7 l1', 'c2 11.0.0.0/8 8,9 l2'],
    manifests: ['c1 f1', 'c2 f1', 'c2 f2 2'],
    metros: ['m1 50 8'],
    clients: ['11.1.0.0/16 m1', '11.2.0.0/16 m1'],
  });

const lines = (world: World) =>
  checkWorld(world).map(({ code, path, text }) => `${path} ${code} ${text}`);

/** World cells that a program gets wrong: the corruptions that once compiled and served. */
const corruptions: readonly (readonly [string, unknown, string])[] = [
  [
    'clusters[1].site',
    99999,
    'dangling-reference row 99999 is not in sites; the nearest is row 1, "fra"',
  ],
  [
    'appliances[2].cluster',
    99999,
    'dangling-reference row 99999 is not in clusters; the nearest is row 1, "c2"',
  ],
  ['links[0].site', 2, 'dangling-reference row 2 is not in sites; the nearest is row 1, "fra"'],
  [
    'routes[1].link',
    99999,
    'dangling-reference row 99999 is not in links; the nearest is row 1, "l2"',
  ],
  [
    'routes[0].prefix',
    99999,
    'dangling-reference row 99999 is not in prefixes; the nearest is row 2',
  ],
  ['appliances[2].id', 'a2', 'duplicate-id "a2" is there already (appliances[1].id)'],
  ['clusters[1].id', 'c1', 'duplicate-id "c1" is there already (clusters[0].id)'],
  ['appliances[0].capacityBps', Number.NaN, 'not-a-number NaN is not a number from 0 to 1e15'],
  ['appliances[0].capacityBps', -1, 'out-of-range -1 is not a number from 0 to 1e15'],
  [
    'links[1].capacityBps',
    Number.POSITIVE_INFINITY,
    'out-of-range Infinity is not a number from 0 to 1e15',
  ],
  ['appliances[1].capacityBps', -0, 'out-of-range -0 is not a number from 0 to 1e15'],
];

for (const [path, value, expected] of corruptions)
  test(`a corruption does not pass the first door: ${path} is ${String(value)}`, () => {
    const world = withCell(small(), path, value);
    assert.equal(lines(world), [`${path} ${expected}`]);
    assert.equal(checkCompile(world), checkWorld(world));
    assert.throws(() => compileSnapshot(world), path);
    assert.throws(() => createCompiler(world), path);
  });

/** Sections of a snapshot with a value that no sound world puts there. */
const damages: readonly (readonly [keyof Snapshot & string, number, number, RegExp])[] = [
  ['clusterSite', 1, 99999, /^clusterSite, row 1: points at 99999 of 2/],
  ['applianceCluster', 2, 99999, /^applianceCluster, row 2/],
  ['linkSite', 0, 2, /^linkSite, row 0/],
  ['listLink', 0, 99999, /^listLink, row 0/],
  ['spanValue', 0, 99999, /^spanValue, row 0/],
  ['capacityBps', 0, Number.NaN, /^capacityBps, row 0: NaN is not a capacity/],
  ['capacityBps', 1, -1, /^capacityBps, row 1: -1 is not a capacity/],
  ['capacityBps', 1, -0, /^capacityBps, row 1/],
  ['linkCapacityBps', 1, Number.POSITIVE_INFINITY, /^linkCapacityBps, row 1: Infinity/],
  ['inverseCapacity', 1, 2, /^inverseCapacity, row 1: is not 1/],
  ['applianceText', 5, 'a2'.charCodeAt(1), /^applianceOrder, row 2: the id must be above/],
  ['clusterText', 3, 'c1'.charCodeAt(1), /^clusterTextStart, row 1: the id must be above/],
  ['applianceOrder', 2, 1, /^applianceOrder, row [12]: /],
];

for (const [section, row, value, expected] of damages)
  test(`a corruption does not pass the second door: ${section}[${row}] is ${value}`, () => {
    const { snapshot } = compileSnapshot(small());
    const column = (snapshot[section] as Float64Array).slice();
    column[row] = value;
    const name = { fleet: 'f', epoch: 0, sequence: 0 };
    const opened = openSnapshot(encodeSnapshot({ ...snapshot, [section]: column }, name).bytes);
    if (!opened.problems) return assert.unreachable('it opened');
    assert.match(opened.problems[0]?.text ?? '', expected);
  });

test('a capacity of 0 is sound at both doors', () => {
  const world = withCell(small(), 'appliances[1].capacityBps', 0);
  assert.equal(checkCompile(world), []);
  const opened = openSnapshot(compileSnapshot(world).snapshot.bytes);
  assert.is(opened.snapshot?.inverseCapacity[1], Infinity);
});

test('an appliance of capacity 0 comes last among equals, whatever the session', () => {
  const { snapshot } = compileSnapshot(withCell(small(), 'appliances[1].capacityBps', 0));
  const [state, out] = [createState(snapshot), createDecision(snapshot)];
  const words = Uint32Array.of(0x0b090000, 0, 0, 0);
  const request = { vantage: vantageOf(snapshot, 4, words), file: findFile(snapshot, 'f2') };
  for (let n = 0; n < 50; n++) {
    const hashes = { fileHash: hashId('f2'), sessionHash: hashId(`s${n}`), want: 2 };
    decide(snapshot, state, { ...request, ...hashes }, out);
    const ids = [...out.targetAppliance.subarray(0, out.targetCount)];
    assert.equal(
      ids.map((row) => readId(snapshot, 'appliance', row)),
      ['a3', 'a2'],
    );
  }
});

test('a link of another site is named with one of the right site', () => {
  assert.equal(lines(withCell(small(), 'routes[0].link', 1)), [
    'routes[0].link foreign-link "l2" is a link of site "fra"; ' +
      'cluster "c1" needs one of its site "isp", for example "l1"',
  ]);
});

test('a manifest that no cluster holds is named with the one that was meant', () => {
  const world = small();
  const manifests = { ...world.manifests, manifest: Uint32Array.of(0, 1, 2) };
  assert.equal(lines({ ...world, manifestId: ['c1', 'c2', 'c22'], manifests }), [
    'manifests[2].manifest dangling-reference "c22" is not in the manifests that clusters hold ' +
      '(clusters.manifest); did you mean "c2"?',
  ]);
});

test('columns that are missing, short or of another kind are named, and nobody else is blamed', () => {
  const world = small();
  const { kind: _, ...links } = world.links;
  const sites = { ...world.sites, lat: new Float64Array(1) };
  const titles = { ...world.titles, count: -1 };
  const broken = { ...world, links, sites, titles, files: undefined } as unknown as World;
  const medium = { ...broken, routes: { ...broken.routes, med: [0, 0] } } as unknown as World;
  assert.equal(lines(medium), [
    'sites.lat wrong-column has 1 row where 2 belong',
    'links.kind wrong-column is not a Uint8Array',
    'routes.med wrong-column is not a Uint32Array',
    'titles.count wrong-column -1 is not a count of rows',
    'files.count wrong-column undefined is not a count of rows',
  ]);
});

test('of a column with many problems twenty are told and the rest is counted', () => {
  const world = small();
  const count = 30;
  const links = {
    count,
    id: Array.from({ length: count }, (_, row) => `x${row}`),
    site: new Uint32Array(count).fill(7),
    kind: new Uint8Array(count),
    peerAsn: new Uint32Array(count),
    capacityBps: new Float64Array(count),
  };
  const problems = checkWorld({ ...world, links }).filter(({ path }) => path.startsWith('links'));
  assert.is(problems.length, 21);
  assert.is(problems[20]?.text, '10 more wrong rows in this column');
});

test('a world without rows is sound, and so is each table without rows that nobody names', () => {
  const none = worldOf({
    sites: [],
    clusters: [],
    appliances: [],
    links: [],
    routes: [],
    manifests: [],
  });
  assert.equal(checkCompile(none), []);
  assert.ok('snapshot' in openSnapshot(compileSnapshot(none).snapshot.bytes));
});

test('every column of every table of a world has a rule', () => {
  const world = randomCase(1).world;
  const rules = (tableRules as readonly TableRule[]).filter(({ isOptional }) => !isOptional);
  const ruled = new Map<string, readonly { readonly column: string; readonly isOptional?: true }[]>(
    rules.map(({ table, columns }) => [table, columns]),
  );
  for (const [table, columns] of Object.entries(world)) {
    if (['prefixes', 'paths', 'manifestId'].includes(table)) continue;
    const needed = ruled.get(table)?.filter(({ isOptional }) => !isOptional) ?? [];
    const names = needed.map(({ column }) => column);
    assert.equal(['count', ...names].sort(), Object.keys(columns ?? {}).sort(), table);
  }
  assert.is(ruled.size, Object.keys(world).length - 3);
});

test('200 random worlds are sound', () => {
  for (let seed = 1; seed <= 200; seed++)
    assert.equal(checkWorld(randomCase(seed).world), [], `seed ${seed}`);
});

test('one unsound cell of a random world is named at exactly its path', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (seed, draw) => {
      const { world } = randomCase(seed);
      const cells = unsoundCells(world);
      const { path, value, code } = cell(cells, draw % cells.length);
      seen.add(path.replace(/\[\d+\]/, ''));
      const found = checkWorld(withCell(world, path, value));
      assert.equal(
        found.map((problem) => [problem.path, problem.code]),
        [[path, code]],
        `seed ${seed}`,
      );
    }),
    { numRuns: 1500, seed: 20271 },
  );
  assert.ok(seen.size > 40, `only ${seen.size} columns were hit`);
});

test.run();
