// Does a snapshot that would do harm wait for a human?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { admissionLimits } from '../admit/policy.ts';
import {
  type AdmissionPolicy,
  admit,
  compileSnapshot,
  defaultAdmission,
  openSnapshot,
  overrideHold,
  type Snapshot,
  type TrafficSample,
  type World,
} from '../index.ts';
import { createDice, type Dice } from './support/dice.ts';
import { permuteWorld } from './support/permute-world.ts';
import { randomCase } from './support/random-world.ts';
import { type Lines, worldOf } from './support/small-world.ts';
import { sectionRows, sign } from './support/snapshot-damage.ts';

/** 20 sites of each kind with one cluster and one appliance; a /16 each of which it is the best. */
const numbers = Array.from({ length: 20 }, (_, k) => k);
const fleet: Lines = {
  sites: numbers.flatMap((k) => [`e${k} embedded`, `x${k} ix`]),
  clusters: numbers.flatMap((k) => [`ce${k} e${k} all`, `cx${k} x${k} all`]),
  appliances: numbers.flatMap((k) => [`ae${k} ce${k}`, `ax${k} cx${k}`]),
  links: numbers.flatMap((k) => [`le${k} e${k} embedded`, `lx${k} x${k} ix`]),
  routes: numbers.flatMap((k) => [
    `ce${k} 20.${k}.0.0/16 1 le${k}`,
    `cx${k} 20.${k}.0.0/16 1,2 lx${k}`,
  ]),
  manifests: ['all film'],
};

type Version = { fleet?: string; epoch?: number; sequence?: number };
const built = (lines: Partial<Lines> = {}, version: Version = {}): Snapshot =>
  compileSnapshot(worldOf({ ...fleet, ...lines }), { sequence: 2, ...version }).snapshot;
const served = built({}, { sequence: 1 });

/** The lines, those of `ids` with another end. */
const ended = (lines: readonly string[], ids: readonly string[], end: string) =>
  lines.map((line) => (ids.includes(line.split(' ')[0] ?? '') ? `${line} ${end}` : line));
const first = (letters: string, count: number) =>
  numbers.slice(0, count).map((k) => `${letters}${k}`);
const judge = (lines: Partial<Lines>, version?: Version) => admit(served, built(lines, version));

/** Lets all through: what one limit holds is asked with the others out of its way. */
const lenient = Object.fromEntries(
  admissionLimits.map(([name, , max]) => [name, max]),
) as AdmissionPolicy;
/** The limits of these names as they are by default, and no others. */
const only = (...names: (keyof AdmissionPolicy)[]): AdmissionPolicy => ({
  ...lenient,
  ...Object.fromEntries(names.map((name) => [name, defaultAdmission[name]])),
});
const judgeBy = (policy: AdmissionPolicy, lines: Partial<Lines>, sample?: TrafficSample) =>
  admit(served, built(lines), sample, policy);
const codes = (admission: ReturnType<typeof admit>) =>
  `${admission.verdict} ${admission.reasons.map(({ code }) => code).join()}`.trim();

test('admit: a newer snapshot of the same fleet is applied, with an impact of nothing', () => {
  const admission = judge({});
  assert.is(codes(admission), 'apply');
  assert.ok(admission.impact?.diff.isEmpty);
  assert.is(admission.impact?.movedShare, 0);
});

test('admit: permuted tables are applied: order is no change', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { world } = randomCase(seed);
    const a = compileSnapshot(world).snapshot;
    const again = permuteWorld(world, createDice(seed));
    assert.is(admit(a, compileSnapshot(again, { sequence: 1 }).snapshot).verdict, 'apply');
  }
});

test('admit: another fleet, the same version, an older one and no version are refused', () => {
  assert.is(codes(judge({}, { fleet: 'theirs' })), 'refuse fleet');
  assert.is(codes(judge({}, { sequence: 1 })), 'refuse version');
  assert.is(codes(judge({}, { sequence: 0 })), 'refuse version');
  const current = built({}, { epoch: 3, sequence: 0 });
  assert.is(codes(admit(current, built({}, { epoch: 2, sequence: 9 }))), 'refuse version');
  assert.is(codes(admit(current, built({}, { epoch: 4, sequence: 0 }))), 'apply');
  for (const epoch of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5])
    assert.is(codes(admit(served, { ...built(), epoch })), 'refuse version');
});

test('admit: the first ever is applied if somebody would be served, else refused', () => {
  assert.is(codes(admit(undefined, served)), 'apply');
  assert.is(codes(admit(undefined, built({ routes: [] }))), 'refuse empty');
});

test('admit: one tenth of the appliances may go, one more is held, and so is a drain', () => {
  const fleetOnly = only('applianceLossShareMax', 'capacityLossShareMax');
  const lost = (count: number, state: string) =>
    judgeBy(fleetOnly, {
      appliances: ended(fleet.appliances, first('ae', count), `1e9 ${state}`),
    });
  assert.is(codes(lost(2, 'down')), 'apply');
  assert.is(codes(lost(4, 'draining')), 'hold capacity');
  assert.is(codes(lost(5, 'down')), 'hold appliances,capacity,capacity');
  const gone = fleet.appliances.filter((line) => !/^a[ex][0-2] /.test(line));
  const held = codes(judgeBy(fleetOnly, { appliances: gone }));
  assert.is(held, 'hold appliances,capacity,capacity,capacity');
  assert.is(judge({ appliances: gone }).impact?.lostApplianceCount, 6);
});

