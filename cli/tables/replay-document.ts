// What does a replay say in bytes and in bits per second, against which capacity?
import {
  type Basis,
  noRow,
  type Replay,
  type Served,
  type ServedShift,
  servedShifts,
  servedTables,
} from '@fairlead/core';

/** What one record stands for. */
export type ReplayScale = {
  /** Nominal bitrate by row of the file. */
  readonly bitrateBps: (file: number) => number;
  readonly sessionMinutes: number;
  /** Time that the records span: their sessions overlap as far as they are longer than it. */
  readonly windowMinutes: number;
  /** Sessions that one record stands for. */
  readonly sampled: number;
};

/** Load of a site, link or appliance on both sides; shares are of what is up, null of nothing. */
export type LoadShift = {
  readonly id: string;
  readonly beforeBps: number;
  readonly afterBps: number;
  readonly addedBps: number;
  readonly capacityBps: number;
  readonly beforeShare: number | null;
  readonly afterShare: number | null;
};

/** Both sides of a replay, and what was taken away. */
export type ReplaySides = {
  readonly before: Basis;
  readonly after: Basis;
  readonly gone: readonly string[];
  readonly scale: ReplayScale;
};

/** Moves and loads in the document; the rest is counted. */
const rowsListed = 1000;

const isOver = ({ afterShare }: LoadShift): boolean => afterShare !== null && afterShare > 1;

function loadShifts(shifts: readonly ServedShift[], toBps: number): LoadShift[] {
  const share = (bps: number, capacityBps: number) => (capacityBps > 0 ? bps / capacityBps : null);
  const rows = shifts.map(({ id, before, after }): LoadShift => {
    const [beforeBps, afterBps] = [before.weight * toBps, after.weight * toBps];
    return {
      id,
      beforeBps,
      afterBps,
      addedBps: afterBps - beforeBps,
      capacityBps: after.capacityBps,
      beforeShare: share(beforeBps, before.capacityBps),
      afterShare: share(afterBps, after.capacityBps),
    };
  });
  // A stable sort: each half keeps the largest gain first.
  return rows.sort((a, b) => Number(isOver(b)) - Number(isOver(a)));
}

function tableOf(shifts: readonly ServedShift[], toBps: number) {
  const rows = loadShifts(shifts, toBps);
  const newlyOver = rows.filter((row) => isOver(row) && !((row.beforeShare ?? 0) > 1)).length;
  return {
    changed: rows.length,
    over: rows.filter(isOver).length,
    newlyOver,
    rows: rows.slice(0, rowsListed),
  };
}

/** Load by rank of the target: ranks ascending, then the last resort, then nobody. */
function ranksOf(before: Served, after: Served, toBps: number) {
  const ranks = [...new Set([...before.rank.keys(), ...after.rank.keys()])].sort((a, b) => a - b);
  const rows = ranks.map((rank) => ({
    rank: rank === noRow ? 'last-resort' : rank,
    beforeBps: (before.rank.get(rank) ?? 0) * toBps,
    afterBps: (after.rank.get(rank) ?? 0) * toBps,
  }));
  const [beforeBps, afterBps] = [before.unservedWeight * toBps, after.unservedWeight * toBps];
  return beforeBps + afterBps > 0 ? [...rows, { rank: 'none', beforeBps, afterBps }] : rows;
}

function causesOf({ moves }: Replay) {
  const causes = new Map<
    string,
    { cause: string; turn: string; decisions: number; bytes: number }
  >();
  for (const { cause, turn, decisions, weight } of moves) {
    const key = `${cause} ${turn}`;
    const sum = causes.get(key) ?? { cause, turn, decisions: 0, bytes: 0 };
    causes.set(key, sum);
    sum.decisions += decisions;
    sum.bytes += weight;
  }
  return [...causes.values()].sort((a, b) => b.bytes - a.bytes || (a.cause < b.cause ? -1 : 1));
}

/** A replay for machines, biggest first. Loads are what the sessions would ask for, not serve. */
export function replayDocument(found: Replay, { before, after, gone, scale }: ReplaySides) {
  const { sessionMinutes, windowMinutes, sampled } = scale;
  const toBps = 8 / (60 * windowMinutes); // from bytes in the window
  const was = servedTables(before.snapshot, before.state, found.served.before);
  const is = servedTables(after.snapshot, after.state, found.served.after);
  const table = (name: 'site' | 'link' | 'appliance') =>
    tableOf(servedShifts(was[name], is[name]), toBps);
  const { records, foreign, broken, same, tail, split, moved, moves } = found;
  return {
    records,
    replayed: records - foreign - broken,
    foreign,
    broken,
    same,
    tail,
    split,
    gone,
    scale: { sessionMinutes, windowMinutes, sampled },
    moved: { decisions: moved.decisions, bytes: moved.weight },
    causes: causesOf(found),
    moves: moves.slice(0, rowsListed).map(({ weight, ...move }) => ({ ...move, bytes: weight })),
    moreMoves: Math.max(0, moves.length - rowsListed),
    ranks: ranksOf(found.served.before, found.served.after, toBps),
    sites: table('site'),
    links: table('link'),
    appliances: table('appliance'),
  };
}

export type ReplayDocument = ReturnType<typeof replayDocument>;
