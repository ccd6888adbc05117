// What can an appliance or link really carry, from when on?
import { applied } from '../events/event.ts';
import type { Setup } from '../setup/setup.ts';

/** Bit/s from each instant on until the next; the first from ever. */
export type Course = { readonly fromMs: number[]; readonly bps: number[] };

/** By row of appliances, then links: those whose capacity changes in the run. */
export type Courses = ReadonlyMap<number, Course>;

/**
 * The courses of all rows that an event gives another capacity. What several events say of one is
 * applied in order of their begins. Of a sample its share, 1 bit/s at least.
 */
export function coursesOf({ rooms, snapshot, share }: Setup): Courses {
  const courses = new Map<number, Course>();
  const active: Setup['rooms'][number][] = [];
  const links = snapshot.applianceCount;
  for (const moment of rooms) {
    if (moment.isEnd)
      active.splice(
        active.findIndex(({ event }) => event === moment.event),
        1,
      );
    else active.push(moment);
    for (const { table, row } of moment.rooms) {
      const own = (table === 'link' ? snapshot.linkCapacityBps : snapshot.capacityBps)[row];
      const at = table === 'link' ? links + row : row;
      let bps: number = own;
      for (const one of active)
        for (const room of one.rooms)
          if (room.table === table && room.row === row) bps = applied(room.amount, bps);
      const { fromMs, bps: all } = courses.get(at) ?? {
        fromMs: [-Infinity],
        bps: [scaled(own, share)],
      };
      fromMs.push(moment.atMs);
      all.push(scaled(bps, share));
      courses.set(at, { fromMs, bps: all });
    }
  }
  return courses;
}

/** What a sample has of a capacity. */
export function scaled(bps: number, share: number): number {
  return Math.max(1, Math.floor(bps * share));
}

/** Calls `visit` for each stretch of [fromMs, toMs) with one capacity. */
export function forEachRoom(
  { fromMs: begins, bps }: Course,
  fromMs: number,
  toMs: number,
  visit: (bps: number, ms: number) => void,
): void {
  for (let k = 0; k < begins.length; k++) {
    const from = Math.max(fromMs, begins[k]);
    const to = Math.min(toMs, begins[k + 1] ?? Infinity);
    if (from < to) visit(bps[k], to - from);
  }
}

/** The least capacity of a stretch. */
export function leastBps(course: Course, fromMs: number, toMs: number): number {
  let least = Infinity;
  forEachRoom(course, fromMs, toMs, (bps) => {
    least = Math.min(least, bps);
  });
  return least;
}

/** 1/1000 bits that fit into a stretch. */
export function roomIn(course: Course, fromMs: number, toMs: number): bigint {
  let room = 0n;
  forEachRoom(course, fromMs, toMs, (bps, ms) => {
    room += BigInt(bps) * BigInt(ms);
  });
  return room;
}
