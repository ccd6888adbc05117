// Which requests stand for all? A choice of clients, by their weight, and of files.
import type { Joins } from '../diff/diff-fleet.ts';
import { type TrafficSample, type VantagePair, vantageAt } from '../diff/diff-space.ts';
import { findFile } from '../snapshot/find-file.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { type Files, filesOf, oneFile } from './draw/files.ts';
import { drawPoints, isWeight, seedOf, sumOf } from './draw/points.ts';

/** One request: the vantages of its client, the rows of its file, and what it weighs. */
export type Asked = {
  readonly before: number;
  readonly after: number;
  readonly fileBefore: number;
  readonly fileAfter: number;
  readonly weight: number;
  /** Who asks, over all (''; for the group alone), and of which group; '': of none. */
  readonly clients: string;
  readonly group: string;
};

/** What requests are drawn from. */
export type AskedFrom = {
  readonly a: Snapshot;
  readonly b: Snapshot;
  readonly joins: Joins;
  readonly pairs: readonly VantagePair[];
};

/** What all clients are called: those of a family, and those of a sample. */
export const allClients = ['all IPv4', 'all IPv6', 'sample'] as const;

/** Requests over the clients of one family, over those of the sample, and at least of one group. */
const spaceAskedMax = 16_384;
const sampleAskedMax = 32_768;
const groupAskedMin = 256;
/** Each group is asked as many, or all of its clients for all files where those are fewer. */
const groupAskedLeast = 64;
/** Groups that are asked on their own; the rest together. */
const groupsMax = 256;
const otherGroups = 'other groups';
/** A group of its own, of no kind of links and no part of the whole. */
const outsideGroup = 'without candidates';

type Use = (asked: Asked, session: number) => void;

/**
 * Gives `use` the requests of a dry run and their sessions: of the sample's clients whom candidates
 * serve in either snapshot, or without one of all such, each family by its address space. All
 * clients × all files where they are few; else clients evenly over their weight, and files over
 * their popularity, or evenly over the catalogue that is served: which hangs on both contents.
 * Clients of the sample without candidates are asked as a group of their own. At most 66,100.
 */
export function drawAsked(from: AskedFrom, sample: TrafficSample | undefined, use: Use): void {
  const { a, b, joins } = from;
  const files = filesOf({ a, file: joins.file }, sample);
  const drawn = { files, seed: seedOf(a, b), use };
  const rows = sample && rowsByGroup(from, sample);
  if (sample && rows) drawSample(from, sample, rows, drawn);
  if (rows && rows.groups.size > 0) return;
  drawSpace(from, 'v4AddressCount', drawn);
  drawSpace(from, 'v6BlockCount', drawn);
}

type Rows = {
  /** Rows of the sample that weigh something and that candidates serve, by group. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
  /** Those that weigh something, and have candidates in neither snapshot. */
  readonly outside: readonly number[];
};

function rowsByGroup({ a, b }: AskedFrom, sample: TrafficSample): Rows {
  const groups = new Map<string, number[]>();
  const outside: number[] = [];
  for (let row = 0; row < sample.count; row++) {
    if (!isWeight(sample.weight[row])) continue;
    if (!isCovered(a, vantageAt(a, sample, row)) && !isCovered(b, vantageAt(b, sample, row))) {
      outside.push(row);
      continue;
    }
    const own = sample.group?.[row] ?? '';
    const name = groups.has(own) || groups.size < groupsMax ? own : otherGroups;
    const members = groups.get(name) ?? [];
    members.push(row);
    groups.set(name, members);
  }
  return { groups, outside };
}

type Group = {
  readonly clients: string;
  readonly group: string;
  readonly members: readonly number[];
  /** What all that are asked weigh, and how many requests there are at least. */
  readonly all: number;
  readonly least: number;
};

/** Which files are asked for, by which seed, and who is told. */
type Drawn = { readonly files: Files; readonly seed: number; readonly use: Use };

