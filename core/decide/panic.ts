// When is a rank so ill that its own health is not believed?
import { healthyBit, type StateColumns, shedMask } from '../control/state.ts';
import { copiesHeld, writeHolders } from '../holders/content.ts';
import { wordFor } from '../overlay/drain.ts';
import { staysOnLink } from '../overlay/link.ts';
import { staysOnAppliance } from '../overlay/load.ts';
import { hardBits } from '../overlay/overlays.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import type { Scratch } from './decision.ts';
import { isKnown, needOf, type Request } from './request.ts';

/** What steering may do beyond the rules of the contract; nothing unless told. */
export type DecisionPolicy = {
  /**
   * 0..1; 0, the default, is off. A rank *panics* when less than this share of its up holders of
   * the file is healthy and no later rank has an eligible appliance: then `H` is ignored within
   * it, and what it gives counts as `ranked`. `D`, `L` and `K` stay: a declared state is no
   * belief, and load is real. A rank without an up holder cannot panic. Whether ranks have room is
   * asked without panic, so a rank never panics on account of another's.
   */
  readonly panicShare: number;
};

/** The first rank that may panic where none may. */
export const neverPanics = 0x7fffffff;

/**
 * The first rank that may panic: the last one with an eligible appliance, 0 without any,
 * `neverPanics` when the policy is off. Bounded by the candidates of the vantage. @hot
 */
export function panicFrom(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  scratch: Scratch,
  policy: DecisionPolicy,
): number {
  if (!(policy.panicShare > 0) || !isKnown(request)) return neverPanics;
  const list = snapshot.vantageList[request.vantage];
  const start = snapshot.listStart[list];
  for (let at = snapshot.listStart[list + 1] - 1; at >= start; at--)
    if (hasRoom(snapshot, state, request, scratch, at)) return snapshot.listRank[at];
  return 0;
}

function hasRoom(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  scratch: Scratch,
  at: number,
): boolean {
  const link = snapshot.listLink[at];
  const session = request.sessionHash | 0;
  const need = needOf(request);
  if (!staysOnLink(state.link[link], session, snapshot.linkHash[link] | 0)) return false;
  const end = holdersAt(snapshot, request, scratch, at, 0);
  for (let k = 0; k < end; k++) {
    const row = scratch.rows[k];
    const hash = snapshot.applianceHash[row] | 0;
    const word = wordFor(state, row, session, hash);
    if ((word & need) !== need) continue;
    if ((word & shedMask) === 0) return true;
    if (staysOnAppliance(word, session, hash)) return true;
  }
  return false;
}

/** Writes the holders of candidate `at` to the scratch rows from `from` on; how many. */
function holdersAt(
  snapshot: Snapshot,
  request: Request,
  scratch: Scratch,
  at: number,
  from: number,
): number {
  const cluster = snapshot.listCluster[at];
  const copies = copiesHeld(snapshot, cluster, request.file);
  return copies === 0
    ? 0
    : writeHolders(snapshot, cluster, request.fileHash | 0, copies, scratch, from);
}

/**
 * Whether less than `panicShare` of the up holders are healthy in the rank whose first candidate
 * is `first`. Overwrites the scratch rows from `from` on. @hot
 */
export function isIll(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  scratch: Scratch,
  policy: DecisionPolicy,
  first: number,
  from: number,
): boolean {
  const end = snapshot.listStart[snapshot.vantageList[request.vantage] + 1];
  const rank = snapshot.listRank[first];
  const hard = needOf(request) & hardBits;
  let up = 0;
  let healthy = 0;
  for (let at = first; at < end && snapshot.listRank[at] === rank; at++) {
    const count = holdersAt(snapshot, request, scratch, at, from);
    for (let k = from; k < from + count; k++) {
      const row = scratch.rows[k];
      const word = wordFor(state, row, request.sessionHash | 0, snapshot.applianceHash[row] | 0);
      if ((word & hard) !== hard) continue;
      up++;
      if ((word & healthyBit) !== 0) healthy++;
    }
  }
  return up > 0 && healthy < policy.panicShare * up;
}
