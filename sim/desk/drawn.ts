// Which sessions are about to start in this epoch? Columns that are filled anew each epoch.
import { createSessions, type SessionColumns } from '../demand/session.ts';

export type Drawn = {
  count: number;
  columns: SessionColumns;
  metro: Uint32Array;
  /** Next session that starts in the same millisecond. */
  next: Uint32Array;
};

export function createDrawn(room = 1024): Drawn {
  return {
    count: 0,
    columns: createSessions(room),
    metro: new Uint32Array(room),
    next: new Uint32Array(room),
  };
}

/** Makes room for `more` sessions and returns the columns to write them to. */
export function roomFor(drawn: Drawn, more: number): SessionColumns {
  const needed = drawn.count + more;
  if (needed <= drawn.metro.length) return drawn.columns;
  const wider = createDrawn(Math.max(needed, drawn.metro.length * 2));
  const from = drawn.columns;
  const to = wider.columns;
  to.title.set(from.title);
  to.file.set(from.file);
  to.startOffsetMs.set(from.startOffsetMs);
  to.lengthMs.set(from.lengthMs);
  to.bitrateBps.set(from.bitrateBps);
  to.throughputBps.set(from.throughputBps);
  to.sessionKey.set(from.sessionKey);
  to.prefixPick.set(from.prefixPick);
  to.hostPick.set(from.hostPick);
  wider.metro.set(drawn.metro);
  wider.next.set(drawn.next);
  drawn.columns = to;
  drawn.metro = wider.metro;
  drawn.next = wider.next;
  return to;
}
