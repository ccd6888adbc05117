// Is a snapshot held that serves nobody, though it drops no route and no appliance?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { admissionLimits } from '../admit/policy.ts';
import {
  type AdmissionPolicy,
  admit,
  compileSnapshot,
  openSnapshot,
  type Snapshot,
} from '../index.ts';
import { sealFile } from '../snapshot/container.ts';
import { type Lines, worldOf } from './support/small-world.ts';
import { sign } from './support/snapshot-damage.ts';

const numbers = Array.from({ length: 20 }, (_, k) => k);
const fleet: Lines = {
  sites: numbers.flatMap((k) => [`e${k} embedded`, `x${k} ix`]),
  clusters: numbers.flatMap((k) => [`ce${k} e${k} all`, `cx${k} x${k} all`]),
  appliances: numbers.flatMap((k) => [`ae${k} ce${k}`, `ax${k} cx${k}`]),
  links: numbers.flatMap((k) => [
    ...[`le${k} e${k} embedded`, `lp${k} x${k} pni`, `lx${k} x${k} ix`, `lt${k} x${k} transit`],
  ]),
  routes: numbers.flatMap((k) => [
    `ce${k} 20.${k}.0.0/16 1 le${k}`,
    `cx${k} 20.${k}.0.0/16 1,2 lx${k}`,
  ]),
  manifests: numbers.map((k) => `all film${k} 1`),
};
const served = compileSnapshot(worldOf(fleet), { sequence: 1 }).snapshot;
const next = compileSnapshot(worldOf(fleet), { sequence: 2 }).snapshot;

/** A copy of the next snapshot as a writer with intent makes it: digests fit. */
function changed(change: (of: Snapshot) => void) {
  const bytes = next.bytes.slice();
  const copy = openSnapshot(bytes, { check: 'header' }).snapshot;
  if (copy === undefined) throw new Error('the header is whole');
  change(copy);
  sign(bytes);
  return openSnapshot(bytes);
}

/** The verdict with its codes, or the problem that keeps the bytes out. */
function verdictOf(change: (of: Snapshot) => void): string {
  const { snapshot, problems } = changed(change);
  if (problems) return `refused: ${problems[0]?.text}`;
  const { verdict, reasons } = admit(served, snapshot);
  return `${verdict} ${[...new Set(reasons.map(({ code }) => code))].join()}`;
}

const times = (column: Float64Array, by: number) => column.set(column.map((each) => each * by));
const addOne = (column: Uint32Array) => column.set(column.map((each) => each + 1));

/** What was let through once, and what is said of it now. */
const variants: readonly (readonly [string, (of: Snapshot) => void, RegExp])[] = [
  ['all copies are 0', ({ copies }) => copies.fill(0), /^hold files,copies,none,worse,broken/],
  [
    'hashes of files are one more',
    ({ fileHash }) => addOne(fileHash),
    /^refused: fileHash, row 0: is not the hash of the id/,
  ],
  [
    'hashes of appliances are one more',
    ({ applianceHash }) => addOne(applianceHash),
    /^refused: applianceHash, row 0: is not the hash of the id/,
  ],
  [
    'every second link carries nothing, and what it carried is with the next',
    ({ linkCapacityBps }) =>
      linkCapacityBps.set(linkCapacityBps.map((each, link) => (link % 2 === 0 ? 0 : each * 2))),
    /^hold links,growth$/,
  ],
  ['all links carry nothing', ({ linkCapacityBps }) => linkCapacityBps.fill(0), /^hold links/],
  [
    'capacities are a thousand times as large',
    ({ capacityBps, inverseCapacity }) => {
      times(capacityBps, 1000);
      inverseCapacity.set(capacityBps.map((each) => 1 / each));
    },
    /^hold growth/,
  ],
  [
    'the slots of files are in another order',
    ({ fileSlot }) => fileSlot.reverse(),
    /^refused: fileSlot, row \d+: is not the slot of the hashes/,
  ],
  [
    'clusters of sites are others',
    ({ siteCluster }) => siteCluster.reverse(),
    /^refused: siteCluster, row 0/,
  ],
  ['ranks leap', ({ listRank }) => listRank.fill(1), /^refused: listRank, row 0: ranks are dense/],
];

for (const [name, change, wanted] of variants)
  test(`admit: ${name}: held or refused`, () => {
    assert.match(verdictOf(change), wanted);
  });

const lenient = Object.fromEntries(
  admissionLimits.map(([name, , max]) => [name, max]),
) as AdmissionPolicy;

