// Can a poison stand where nobody asks, or hide behind clients whom nobody serves?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drawAsked } from '../admit/asked.ts';
import { drawPoints, scrambledPart, seedOf } from '../admit/draw/points.ts';
import { admissionLimits } from '../admit/policy.ts';
import { compareSnapshots } from '../diff/diff.ts';
import {
  type AdmissionPolicy,
  admit,
  compileSnapshot,
  createDecision,
  createState,
  decide,
  pair,
  type Snapshot,
} from '../index.ts';
import { type Lines, worldOf } from './support/small-world.ts';

const numbers = Array.from({ length: 20 }, (_, k) => k);
const films = Array.from({ length: 2000 }, (_, k) => `film${k}`);
const fleet: Lines = {
  sites: numbers.map((k) => `s${k} ix`),
  clusters: numbers.map((k) => `c${k} s${k} all`),
  appliances: numbers.map((k) => `a${k} c${k}`),
  links: numbers.flatMap((k) => [`l${k} s${k} ix`, `t${k} s${k} transit`]),
  routes: numbers.flatMap((k) => [
    `c${k} 20.${k}.0.0/16 1,2 l${k}`,
    `c${(k + 1) % 20} 20.${k}.0.0/16 1,2,3 l${(k + 1) % 20}`,
  ]),
  manifests: ['all film0', 'all film1'],
};
const built = (sequence: number, lines: Partial<Lines> = {}): Snapshot =>
  compileSnapshot(worldOf({ ...fleet, ...lines }), { sequence }).snapshot;
const served = built(1);
const codesOf = ({ verdict, reasons }: ReturnType<typeof admit>) =>
  `${verdict} ${[...new Set(reasons.map(({ code }) => code))].join()}`.trim();

test('scrambledPart: of 2ⁿ keys one is in each of 2ⁿ parts, and other seeds have other places', () => {
  for (const seed of [0, 1, 0xffffffff])
    for (const size of [1, 8, 256, 4096])
      for (const from of [0, size, 5 * size]) {
        const parts = Array.from({ length: size }, (_, k) => scrambledPart(seed, from + k) * size);
        assert.is(new Set(parts.map(Math.floor)).size, size, `${seed} ${from}`);
        assert.ok(parts.every((part) => part >= 0 && part < size));
      }
  const places = Array.from({ length: 1000 }, (_, seed) => scrambledPart(seed, 3));
  const mean = places.reduce((sum, place) => sum + place, 0) / 1000;
  assert.is(new Set(places).size, 1000);
  assert.ok(Math.abs(mean - 0.5) < 0.05, `${mean}`);
});

test('drawPoints: over all seeds each client asks for each file by its weight times its share', () => {
  const [weights, share] = [
    [1, 2.5, 0.5, 1],
    [0.5, 0.3, 0.2],
  ] as const;
  const files = { joined: [0, 1, 2], share, upTo: [0.5, 0.8, 1] };
  const found = weights.map(() => share.map(() => 0));
  const [seeds, most] = [6000, 5];
  for (let seed = 0; seed < seeds; seed++) {
    let all = 0;
    drawPoints({ weights, files, most, seed, name: 'x' }, (row, file, weight) => {
      const cells = found[row] ?? [];
      cells[file] = (cells[file] ?? 0) + weight / 5;
      all += weight;
    });
    assert.is(all, 5);
  }
  weights.forEach((weight, row) => {
    share.forEach((part, file) => {
      const mean = (found[row]?.[file] ?? 0) / seeds;
      assert.ok(Math.abs(mean - (weight / 5) * part) < 0.01, `${row} ${file}: ${mean}`);
    });
  });
});

test('drawPoints: who tries contents beforehand hides little more than a limit lets through', () => {
  const weights = Array<number>(300).fill(1);
  const rows = Array.from({ length: 300 }, (_, k) => k);
  const upTo = rows.map((k) => (k + 1) / 300);
  const files = { joined: rows, share: weights.map(() => 1 / 300), upTo };
  /** Of 100 contents: those of which at most .7 % are seen, where so many in 1,000 are poisoned. */
  const passed = (perMille: number): number => {
    let count = 0;
    for (let seed = 0; seed < 100; seed++) {
      let seen = 0;
      drawPoints({ weights, files, most: 16_384, seed, name: 'x' }, (row, file) => {
        if (pair(row * 300 + file, 9) % 1000 < perMille) seen++;
      });
      if (seen / 16_384 <= 0.007) count++;
    }
    return count;
  };
  const few = passed(8);
  assert.ok(few > 0 && few < 20, `${few} of 100; one in fourteen is 7`);
  assert.ok(passed(9) <= 2);
  assert.is(passed(10), 0);
});

test('seedOf: every word of both contents is in it', () => {
  const seeds = new Set([seedOf(served, served)]);
  for (const side of [0, 1])
    for (let word = 0; word < 4; word++) {
      const other = { ...served, contentDigest: served.contentDigest.slice() };
      other.contentDigest[word] = (other.contentDigest[word] ?? 0) ^ 1;
      seeds.add(side === 0 ? seedOf(other, served) : seedOf(served, other));
    }
  assert.is(seeds.size, 9);
  assert.is(seedOf(served, built(2)), seedOf(served, served), 'a version is no content');
});