function drawSample(from: AskedFrom, sample: TrafficSample, rows: Rows, drawn: Drawn): void {
  const { groups, outside } = rows;
  const each = sample.file === undefined ? drawGroup : drawNamed;
  const least = Math.max(
    groupAskedLeast,
    Math.min(groupAskedMin, Math.floor(32_768 / groups.size)),
  );
  const weightOf = (members: readonly number[]): number =>
    sumOf(members.map((row) => sample.weight[row]));
  const all = [...groups.values()].reduce((total, members) => total + weightOf(members), 0);
  for (const [group, members] of groups)
    each(from, sample, { clients: allClients[2], group, members, all, least }, drawn);
  if (outside.length === 0) return;
  const own = { clients: '', group: outsideGroup, members: outside };
  each(from, sample, { ...own, all: Number.POSITIVE_INFINITY, least: groupAskedMin }, drawn);
}

/** The weights of a group's members, and how many requests it gets. */
function shareOfAsked({ weight }: TrafficSample, { members, all, least }: Group) {
  const weights = members.map((row) => weight[row]);
  return { weights, most: Math.max(least, Math.ceil((sampleAskedMax * sumOf(weights)) / all)) };
}

function drawGroup(from: AskedFrom, sample: TrafficSample, of: Group, drawn: Drawn): void {
  const { a, b, joins } = from;
  const { clients, group, members } = of;
  const { files, seed, use } = drawn;
  const points = { ...shareOfAsked(sample, of), files, seed, name: `${clients} of ${group}` };
  drawPoints(points, (at, joined, weight, session) => {
    const [before, after] = [vantageAt(a, sample, members[at]), vantageAt(b, sample, members[at])];
    const asked = { before, after, ...filesAt(joins, joined), weight };
    use({ ...asked, clients, group }, session);
  });
}

/** Who names files is asked for those; a group with few of them for others too, half its weight. */
function drawNamed(from: AskedFrom, sample: TrafficSample, of: Group, drawn: Drawn): void {
  const { a, b } = from;
  const { clients, group, members } = of;
  const { seed, use } = drawn;
  const name = `${clients} named by ${group}`;
  const points = { ...shareOfAsked(sample, of), files: oneFile, seed, name };
  drawPoints(points, (at, _, weight, session) => {
    const row = members[at];
    const id = sample.file?.[row] ?? '';
    const [before, after] = [vantageAt(a, sample, row), vantageAt(b, sample, row)];
    const named = { fileBefore: findFile(a, id), fileAfter: findFile(b, id) };
    use({ before, after, ...named, weight, clients, group }, session);
  });
  if (clients === '' || group === '' || members.length >= groupAskedLeast) return;
  const alone = { clients: '', least: groupAskedLeast, all: Number.POSITIVE_INFINITY };
  drawGroup(from, sample, { ...of, ...alone }, drawn);
}

function drawSpace(
  { a, b, joins, pairs }: AskedFrom,
  measure: 'v4AddressCount' | 'v6BlockCount',
  { files, seed, use }: Drawn,
): void {
  const own = pairs.filter(
    (pair) => pair.measure[measure] > 0 && (isCovered(a, pair.before) || isCovered(b, pair.after)),
  );
  const clients = allClients[measure === 'v4AddressCount' ? 0 : 1];
  const weights = own.map((pair) => pair.measure[measure]);
  const points = { weights, files, most: spaceAskedMax, seed, name: clients };
  drawPoints(points, (at, joined, weight, session) => {
    const { before, after } = own[at];
    use({ before, after, ...filesAt(joins, joined), weight, clients, group: '' }, session);
  });
}

function isCovered({ vantageList, listStart }: Snapshot, vantage: number): boolean {
  const list = vantageList[vantage];
  return listStart[list + 1] > listStart[list];
}

function filesAt({ file }: Joins, joined: number) {
  return { fileBefore: file.rowA[joined], fileAfter: file.rowB[joined] };
}
