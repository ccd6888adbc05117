// What does a world hold while events change its manifests?
import type { World } from '@fairlead/core';
import type { ContentChange } from '../../events/event.ts';

/** The world with manifests as changes have them, the first first. O(rows of manifests). */
export function withContents(world: World, changes: readonly ContentChange[]): World {
  if (changes.length === 0) return world;
  const { manifestId, files, titles } = world;
  const held = Array.from({ length: manifestId.length }, () => new Map<number, number>());
  const { manifest, file, copies, count } = world.manifests;
  for (let row = 0; row < count; row++) held[manifest[row]].set(file[row], copies[row]);
  for (const change of changes) {
    const mine = held[manifestId.indexOf(change.manifest)];
    const rows = (names: readonly string[]) => new Set(names.map((id) => titles.id.indexOf(id)));
    const [added, removed] = [rows(change.add), rows(change.remove)];
    for (let row = 0; row < files.count; row++) {
      if (added.has(files.title[row])) mine.set(row, change.copies);
      if (removed.has(files.title[row])) mine.delete(row);
    }
  }
  const all = held.flatMap((mine, of) => [...mine].map(([row, times]) => [of, row, times]));
  const column = (place: number) => Uint32Array.from(all, (cells) => cells[place]);
  const manifests = { manifest: column(0), file: column(1), copies: column(2) };
  return { ...world, manifests: { count: all.length, ...manifests } };
}
