// Can the requests that are answered today be answered by another snapshot, and as well?
import { noRow } from '../base/ids.ts';
import { createState, type State } from '../control/state.ts';
import { decide } from '../decide/decide.ts';
import { createDecision, type Decision } from '../decide/decision.ts';
import type { Compared } from '../diff/diff.ts';
import type { Joins } from '../diff/diff-fleet.ts';
import type { TrafficSample } from '../diff/diff-space.ts';
import { copiesHeld } from '../holders/content.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { linkKinds } from '../world/world.ts';
import { type Asked, allClients, drawAsked } from './asked.ts';
import { expectedSnapshot, isFleetSame, strayRows } from './expected.ts';
import { addTo, type Fate, type Fates, newFates, type RequestChange } from './request-change.ts';
import { createRoom, type Place, type RoomRequest } from './room.ts';

/** Targets of an answer, as players ask for them. */
export const wanted = 5;

/** Classes of answers, the best first: those of `linkKinds`, then what is ignored, resort, none. */
const openClass = linkKinds.length;
const resortClass = openClass + 1;
const noneClass = openClass + 2;

/** A snapshot that is asked, and the joined rows of its own. */
type Side = {
  readonly state: State;
  readonly out: Decision;
  readonly box: Uint32Array;
  readonly cluster: Uint32Array;
  readonly link: Uint32Array;
};

/** What was decided: its class, and the joined rows of the first target. */
type Answer = {
  readonly kind: number;
  readonly count: number;
  readonly box: number;
  readonly cluster: number;
  readonly link: number;
};

function ask(side: Side, vantage: number, file: number, sessionHash: number): Answer {
  const { state, out } = side;
  const { snapshot } = out;
  const fileHash = file === noRow ? 0 : snapshot.fileHash[file];
  decide(snapshot, state, { vantage, file, fileHash, sessionHash, want: wanted }, out);
  const { reason, targetCount: count } = out;
  const [appliance, link] = [out.targetAppliance[0], out.targetLink[0]];
  if (count === 0) return { kind: noneClass, count, box: noRow, cluster: noRow, link: noRow };
  const kind = reason === 0 ? snapshot.linkKind[link] : openClass + reason - 1;
  const cluster = side.cluster[snapshot.applianceCluster[appliance]];
  return { kind, count, box: side.box[appliance], cluster, link: side.link[link] };
}

/**
 * Three that are asked the same: as served; with the appliances of the next, all else as served;
 * and the next. Without `expected` the appliances are the same.
 */
type Sides = {
  readonly before: Side;
  readonly expected: Side | undefined;
  readonly after: Side;
  readonly joins: Joins;
  readonly isLost: Uint8Array;
};

function sidesOf(a: Snapshot, b: Snapshot, joins: Joins, isLost: Uint8Array): Sides {
  const { appliance, cluster, link } = joins;
  const side = (
    snapshot: Snapshot,
    box: Uint32Array,
    own: Uint32Array,
    over: Uint32Array,
  ): Side => {
    const [state, out] = [createState(snapshot), createDecision(snapshot)];
    return { state, out, box, cluster: own, link: over };
  };
  const before = side(a, appliance.ofA, cluster.ofA, link.ofA);
  const after = side(b, appliance.ofB, cluster.ofB, link.ofB);
  if (isFleetSame(a, b, joins)) return { before, expected: undefined, after, joins, isLost };
  const mixed = expectedSnapshot(a, b, joins);
  const expected = side(mixed, appliance.ofB, cluster.ofB, link.ofA);
  strayRows(a, b, joins).forEach((stray, row) => {
    if (stray === 1) expected.state.appliance[row] = 0;
  });
  return { before, expected, after, joins, isLost };
}

/**
 * Asks a choice of (client, file) pairs, which hangs on both contents, of both snapshots, with
 * everything healthy and without load, and says what is other and what is worse: over all, per
 * group of the sample, and per kind of link that served before. `isLost` has 1 for appliances of
 * the first snapshot that are up there and not in the other one. Pure; as much work whatever the
 * size, but for what is asked.
 */
