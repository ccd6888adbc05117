// Does what the account says of sessions agree with players that load chunk by chunk?
import type { World } from '@fairlead/core';
import type { Panelist } from '../../desk/chunks/panel.ts';
import type { Viewing } from '../../desk/chunks/supply.ts';
import { columnNamed, type Series } from '../result.ts';
import { type Column, columnsOver, fixed, table } from '../tables/table.ts';

/** The fluid stands while mean bitrates are within this part of each other, */
const bitrateSlack = 0.05;
/** and the parts of the time that pictures stand still within so much. */
const stallSlack = 0.002;

/** The sessions that were played twice, in order of start: each stands for itself. */
export function playerTable(
  { metros }: World,
  sample: readonly Panelist[],
  startMs: number,
): Series {
  const of = columnsOver(sample);
  return table('player', 1, [
    of.fixed('start_ms', (row) => startMs + row.startMs),
    of.text('metro', ({ metro }) => metros.id[metro]),
    of.fixed('session', ({ member }) => member),
    of.fixed('length_ms', (row) => row.endMs - row.startMs),
    of.fixed('asked_bps', ({ askedBps }) => askedBps),
    ...outcomeColumns('fluid', sample, ({ fluid }) => fluid),
    ...outcomeColumns('chunk', sample, ({ chunks }) => chunks),
  ]);
}

function outcomeColumns(
  name: 'fluid' | 'chunk',
  sample: readonly Panelist[],
  of: (row: Panelist) => Viewing,
): Column[] {
  const column = (what: string, value: (of: Viewing, row: Panelist) => number) =>
    fixed(
      `${name}_${what}`,
      Float64Array.from(sample, (row) => Math.floor(value(of(row), row) + 0.5)),
    );
  return [
    column('bps', ({ bits }, row) => (1000 * bits) / (row.endMs - row.startMs)),
    column('played_ms', ({ playedMs }) => playedMs),
    column('stalled_ms', ({ stalledMs }) => stalledMs),
    column('delay_ms', ({ pictureAfterMs: ms }) => (ms < Infinity ? ms : 0)),
  ];
}

/** One way of playing the sample: mean bit/s of the time wanted, and the part that stood still. */
export type Way = { readonly bps: number; readonly stalledShare: number };

/** What the sample says of the account. */
export type FluidVerdict = {
  readonly sessions: number;
  readonly fluid: Way;
  readonly chunks: Way;
  /** Part of the sessions whose own bitrates are within the slack of each other. */
  readonly closeShare: number;
  readonly stands: boolean;
};

/** Judges series `player`; undefined where nobody is in it. Throws where a column is missing. */
export function judgePlayer(player: Series): FluidVerdict | undefined {
  const numbers = (name: string) => Float64Array.from(columnNamed(player, name).values, Number);
  const lengths = numbers('length_ms');
  if (lengths.length === 0) return undefined;
  const [fluid, chunks] = (['fluid', 'chunk'] as const).map((name): Way => {
    const [stalled, played] = [numbers(`${name}_stalled_ms`), numbers(`${name}_played_ms`)];
    const bits = sum(numbers(`${name}_bps`).map((bps, row) => bps * (lengths[row] as number)));
    const seenMs = sum(stalled) + sum(played);
    return { bps: bits / sum(lengths), stalledShare: seenMs === 0 ? 0 : sum(stalled) / seenMs };
  }) as [Way, Way];
  const others = numbers('chunk_bps');
  const close = numbers('fluid_bps').filter((bps, row) => isClose(bps, others[row] as number));
  return {
    ...{ sessions: lengths.length, fluid, chunks, closeShare: close.length / lengths.length },
    stands:
      isClose(fluid.bps, chunks.bps) &&
      Math.abs(fluid.stalledShare - chunks.stalledShare) <= stallSlack,
  };
}

const isClose = (bps: number, other: number): boolean =>
  Math.abs(other - bps) <= bitrateSlack * bps;

const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);
