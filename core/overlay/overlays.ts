// All overlays in the order in which they act.
import type { Overlay } from './overlay.ts';
import * as registry from './registry.ts';

/** Content (`C`) comes before all of these: it is not a matter of state. */
export const overlays: readonly Overlay[] = [
  registry.drain,
  registry.health,
  registry.load,
  registry.link,
].sort((a, b) => a.phase - b.phase);