export function dryRun(
  { joins, pairs }: Pick<Compared, 'joins' | 'pairs'>,
  { a, b }: { readonly a: Snapshot; readonly b: Snapshot },
  isLost: Uint8Array,
  sample: TrafficSample | undefined,
): RequestChange[] {
  const sides = sidesOf(a, b, joins, isLost);
  const room = createRoom(a, b, joins);
  const all: Found[] = [];
  drawAsked({ a, b, joins, pairs }, sample, (asked, session) => {
    const found = askAll(sides, asked, session);
    all.push({ asked, found });
    if (asked.clients !== '') room.count(drawnOf(asked, found));
  });
  const judged = all.map(({ asked, found }): Found => {
    if (found.effect !== 'pulled' || room.isRoom(drawnOf(asked, found))) return { asked, found };
    return { asked, found: { ...found, effect: 'changed' } };
  });
  return changesOf(judged);
}

/** What the room is asked: a group that is asked once more for itself goes by the whole sample. */
function drawnOf({ clients, weight }: Asked, { from, to, effect }: Fate): RoomRequest {
  return {
    clients: clients || allClients[2],
    weight,
    from,
    to: effect === 'pulled' ? to : nowhere,
  };
}

const nowhere: Place = { box: noRow, link: noRow };

type Found = { readonly asked: Asked; readonly found: Fate };

/** Over all, by group, and by kind of link. */
function changesOf(all: readonly Found[]): RequestChange[] {
  const tallies = new Map<string, Fates>();
  for (const { asked, found } of all) {
    const links = found.was < openClass ? `by ${linkKinds[found.was]} links` : 'by others';
    const over = [
      ['all', asked.clients],
      ['group', asked.group],
      ['links', asked.clients === '' ? '' : links],
    ] as const;
    for (const [of, clients] of over) {
      if (clients === '') continue;
      const key = `${of} ${clients}`;
      const tally = tallies.get(key) ?? newFates(of, clients);
      tallies.set(key, tally);
      addTo(tally, found, asked.weight);
    }
  }
  return [...tallies.values()].map(({ changeOf }) => changeOf());
}

function askAll(sides: Sides, asked: Asked, session: number): Fate {
  const before = ask(sides.before, asked.before, asked.fileBefore, session);
  const expected =
    sides.expected === undefined
      ? before
      : ask(sides.expected, asked.before, asked.fileBefore, session);
  const after = ask(sides.after, asked.after, asked.fileAfter, session);
  const [was, is] = [before.kind, after.kind];
  return {
    was,
    isNone: is === noneClass && was < noneClass,
    isResort: is === resortClass && was < resortClass,
    isWorse: is > was,
    isBroken: is > was && is > expected.kind,
    effect: effectOf(sides, asked, { before, expected, after }),
    targets: before.count,
    lost: Math.max(0, Math.min(before.count, expected.count) - after.count),
    from: { box: before.box, link: before.link },
    to: {
      box: after.box === before.box ? noRow : after.box,
      link: after.link === before.link ? noRow : after.link,
    },
  };
}

type Answers = { readonly before: Answer; readonly expected: Answer; readonly after: Answer };

/** Why the first target is another. */
function effectOf(
  sides: Sides,
  asked: Asked,
  { before, expected, after }: Answers,
): Fate['effect'] {
  if (before.count === 0 || expected.count === 0) return 'none';
  if (after.count === 0) return 'changed';
  const { cluster, link } = sides.joins;
  if (after.box !== expected.box || after.link !== expected.link) {
    if (cluster.rowA[after.cluster] === noRow || link.rowA[after.link] === noRow) return 'pulled';
    return isFilled(sides, asked, expected.cluster, after.cluster) ? 'filled' : 'changed';
  }
  // Joined rows begin with those of A. What was out and is back draws nobody that it had not.
  const { applianceCount, applianceState } = sides.before.out.snapshot;
  const isBack = after.box < applianceCount && applianceState[after.box] !== 0;
  const stays = sides.isLost[before.box] === 0;
  return stays && after.box !== before.box && !isBack ? 'pulled' : 'none';
}

/** Whether more copies explain it: here, while it is expected where it has no fewer, or there. */
function isFilled(
  { before, after, joins }: Sides,
  asked: Asked,
  from: number,
  to: number,
): boolean {
  const { rowA, rowB } = joins.cluster;
  const [a, b] = [before.out.snapshot, after.out.snapshot];
  const gain = (joined: number): number =>
    held(b, rowB[joined], asked.fileAfter) - held(a, rowA[joined], asked.fileBefore);
  return gain(from) >= 0 && (gain(from) > 0 || gain(to) > 0);
}

const held = (snapshot: Snapshot, cluster: number, file: number): number =>
  cluster === noRow || file === noRow ? 0 : copiesHeld(snapshot, cluster, file);
