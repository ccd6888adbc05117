// All overlays in the order in which they act, and what they ask together.
import type { Overlay } from './overlay.ts';
import * as registry from './registry.ts';

/** Content (`C`) comes before all of these: it is not a matter of state. */
export const overlays: readonly Overlay[] = Object.values(registry).sort(
  (a, b) => a.place - b.place,
);

/** Letters of passed-over candidates; the code is the place in the list. */
export const labels: readonly string[] = [
  'C',
  ...overlays.toSorted((a, b) => a.code - b.code).map(({ letter }) => letter),
];

const standing = overlays.filter(({ bits }) => bits !== 0);

const joined = (words: readonly number[]): number => words.reduce((all, word) => all | word, 0);

/** Bits of a word of `State.appliance` that every request needs. */
export const needAlways: number = joined(standing.map(({ needBits }) => needBits));

/** Bits that standing overlays own. */
export const standingBits: number = joined(standing.map(({ bits }) => bits));

/** Those of them that fail-open and the last resort respect: of what is no belief. */
export const hardBits: number = joined(
  standing.filter(({ isSoft }) => !isSoft).map(({ bits }) => bits),
);

/** Bits of each standing overlay, by place; a stage of a candidate is a row here, and two more. */
export const stageBits: Int32Array = Int32Array.from(standing, ({ bits }) => bits);

/** The stages at which an appliance's load and its link's are asked: after all standing ones. */
export const loadStage: number = standing.length;
export const linkStage: number = standing.length + 1;

/** Code in `labels` by stage. */
export const stageCode: Uint8Array = Uint8Array.from(
  [...standing, registry.load, registry.link],
  ({ code }) => code,
);

/** 1 where fail-open ignores the overlay whose label has the code. */
export const isSoftCode: Uint8Array = Uint8Array.from(labels, (letter) =>
  overlays.some((overlay) => overlay.letter === letter && overlay.isSoft) ? 1 : 0,
);
