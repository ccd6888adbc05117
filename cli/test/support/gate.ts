// What does the gate say of a changed world, and how many would get another answer?
import {
  type Admission,
  admit,
  compileSnapshot,
  memberSample,
  pair,
  type Snapshot,
  type TrafficSample,
  type World,
} from '@fairlead/core';
import { changedAnswers } from './changed-answers.ts';
import type { PoisonKind } from './poison.ts';

const served = new WeakMap<World, Snapshot>();
const samples = new WeakMap<World, TrafficSample>();

function servedOf(world: World): Snapshot {
  const known = served.get(world) ?? compileSnapshot(world, { sequence: 1 }).snapshot;
  served.set(world, known);
  return known;
}

/** By members every second time, else by address space. */
function sampleOf(world: World, key: number): TrafficSample | undefined {
  if (key % 2 === 0) return undefined;
  const known = samples.get(world) ?? memberSample(world);
  samples.set(world, known);
  return known;
}

/** What a plan of somebody's may take of a fleet, so that nobody can tell one from a poison. */
const planMax = 0.1;

/** Answers that are compared to guess a share. */
const guessedBy = 5000;

/**
 * The verdict on a poisoned world: struck harder until one answer in a hundred is another, of at
 * most `most` that are compared.
 */
export function judgePoison(world: World, kind: PoisonKind, key: number, most: number) {
  const [before, sample] = [servedOf(world), sampleOf(world, key)];
  let struckShare = Math.min(1, 0.001 * 1.6 ** (pair(key, 3) % 8));
  for (;;) {
    const candidate = poisonedBy(world, kind, key, struckShare);
    const changedShare = candidate === undefined ? 0 : changedOf(before, candidate, sample, most);
    if (candidate !== undefined && (changedShare >= 0.01 || struckShare === 1))
      return { ...admit(before, candidate, sample), changedShare, struckShare };
    struckShare = Math.min(1, struckShare * 1.3);
  }
}

/** The share of answers that are others; 0 where a guess says that it is too few. */
function changedOf(
  before: Snapshot,
  after: Snapshot,
  sample: TrafficSample | undefined,
  most: number,
): number {
  if (changedAnswers(before, after, sample, guessedBy) < 0.009) return 0;
  return changedAnswers(before, after, sample, most);
}

/** The poisoned world, compiled; undefined where it could be somebody's plan. */
function poisonedBy(world: World, kind: PoisonKind, key: number, struckShare: number) {
  const units = struckShare * 2 ** 32;
  const struck = (row: number): boolean => pair(row, key + 1) < units;
  const poisoned = kind.apply?.(world, struck) ?? world;
  if (kind.plan !== undefined && kind.plan(world, poisoned) <= planMax) return undefined;
  const holderWeight = kind.holderWeight?.(world, struck);
  return compileSnapshot(poisoned, { sequence: 2, ...(holderWeight && { holderWeight }) }).snapshot;
}

/** The verdict on a world as a good day leaves it. */
export function judgeHonest(
  world: World,
  change: (world: World, key: number) => World,
  key: number,
): Admission {
  const candidate = compileSnapshot(change(world, key), { sequence: 2 }).snapshot;
  return admit(servedOf(world), candidate, sampleOf(world, key));
}
