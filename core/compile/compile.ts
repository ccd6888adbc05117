// What does steering need to know of a world? Everything slow happens here, before any decision.

import { assert, breakPromise } from '../base/assert.ts';
import { given, givenIf } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import type { Outcome } from '../base/outcome.ts';
import type { Problem } from '../base/problem.ts';
import { isVersion } from '../base/version.ts';
import { counted } from '../door/wording.ts';
import { allCopies } from '../holders/content.ts';
import { routeVerdicts } from '../prefix/accept.ts';
import { defaultRanking, resolveRanking } from '../rank/ranking.ts';
import { encodeSnapshot, type SnapshotName } from '../snapshot/codec.ts';
import type { Snapshot, SnapshotColumns } from '../snapshot/layout.ts';
import { checkWorld } from '../world/check.ts';
import { hasLoneSurrogate } from '../world/faults.ts';
import type { World } from '../world/world.ts';
import { fleetColumns, type HolderWeight, orderFleet } from './fleet-columns.ts';
import { seenIn } from './seen.ts';
import { workProblem, worldWork } from './work.ts';

/** How to compile, and under which name; all may be left out. */
export type CompileOptions = Partial<SnapshotName> & {
  /** Comparators by name in order; a leading `-` reverses one. Default: `defaultRanking`. */
  readonly ranking?: readonly string[];
  /** How much each appliance holds of its cluster's files; all weigh 1 unless told. */
  readonly holderWeight?: HolderWeight;
  /** Where the bytes go; an ArrayBuffer unless told. */
  readonly buffer?: (byteLength: number) => ArrayBufferLike;
};

/** Throws `bad-argument` where a name or a function that is given is none. */
export function assertOptions(options: CompileOptions): void {
  given(options, 'object');
  const { fleet = '', epoch = 0, sequence = 0, holderWeight, buffer } = options;
  givenIf(holderWeight, 'function');
  givenIf(buffer, 'function');
  given(fleet, 'text');
  assert(!hasLoneSurrogate(fleet), 'the id of a fleet is a text that UTF-8 has', 'bad-argument');
  const isNamed = isVersion({ epoch, sequence });
  assert(isNamed, 'epoch and sequence are whole numbers from 0', 'bad-argument');
}

/** A snapshot, and what became of the routes. */
export type Compiled = {
  readonly snapshot: Snapshot;
  /** Routes by what became of them: `ok`, `length`, `special-use`, `rpki-invalid`. */
  readonly routes: readonly { readonly verdict: string; readonly count: number }[];
};

/** More copies than this many bytes of manifest table are refused: (manifests × files). */
const copiesMax = 2_147_483_648;

/**
 * All reasons why a world cannot be compiled: what `checkWorld` finds in its tables, a ranking that
 * names an unknown comparator, and the limits of a snapshot. Who compiles calls this. O(bytes).
 *
 * @example
 * const [problem] = checkCompile(world, ['nearest']);
 * console.log(checkCompile(world).length, problem?.code); // => 0 unknown-comparator
 */
export function checkCompile(world: World, ranking: readonly string[] = defaultRanking): Problem[] {
  const problems = checkTables(world, ranking);
  return problems.length > 0 ? problems : checkWork(world);
}

/** All of it that is told without a walk over the prefixes: who compiles finds the rest. */
function checkTables(world: World, ranking: readonly string[] = defaultRanking): Problem[] {
  const problems = resolveRanking(ranking).problems ?? [];
  const unsound = checkWorld(world);
  return [...problems, ...(unsound.length > 0 ? unsound : checkLimits(world))];
}

/** Walks that are too long. Only where they may be is the world compiled to know it. */
function checkWork(world: World): Problem[] {
  const found = worldWork(world);
  if (found === undefined) return [];
  const problem = found.isSure ? found.problem : workProblem(columnsOf(world, {}).columns);
  return problem === undefined ? [] : [problem];
}