const judged = (lines: Partial<Lines>) => {
  const snapshot = compileSnapshot(worldOf({ ...fleet, ...lines }), { sequence: 2 }).snapshot;
  return admit(served, snapshot);
};
const codesOf = ({ verdict, reasons }: ReturnType<typeof admit>) =>
  `${verdict} ${[...new Set(reasons.map(({ code }) => code))].join()}`;

test('admit: manifests that are cut to their header are held, and are no first snapshot', () => {
  assert.match(codesOf(judged({ manifests: [] })), /^hold files,copies,none/);
  const { snapshot } = compileSnapshot(worldOf({ ...fleet, manifests: [] }));
  assert.is(admit(undefined, snapshot).reasons[0]?.code, 'empty');
});

test('admit: boxes that stand under the next cluster hold other files, and are held', () => {
  const appliances = numbers.flatMap((k) => [`ae${k} ce${(k + 1) % 20}`, `ax${k} cx${k}`]);
  assert.match(codesOf(judged({ appliances })), /^hold appliances,capacity/);
});

test('admit: what boxes lost is not made up for by one that grew', () => {
  const ofSite = (k: number) => [`ae${k} ce${k} ${[1, 9][k] ?? 5}`, `ax${k} cx${k} 5`];
  const appliances = numbers.flatMap(ofSite);
  const before = compileSnapshot(worldOf({ ...fleet, appliances }), { sequence: 1 }).snapshot;
  const grown = appliances.map((line) =>
    line.replace(/^(ae[2-6] .*) 5$/, '$1 1').replace(/ 9$/, ' 29'),
  );
  const after = compileSnapshot(worldOf({ ...fleet, appliances: grown }), { sequence: 2 });
  // 5 boxes go from 5 to 1, one from 9 to 29: of 100 at embedded sites 20 are lost, none in the sum.
  const { impact, reasons } = admit(before, after.snapshot);
  const embedded = impact?.capacities.find(({ sites }) => sites === 'embedded');
  assert.equal([embedded?.beforeBps, embedded?.afterBps, embedded?.lossShare], [100, 100, 0.2]);
  assert.ok(reasons.some(({ code }) => code === 'capacity'));
});

test('admit: without any transit links there is no last resort: held, though nobody asks for it', () => {
  const links = fleet.links.filter((line) => !line.endsWith(' transit'));
  assert.match(codesOf(judged({ links })), /^hold links/);
});

test('admit: the header of a content that is not there is refused at its byte', () => {
  const bytes = next.bytes.slice();
  bytes[48] = (bytes[48] ?? 0) ^ 1;
  const { problems } = openSnapshot(signedOnly(bytes));
  assert.equal(
    problems?.map(({ code, path }) => `${code} ${path}`),
    ['content-digest byte 48'],
  );
});

/** The digest of the bytes alone fits. */
function signedOnly(bytes: Uint8Array): Uint8Array {
  const lie = bytes.slice(48, 64);
  sign(bytes);
  bytes.set(lie, 48);
  sealFile(bytes);
  return bytes;
}

test('admit: groups of a sample are judged on their own, and files that it names', () => {
  const sample = (weight: number, file?: readonly string[]) => ({
    count: 2,
    family: [4, 4],
    words: [0x14000001, 0, 0, 0, 0x14050001, 0, 0, 0],
    weight: [weight, 1 - weight],
    group: ['small', 'large'],
    file,
  });
  const routes = fleet.routes.filter((line) => !line.includes(' 20.0.0.0/16'));
  const snapshot = compileSnapshot(worldOf({ ...fleet, routes }), { sequence: 2 }).snapshot;
  const policy = { ...lenient, groupShareMax: 0.1 };
  const small = admit(served, snapshot, sample(0.001), policy);
  assert.match(codesOf(small), /^hold group$/, 'all that there is of it was asked');
  assert.match(
    small.reasons[0]?.text ?? '',
    /requests \(small\) .*; at most 10 % .* \(20 asked\)$/,
  );
  const { requests = [] } = small.impact ?? {};
  const of = (clients: string) => requests.find((change) => change.clients === clients);
  assert.equal([of('small')?.worseShare, of('large')?.worseShare], [1, 0]);
  assert.ok(Math.abs((of('sample')?.worseShare ?? 0) - 0.001) < 1e-9);
  const named = admit(served, snapshot, sample(0.5, ['film3', 'nobody has it']));
  const askedOf = (of: string) =>
    named.impact?.requests.find(({ clients }) => clients === of)?.requestCount;
  assert.is(askedOf('sample'), 2);
  // One file is named, and all twenty are asked of the group beside it.
  assert.equal([askedOf('small'), askedOf('large')], [21, 21]);
});

test.run();
