// How may a catalogue be wrong and still be sound: what clusters hold, and how often?
import type { World } from '@fairlead/core';
import { keepFiles, keepRows, withValues } from './edit-world.ts';
import type { Poisons } from './poison.ts';

/** The manifest that holds least. */
function barest({ manifests, manifestId }: World): number {
  const held = manifestId.map(() => 0);
  for (const manifest of manifests.manifest) held[manifest] = (held[manifest] ?? 0) + 1;
  return held.indexOf(Math.min(...held));
}

/** By name. */
export const contentPoisons: Poisons = {
  'manifests are cut': {
    apply: (world, struck) => ({
      ...world,
      manifests: keepRows(world.manifests, (row) => !struck(world.manifests.file[row] ?? 0)),
    }),
  },
  'the table of manifests ends early': {
    apply: (world, struck) => ({
      ...world,
      manifests: keepRows(world.manifests, (row) => !struck(row)),
    }),
  },
  'files have other ids': {
    apply: (world, struck) => {
      const { files } = world;
      const id = files.id.map((name, row) => (struck(row) ? `${name}+1` : name));
      return { ...world, files: { ...files, id } };
    },
  },
  'files are gone': {
    apply: (world, struck) => keepFiles(world, (row) => !struck(row)),
  },
  'clusters hold the barest manifest': {
    apply: (world, struck) => {
      const held = world.clusters.manifest;
      // Somebody holds each manifest: the first one that does goes on.
      const isStruck = (row: number) => struck(row) && held.indexOf(held[row] ?? 0) !== row;
      const manifest = withValues(held, isStruck, () => barest(world));
      return { ...world, clusters: { ...world.clusters, manifest } };
    },
  },
  'copies are one': {
    apply: (world, struck) => {
      const copies = withValues(world.manifests.copies, struck, () => 1);
      return { ...world, manifests: { ...world.manifests, copies } };
    },
  },
  'manifests name the files beside': {
    apply: (world, struck) => {
      const { file, manifest } = world.manifests;
      const isHeld = new Set(Array.from(file, (own, row) => `${manifest[row]} ${own}`));
      const beside = (row: number) => ((file[row] ?? 0) + 1200) % world.files.count;
      const isStruck = (row: number) =>
        struck(row) && !isHeld.has(`${manifest[row]} ${beside(row)}`);
      const other = withValues(file, isStruck, beside);
      return { ...world, manifests: { ...world.manifests, file: other } };
    },
  },
};
