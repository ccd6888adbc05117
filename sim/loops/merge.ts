// What do all desks together say of a round?
import type { Output } from '../desk/desk.ts';
import { causeCount, cellAt, cellCount, deliveredEndings } from '../measures/account.ts';
import {
  addExact,
  addProduct,
  clearExact,
  createExact,
  type Exact,
  exactAt,
  joinExact,
  mergeExact,
} from '../measures/exact.ts';
import { roundAt } from '../measures/ledger.ts';
import type { Round } from '../setup/rounds.ts';
import type { Setup } from '../setup/setup.ts';
import type { Elements } from './elements.ts';

/** Sums over desks: what each appliance and link was asked in the round, and has reserved. */
export function mergeRound(outputs: readonly Output[], elements: Elements): void {
  const { baseBps, mostBps, changed, reservedBps, nowBps, lost } = elements;
  for (const sums of [changed, lost]) clearExact(sums);
  for (let row = 0; row < elements.count; row++) {
    let now = 0;
    let begun = 0;
    reservedBps[row] = 0;
    for (const { sums } of outputs) {
      now += sums.askedBps[row];
      begun += sums.begunBps[row];
      reservedBps[row] += sums.nominalBps[row];
      joinExact(changed, row, sums.changed, row);
    }
    baseBps[row] = nowBps[row];
    mostBps[row] = nowBps[row] + begun;
    nowBps[row] = now;
  }
}

/** What all instances together have reserved, appliances, then links. */
export function reservedOf(outputs: readonly Output[]): Float64Array {
  const sum = new Float64Array(outputs[0].sums.nominalBps.length);
  for (const { sums } of outputs)
    for (let row = 0; row < sum.length; row++) sum[row] += sums.nominalBps[row];
  return sum;
}

/** Places of `Ledger.counts` that count one round. */
export type Tallied = {
  readonly [name in 'started' | 'failovers' | 'errors' | 'active']: number;
};

export function countsOf(outputs: readonly Output[]): Tallied {
  const sum = (place: number): number =>
    outputs.reduce((all, { ledger }) => all + ledger.counts[place], 0);
  return {
    started: sum(roundAt.started),
    failovers: sum(roundAt.failovers),
    errors: sum(roundAt.errors),
    active: sum(roundAt.active),
  };
}

/** The cells of the round over all desks. */
export function cellsOf(outputs: readonly Output[]): Exact {
  const cells = createExact(cellCount);
  for (const { ledger } of outputs) mergeExact(cells, ledger.round);
  return cells;
}

/**
 * Kinds of link for which what flows delivered in the round and what sessions did, differ: both are
 * counted apart, so this is never above 0.
 */
export function kindsThatDiffer(
  { snapshot }: Setup,
  elements: Elements,
  cells: Exact,
  round: Round,
): number {
  const kinds = createExact(deliveredEndings);
  const ms = round.toMs - round.fromMs;
  for (let link = 0; link < snapshot.linkCount; link++) {
    const row = elements.links + link;
    const kind = snapshot.linkKind[link];
    addProduct(kinds, kind, elements.baseBps[row], ms);
    joinExact(kinds, kind, elements.changed, row);
    const gone = elements.lost;
    if (gone.low[row] === 0 && gone.high[row] === 0) continue;
    addExact(kinds, kind, -gone.low[row]);
    kinds.high[kind] -= gone.high[row];
  }
  let differing = 0;
  for (let kind = 0; kind < deliveredEndings; kind++) {
    let delivered = 0n;
    for (let cause = 0; cause < causeCount; cause++)
      delivered += exactAt(cells, cellAt(kind, cause));
    if (delivered !== exactAt(kinds, kind)) differing++;
  }
  return differing;
}

/** All that was asked in the cells, 1/1000 bit. */
export function askedIn(cells: Exact): bigint {
  let asked = 0n;
  for (let cell = 0; cell < cellCount; cell++) asked += exactAt(cells, cell);
  return asked;
}