/** Who answers for a file, and whether somebody is asked for it, with what is served. */
function unasked(before: Snapshot): string[] {
  const { joins, pairs } = compareSnapshots(before, before);
  const isAsked = new Set<number>();
  drawAsked(
    { a: before, b: before, joins, pairs },
    undefined,
    ({ before: vantage, fileBefore }) => {
      isAsked.add(vantage * films.length + fileBefore);
    },
  );
  const [state, out] = [createState(before), createDecision(before)];
  const clusters = before.clusterCount;
  const holders = pairs.flatMap(({ before: vantage }) => {
    const file = 0;
    const request = {
      vantage,
      file,
      fileHash: before.fileHash[file] ?? 0,
      sessionHash: 1,
      want: 1,
    };
    decide(before, state, request, out);
    const isRanked = out.targetCount > 0 && out.reason === 0;
    return isRanked ? [{ vantage, row: before.applianceCluster[out.targetAppliance[0] ?? 0] }] : [];
  });
  assert.is(holders.length, clusters);
  return holders.flatMap(({ vantage, row = 0 }) =>
    films.flatMap((_, file) =>
      isAsked.has(vantage * films.length + file) ? [] : [`${row} ${file}`],
    ),
  );
}

test('admit: what vanishes where the last dry run did not ask is held: the next one asks elsewhere', () => {
  const manifests = (isGone: (cluster: number, file: number) => boolean) =>
    numbers.flatMap((k) =>
      films.flatMap((film, file) => (isGone(k, file) ? [] : [`m${k} ${film}`])),
    );
  const clusters = numbers.map((k) => `c${k} s${k} m${k}`);
  const whole = built(1, { clusters, manifests: manifests(() => false) });
  const free = unasked(whole);
  assert.ok(free.length > 20_000, `${free.length} of 40,000 pairs`);
  const step = Math.floor(free.length / 600);
  // Rows of clusters and files are in the order of their ids.
  const row = (ids: readonly string[]) => new Map([...ids].sort().map((id, at) => [id, at]));
  const [clusterRow, fileRow] = [row(numbers.map((k) => `c${k}`)), row(films)];
  const gone = new Set(free.filter((_, k) => k % step === 0));
  const isGone = (k: number, file: number) =>
    gone.has(`${clusterRow.get(`c${k}`)} ${fileRow.get(`film${file}`)}`);
  const admission = admit(whole, built(2, { clusters, manifests: manifests(isGone) }));
  const [all] = admission.impact?.requests ?? [];
  const share = gone.size / 40_000;
  assert.ok(Math.abs((all?.changedShare ?? 0) - share) < 0.004, `${all?.changedShare} of ${share}`);
  assert.is(codesOf(admission), 'hold changed');
});

const lenient = Object.fromEntries(
  admissionLimits.map(([name, , max]) => [name, max]),
) as AdmissionPolicy;

/** Clients of the first two blocks, and as much as told of somebody whom no route covers. */
const sampleWith = (outside: number, inside: readonly number[] = [1, 99]) => ({
  count: 3,
  family: [4, 4, 4],
  words: [0x14000001, 0, 0, 0, 0x14010001, 0, 0, 0, 0x63000001, 0, 0, 0],
  weight: [...inside, outside],
});

test('admit: clients whom nobody serves before or after do not thin out what the others lose', () => {
  const next = built(2, { routes: fleet.routes.filter((line) => !line.includes(' 20.0.0.0/16 ')) });
  const policy = { ...lenient, brokenShareMax: 0.005, movedShareMax: 0.005 };
  for (const outside of [0, 1, 1e6]) {
    const admission = admit(served, next, sampleWith(outside), policy);
    assert.is(codesOf(admission), 'hold moved,broken', `${outside} outside`);
    const { requests = [], movedShare, sampleCoveredShare } = admission.impact ?? {};
    const all = requests.find(({ clients }) => clients === 'sample');
    assert.ok(Math.abs((all?.brokenShare ?? 0) - 0.01) < 1e-9);
    assert.is(movedShare, 0.01);
    assert.is(sampleCoveredShare, 100 / (100 + outside));
  }
});

test('admit: those whom only a last resort answers are judged as a group of their own', () => {
  const next = built(2, { links: fleet.links.filter((line) => !line.endsWith(' transit')) });
  const policy = { ...lenient, groupShareMax: 0.1 };
  const admission = admit(served, next, sampleWith(1e-6), policy);
  assert.is(codesOf(admission), 'hold group');
  assert.match(admission.reasons[0]?.text ?? '', /\(without candidates\) .*\(2 asked\)$/);
  const { requests = [] } = admission.impact ?? {};
  const asked = requests.map(
    ({ clients, over, requestCount }) => `${over} ${clients} ${requestCount}`,
  );
  assert.equal(asked, ['all sample 4', 'links by ix links 4', 'group without candidates 2']);
  assert.is(codesOf(admit(served, next, sampleWith(0), policy)), 'apply');
});

test('admit: a sample of which nobody is served before or after is held, and space is asked', () => {
  const admission = admit(served, built(2), sampleWith(5, [0, 0]));
  assert.is(codesOf(admission), 'hold sample');
  assert.match(admission.reasons[0]?.text ?? '', /^no client of the sample has candidates/);
  const { requests = [], movedOver } = admission.impact ?? {};
  assert.ok(requests.some(({ clients }) => clients === 'all IPv4'));
  assert.is(movedOver, 'address space');
  assert.is(codesOf(admit(served, built(2), sampleWith(0, [0, 0]))), 'apply', 'it says nothing');
});

test.run();
