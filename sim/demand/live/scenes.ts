// How much of its nominal rate does a live title take in a scene?
import { createKey, openCell, unitAt } from '../../random/keyed.ts';
import { cellMs } from '../arrivals.ts';
import type { BroadcastTitle } from './live.ts';

/** The rate of a scene is so many parts of eight of the nominal one. */
export const steadyEighths = 8;

/**
 * Scenes come in blocks of eight, each of these once, in an order of its own: half of the nominal
 * rate to twice as much, and exactly as much on average. An assumption in the shape of what is
 * published: calm scenes at well below the nominal rate, rich ones at 6 to 8 Mbit/s of a nominal 5
 * ("Smarter Live Streaming at Scale: Rolling Out VBR", Netflix, 2026).
 */
export const blockEighths: readonly number[] = [4, 4, 6, 6, 8, 8, 12, 16];

/** Draws of the shuffle of a block. */
const shufflePurpose = 40;

/** Eighths of the nominal rate that every viewer of `live` asks for in the minute `cell`. */
export function sceneEighths(live: BroadcastTitle, seed: number, cell: number): number {
  if (live.sceneMs === undefined) return steadyEighths;
  const first = Math.floor(live.atMs / cellMs);
  const scene = Math.max(0, Math.floor(((cell - first) * cellMs) / live.sceneMs));
  const block = Math.floor(scene / blockEighths.length);
  const key = createKey();
  openCell(key, seed, live.hash, block);
  const order = [...blockEighths];
  for (let k = order.length - 1; k > 0; k--) {
    const other = Math.floor(unitAt(key, shufflePurpose + k) * (k + 1));
    const kept = order[k];
    order[k] = order[other];
    order[other] = kept;
  }
  return order[scene % blockEighths.length];
}

/** A rate in a scene, whole bit/s. @hot */
export function inScene(bps: number, eighths: number): number {
  return eighths === steadyEighths ? bps : Math.floor((bps * eighths) / steadyEighths);
}
