// Which titles and members do events make want otherwise, as rows of the world?
import type { World } from '@fairlead/core';
import type { MemberScale } from '../demand/arrivals.ts';
import type { TitleChange } from '../demand/catalogue.ts';
import type { ScenarioEvent } from './event.ts';
import { type DemandEvent, verbOf } from './schedule.ts';
import { findTargets } from './targets.ts';

/** What events change of titles. */
export function titleChanges({ titles }: World, wants: readonly DemandEvent[]): TitleChange[] {
  return wants.flatMap(({ fromMs, untilMs, changes }) =>
    changes
      .filter(({ table }) => table === 'title')
      .map(({ id, factor, riseMs, isRelease }) => ({
        ...{ title: titles.id.indexOf(id), fromMs, untilMs, factor, riseMs, isRelease },
      })),
  );
}

/** By metro what events change of its members. */
export function memberScales(
  { metros }: World,
  wants: readonly DemandEvent[],
): Map<number, MemberScale[]> {
  const scales = new Map<number, MemberScale[]>();
  for (const { fromMs, untilMs, changes } of wants)
    for (const { table, id, factor } of changes) {
      if (table !== 'metro') continue;
      const metro = metros.id.indexOf(id);
      scales.set(metro, [...(scales.get(metro) ?? []), { fromMs, untilMs, factor }]);
    }
  return scales;
}

/** Whose sessions an event touches while it lasts: titles and metros by row. */
export type Watched = {
  readonly event: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly titles: ReadonlySet<number>;
  readonly metros: ReadonlySet<number>;
};

export function watchedOf({ titles, metros }: World, wants: readonly DemandEvent[]): Watched[] {
  return wants.map(({ event, fromMs, untilMs, changes }) => {
    const rows = (table: string, ids: readonly string[]) =>
      new Set(changes.filter((one) => one.table === table).map(({ id }) => ids.indexOf(id)));
    const both = { titles: rows('title', titles.id), metros: rows('metro', metros.id) };
    return { event, fromMs, untilMs, ...both };
  });
}

/** The world before a release that nobody holds: its files are in no manifest. */
export function withoutUnheld(world: World, events: readonly ScenarioEvent[]): World {
  const titles = new Set<number>();
  for (const event of events) {
    const verb = verbOf(event.kind);
    if (verb === undefined || event.keys?.held !== false) continue;
    for (const { id } of findTargets(world, verb, event).targets)
      titles.add(world.titles.id.indexOf(id));
  }
  if (titles.size === 0) return world;
  const { manifests, files } = world;
  const isKept = (row: number): boolean => !titles.has(files.title[manifests.file[row]]);
  const rows = Array.from({ length: manifests.count }, (_, row) => row).filter(isKept);
  const kept = (column: Uint32Array) => Uint32Array.from(rows, (row) => column[row]);
  const { manifest, file, copies } = manifests;
  const columns = { manifest: kept(manifest), file: kept(file), copies: kept(copies) };
  return { ...world, manifests: { count: rows.length, ...columns } };
}
