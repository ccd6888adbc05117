// Do the snapshot, the state, the request and the room of a decision belong together?
import { assert } from '../base/assert.ts';
import { noRow } from '../base/ids.ts';
import type { StateColumns } from '../control/state.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import type { Decision } from './decision.ts';
import type { Request } from './request.ts';

/**
 * What `decide` asks first where the decision was made with `check`: throws `other-snapshot` where
 * the state, the room or the rows are those of another snapshot, and `no-row` where a row is none.
 */
export function assertTogether(
  snapshot: Snapshot,
  state: StateColumns,
  request: Request,
  out: Decision,
): void {
  assertRoomOf(snapshot, state, out);
  const { vantage, file, fileHash } = request;
  const isVantage = Number.isInteger(vantage) && vantage >= 0 && vantage < snapshot.vantageCount;
  assert(isVantage, 'the vantage is a row of the snapshot', 'no-row');
  const row = file >>> 0;
  if (row === noRow) return;
  assert(row < snapshot.fileCount, 'the file is a row of the snapshot, or noRow', 'no-row');
  const isFile = (snapshot.fileHash[row] ^ fileHash) === 0;
  assert(isFile, 'fileHash is that of the file in this snapshot', 'other-snapshot');
}

/** The same for the snapshot, the state and the room alone. */
export function assertRoomOf(snapshot: Snapshot, state: StateColumns, out: Decision): void {
  const isRoom = out.snapshot === snapshot;
  assert(isRoom, 'the decision was made for this snapshot', 'other-snapshot');
  const { appliance, link, snapshot: owner } = state;
  const isOwn = owner === undefined || owner === snapshot;
  const hasRows =
    appliance.length === snapshot.applianceCount && link.length === snapshot.linkCount;
  assert(isOwn && hasRows, 'the state is that of this snapshot', 'other-snapshot');
}
