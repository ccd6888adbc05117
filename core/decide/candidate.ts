// Which appliances of one candidate may serve this request, and what stood in the way?
import { leavingBit, type StateColumns, shedMask } from '../control/state.ts';
import { copiesHeld, writeHolders } from '../holders/content.ts';
import { wordFor } from '../overlay/drain.ts';
import { staysOnLink } from '../overlay/link.ts';
import { staysOnAppliance } from '../overlay/load.ts';
import { linkStage, loadStage, stageBits, stageCode } from '../overlay/overlays.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { type Scratch, wantMax } from './decision.ts';
import { isKnown, type Request } from './request.ts';

/** Code in `labels` of a candidate that has no holder of the file. */
const content = 0;

/** Targets wanted, 1 to 16. */
export function wantOf(request: Request): number {
  return request.want >= 1 ? Math.ceil(Math.min(wantMax, request.want)) : 1;
}

/** Writes the holders of the file in a cluster to the scratch from `count` on; how many. */
export function gather(
  snapshot: Snapshot,
  request: Request,
  cluster: number,
  scratch: Scratch,
  count: number,
): number {
  const copies = isKnown(request) ? copiesHeld(snapshot, cluster, request.file) : 0;
  if (copies === 0) return 0;
  return writeHolders(snapshot, cluster, request.fileHash | 0, copies, scratch, count);
}

/**
 * Of the `found` holders in the scratch from `count` on those stay that have the bits `need` and
 * are not shed; returns the new count.
 */
export function keepEligible(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  scratch: Scratch,
  found: number,
  count: number,
  link: number,
  rank: number,
  need: number,
  isOpen: boolean,
): number {
  const session = request.sessionHash | 0;
  if (!isOpen && !staysOnLink(state.link[link] | 0, session, snapshot.linkHash[link] | 0))
    return count;
  const { appliance } = state;
  const { rows, links, ranks } = scratch;
  // Who has the bits that are needed and sheds nobody is told by one comparison.
  const asked = (isOpen ? need : need | shedMask) | leavingBit;
  const end = count + found;
  for (let k = count; k < end; k++) {
    const row = rows[k] | 0;
    const word = appliance[row] | 0;
    if ((word & asked) !== need) {
      const hash = snapshot.applianceHash[row] | 0;
      if ((wordFor(state, row, session, hash) & need) !== need) continue;
      if (!isOpen && !staysOnAppliance(word, session, hash)) continue;
    }
    rows[count] = row;
    links[count] = link;
    ranks[count++] = rank;
  }
  return count;
}

/**
 * What emptied a candidate, a code in `labels`: the last overlay that refused one of its `found`
 * holders, which stand in the scratch from `from` on.
 */
export function labelOf(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  { rows }: Scratch,
  from: number,
  found: number,
  need: number,
): number {
  if (found === 0) return content;
  const session = request.sessionHash | 0;
  let last = 0;
  for (let k = from; k < from + found; k++) {
    const row = rows[k] | 0;
    const hash = snapshot.applianceHash[row] | 0;
    const word = wordFor(state, row, session, hash);
    const missing = need & ~word;
    let stage = loadStage;
    if (missing !== 0) {
      stage = 0;
      while ((stageBits[stage] & missing) === 0) stage++;
    } else if (staysOnAppliance(word, session, hash)) stage = linkStage;
    if (stage > last) last = stage;
  }
  return stageCode[last];
}