test('admit: capacity that goes from one kind of site is held though the fleet keeps 90 %', () => {
  const appliances = ended(fleet.appliances, first('ax', 20), '0.85e9');
  const admission = judgeBy(only('capacityLossShareMax'), { appliances });
  assert.is(codes(admission), 'hold capacity');
  assert.match(admission.reasons[0]?.text ?? '', /^15 % of the capacity of ix sites/);
  assert.is(codes(judge({ appliances: ended(fleet.appliances, first('ax', 20), '9e8') })), 'apply');
});

test('admit: a tenth of the address space may lose its candidates, a little more is held', () => {
  const without = (count: number) =>
    fleet.routes.filter((line) => !first('', count).includes(line.split('.')[1] ?? ''));
  const judged = (count: number) =>
    codes(judgeBy(only('coverageLossShareMax'), { routes: without(count) }));
  assert.is(judged(2), 'apply');
  assert.is(judged(3), 'hold coverage', 'what moves is not yet too much');
  const alone = only('coverageLossShareMax', 'movedShareMax');
  assert.is(codes(judgeBy(alone, { routes: without(3) })), 'hold coverage');
  const both = only('coverageLossShareMax', 'movedShareMax');
  assert.is(codes(judgeBy(both, { routes: [] })), 'hold coverage,moved');
});

test('admit: traffic that moves is that of the sample, or of the space where there is none', () => {
  const policy = only('movedShareMax');
  const routes = fleet.routes.filter((line) => !/^ce[0-2] /.test(line));
  assert.is(codes(judgeBy(policy, { routes })), 'apply', '3 of 20 blocks are 15 %');
  const four = fleet.routes.filter((line) => !/^ce[0-3] /.test(line));
  assert.is(codes(judgeBy(policy, { routes: four })), 'hold moved');
  const sampled = (weight: number) =>
    judgeBy(
      policy,
      { routes },
      {
        count: 2,
        family: [4, 4],
        words: [0x14000001, 0, 0, 0, 0x14050001, 0, 0, 0],
        weight: [weight, 100 - weight],
      },
    );
  assert.is(codes(sampled(15)), 'apply');
  assert.is(codes(sampled(16)), 'hold moved');
  assert.is(sampled(16).impact?.movedOver, 'sample');
  assert.is(sampled(16).impact?.movedShare, 0.16);
});

test('admit: limits are policy', () => {
  const nothing = built({ appliances: [], routes: [] });
  assert.is(admit(served, nothing).verdict, 'hold');
  assert.is(admit(served, nothing, undefined, lenient).verdict, 'apply');
});

test('overrideHold: a held one is applied for a stated reason that stands in the verdict', () => {
  const held = judge({ routes: [] });
  const applied = overrideHold(held, '  exchange closes today, change 41 ');
  assert.is(applied.verdict, 'apply');
  assert.is(applied.overridden, 'exchange closes today, change 41');
  assert.equal(applied.reasons, held.reasons);
  for (const blank of ['', ' \n\t']) assert.is(overrideHold(held, blank), held);
  const refused = judge({}, { fleet: 'theirs' });
  assert.is(overrideHold(refused, 'please'), refused);
  const fine = judge({});
  assert.is(overrideHold(fine, 'no need'), fine);
});

test('admit: answers on any two worlds, also without clusters, links or files', () => {
  const verdicts = new Set<string>();
  const compiled = (world: World, sequence: number) =>
    compileSnapshot(world, { sequence }).snapshot;
  for (let seed = 1; seed <= 150; seed++) {
    const [a, b] = [randomCase(seed).world, randomCase(seed + (seed % 2)).world];
    const { verdict, reasons } = admit(compiled(a, 1), compiled(b, 2));
    verdicts.add(verdict);
    assert.is(reasons.length > 0, verdict !== 'apply');
    for (const { share = 1, shareMax = 0 } of reasons) assert.ok(share > shareMax);
  }
  assert.equal([...verdicts].sort(), ['apply', 'hold']);
});

/** Opens a copy of the bytes with one word of a section changed and the digest made to fit. */
function openDamaged(snapshot: Snapshot, dice: Dice): Snapshot | undefined {
  const bytes = snapshot.bytes.slice();
  const view = new DataView(bytes.buffer);
  const { offset, byteLength } = dice.pick(sectionRows(bytes));
  const words = Math.floor(byteLength / 4);
  if (words === 0) return undefined;
  const at = offset + 4 * dice.below(words);
  const hostile = [0, 1, 2, 255, 0x7ff00000, 0x7fffffff, 0xffffffff, view.getUint32(at, true) ^ 1];
  view.setUint32(at, dice.pick(hostile), true);
  sign(bytes);
  const opened = openSnapshot(bytes);
  return opened.snapshot ? opened.snapshot : undefined;
}

test('admit: never throws on snapshots that were damaged on purpose and still open', () => {
  const dice = createDice(23);
  const pairs = numbers.map((seed) => {
    const { world } = randomCase(seed);
    const version = (sequence: number) => compileSnapshot(world, { sequence }).snapshot;
    return [version(1), version(2)] as const;
  });
  let judged = 0;
  for (let n = 0; n < 3000; n++) {
    const [older, newer] = dice.pick(pairs);
    const [whole, other] = dice.chance(0.5) ? [older, newer] : [newer, older];
    const damaged = openDamaged(whole, dice);
    if (damaged === undefined) continue;
    judged++;
    for (const { verdict } of [admit(other, damaged), admit(damaged, other)])
      assert.ok(['apply', 'hold', 'refuse'].includes(verdict));
  }
  assert.ok(judged > 400, `${judged} were judged`);
});

test.run();