/** What a snapshot of a sound world has no room for. */
function checkLimits(world: World): Problem[] {
  const problems: Problem[] = [];
  const manifests = counted(world.manifestId.length, 'manifest');
  if (world.manifestId.length * world.files.count > copiesMax)
    problems.push({
      code: 'too-large',
      path: 'manifests',
      text: `${manifests} × ${counted(world.files.count, 'file')}: let clusters share manifests`,
    });
  const row = uncountable(world);
  if (row !== noRow)
    problems.push({
      code: 'too-many-copies',
      path: `manifests[${row}].copies`,
      text: `${world.manifests.copies[row]} of a larger cluster: at most ${allCopies - 1}, or all`,
    });
  return problems;
}

/** Throws where `checkCompile` finds something in the tables, and says the first of it. */
export function assertCompiles(world: World, ranking: readonly string[]): void {
  assertNone(checkTables(world, ranking));
}

/** Throws the first of what `checkCompile` would have told. */
function assertNone([first]: readonly Problem[]): void {
  if (first === undefined) return;
  const { path, text } = first;
  breakPromise('broken-promise', `checkCompile finds no problem; ${path}: ${text}`);
}

/** First row of `manifests` whose copies no byte counts and that are not all of a cluster. */
function uncountable({ clusters, appliances, manifestId, manifests }: World): number {
  const size = new Uint32Array(clusters.count);
  for (const cluster of appliances.cluster) size[cluster]++;
  const largest = new Uint32Array(manifestId.length);
  clusters.manifest.forEach((manifest, cluster) => {
    largest[manifest] = Math.max(largest[manifest], size[cluster]);
  });
  const isTooMany = (copies: number, row: number): boolean =>
    copies >= allCopies && copies < largest[manifests.manifest[row]];
  const row = manifests.copies.findIndex(isTooMany);
  return row < 0 ? noRow : row;
}

/**
 * Compiles a sound world (`checkCompile` finds nothing): equal worlds, in whatever row order,
 * give equal bytes. Throws only when that promise is broken.
 *
 * @example
 * const compiled = compileSnapshot(world, { fleet: 'eu', sequence: 7 });
 * console.log(compiled.snapshot.fleet, compiled.snapshot.sequence, compiled.routes[0]?.verdict);
 * // => eu 7 ok
 */
export function compileSnapshot(world: World, options: CompileOptions = {}): Compiled {
  assertOptions(options);
  assertCompiles(world, options.ranking ?? defaultRanking);
  const { compiled, problems } = compileSound(world, options);
  assertNone(problems ?? []);
  return compiled as Compiled;
}

/**
 * The same for a world that nobody has checked: what `checkCompile` finds is told and not thrown.
 * Who would call both checks once this way.
 *
 * @example
 * const { compiled, problems } = compileWorld({ ...world, manifestId: [] });
 * console.log(compiled === undefined, problems?.[0]?.code); // => true dangling-reference
 */
export function compileWorld(
  world: World,
  options: CompileOptions = {},
): Outcome<'compiled', Compiled> {
  assertOptions(options);
  const problems = checkTables(world, options.ranking);
  return problems.length > 0 ? { problems } : compileSound(world, options);
}

/** The columns of a sound world, and how many routes came to what. */
function columnsOf(world: World, options: CompileOptions) {
  const { ranking = [] } = resolveRanking(options.ranking ?? defaultRanking);
  const order = orderFleet(world);
  const fleet = fleetColumns(world, order, options.holderWeight);
  const seen = seenIn(world, order, fleet, ranking);
  const columns: SnapshotColumns = { ...fleet, ...seen.columns };
  return { columns, routeCounts: seen.routeCounts };
}

function compileSound(world: World, options: CompileOptions): Outcome<'compiled', Compiled> {
  const { columns, routeCounts } = columnsOf(world, options);
  const slow = workProblem(columns);
  if (slow !== undefined) return { problems: [slow] };
  const name = {
    fleet: options.fleet ?? 'default',
    epoch: options.epoch ?? 0,
    sequence: options.sequence ?? 0,
  };
  const snapshot = encodeSnapshot(columns, name, options.buffer);
  const routes = routeVerdicts.map((verdict, k) => ({ verdict, count: routeCounts[k] }));
  return { compiled: { snapshot, routes } };
}
