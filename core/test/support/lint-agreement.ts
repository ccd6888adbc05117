// Does the lint agree with a search of the whole address space, on random worlds of networks?
import * as assert from 'uvu/assert';
import { type Finding, lint, type SpaceSize, type World } from '../../index.ts';
import { createDice, type Dice } from './dice.ts';
import type { Expected } from './lint-building.ts';
import { expectedFindings } from './lint-oracle.ts';
import { spanOf } from './oracle-basics.ts';
import { permuteWorld } from './permute-world.ts';
import { randomCase } from './random-world.ts';

const asns = [1, 2, 3, 7];
export const ownAsns = [1];

/** A random world whose sites, links and clients belong to networks, with members. */
export function networkedWorld(seed: number, dice: Dice): World {
  const { world } = randomCase(seed);
  const { sites, links, metros, clients } = world;
  const known = asns.filter(() => dice.chance(0.8));
  const draw = (count: number, from: readonly number[]) =>
    Uint32Array.from({ length: count }, () => dice.pick(from));
  return {
    ...world,
    sites: { ...sites, asn: draw(sites.count, [0, 2, 2, 3]) },
    links: { ...links, peerAsn: draw(links.count, [0, 0, 2, 3, 7]) },
    metros: {
      ...metros,
      members: Float64Array.from(metros.id, () => dice.pick([0, 10, 1000, 12345])),
    },
    clients: { ...clients, asn: draw(clients.count, asns) },
    networks: {
      count: known.length,
      asn: Uint32Array.from(known),
      name: known.map(String),
      country: known.map(() => 'NL'),
      members: new Float64Array(known.length),
    },
  };
}

/** The world when some routes were not there yet, its rows in another order. */
export function earlier(world: World, dice: Dice): World {
  const share = dice.pick([0.2, 0.5, 0.8]);
  const { count, ...columns } = world.routes;
  const kept = Array.from({ length: count }, () => dice.chance(share));
  const routes = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, column.filter((_, row) => kept[row])]),
  );
  const left = { ...routes, count: kept.filter(Boolean).length } as World['routes'];
  return permuteWorld({ ...world, routes: left }, dice);
}

const keyOf = ({ rule, severity, cause, networks, sites, clusters, links }: Finding | Expected) =>
  JSON.stringify([rule, severity, cause, networks, sites, clusters, links]);

function near(actual: SpaceSize, expected: Expected['affected'], what: string): void {
  const pairs = [
    [actual.v4AddressCount, expected.v4],
    [actual.v6BlockCount, expected.v6],
    [actual.sampleWeight, expected.members],
  ];
  for (const [mine = 0, theirs = 0] of pairs)
    if (!(Math.abs(mine - theirs) <= 1e-9 * Math.max(1, theirs)))
      assert.unreachable(`${what}: ${mine}, expected ${theirs}`);
}

const prefixName = (family: number, length: number, first: bigint) =>
  `${family} ${first}/${length}`;

/** `family first/length` of a prefix in text. */
function parsed(text: string): string {
  const [address = '', length] = text.split('/');
  if (!address.includes(':')) {
    const first = address.split('.').reduce((sum, n) => sum * 256n + BigInt(n), 0n);
    return prefixName(4, Number(length), first);
  }
  const [before = [], after = []] = address
    .split('::')
    .map((part) => part.split(':').filter(Boolean));
  const gap = Array<string>(8 - before.length - after.length).fill('0');
  const first = [...before, ...gap, ...after].reduce(
    (sum, g) => sum * 65536n + BigInt(`0x${g}`),
    0n,
  );
  return prefixName(6, Number(length), first);
}

function agree(world: World, findings: readonly Finding[], expected: readonly Expected[]): void {
  assert.equal(findings.map(keyOf).sort(), expected.map(keyOf).sort());
  const { family, length, word0, word1, word2, word3 } = world.prefixes;
  const nameOf = (row: number) => {
    const words = family[row] === 4 ? [word0] : [word0, word1, word2, word3];
    const first = words.reduce((sum, word) => sum * 4294967296n + BigInt(word[row] ?? 0), 0n);
    const span = spanOf(family[row] ?? 0, length[row] ?? 0, first);
    return prefixName(span.family, span.length, span.first);
  };
  for (const finding of findings) {
    const wanted = expected.filter((each) => keyOf(each) === keyOf(finding));
    // Two findings may differ in their prefixes alone (siblings that miss both families).
    const own = wanted.filter(({ prefixes, affected }) => {
      const isSize = prefixes.size === finding.prefixCount;
      return isSize && Math.abs(affected.v4 - finding.affected.v4AddressCount) < 1;
    });
    const [one] = own;
    if (one === undefined) assert.unreachable(`${keyOf(finding)} ${finding.prefixCount}`);
    const { prefixes, affected, offsite } = one as Expected;
    near(finding.affected, affected, `${keyOf(finding)} affected`);
    near(finding.offsite, offsite, `${keyOf(finding)} offsite`);
    const names = new Set([...prefixes].map(nameOf));
    assert.is(finding.prefixes.length, Math.min(3, prefixes.size));
    for (const text of finding.prefixes) assert.ok(names.has(parsed(text)), text);
  }
}

/** Compares on the worlds of the seeds; how often each rule and cause was found. */
export function agreeOnSeeds(first: number, last: number): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  for (let seed = first; seed <= last; seed++) {
    const dice = createDice(seed * 7 + 1);
    const world = networkedWorld(seed, dice);
    const before = dice.chance(0.7) ? earlier(world, dice) : undefined;
    const { findings } = lint(world, { ownAsns, ...(before && { before }) });
    try {
      agree(world, findings, expectedFindings(world, ownAsns, before));
    } catch (error) {
      (error as Error).message = `seed ${seed}: ${(error as Error).message}`;
      throw error;
    }
    for (const { rule, cause } of findings)
      seen.set(`${rule} ${cause}`, (seen.get(`${rule} ${cause}`) ?? 0) + 1);
  }
  return seen;
}
