// From which address does a session ask?
import { scramble } from '@fairlead/core';
import type { Crowd } from '../stage/crowd.ts';

/**
 * Writes a client address of `metro` to `out` and returns its family: a prefix chosen by
 * `prefixPick`, the host part by `hostPick`. Both uint32. @hot
 */
export function writeClient(
  crowd: Crowd,
  metro: number,
  picks: { readonly prefix: number; readonly host: number },
  out: Uint32Array,
): number {
  const start = crowd.clientStart[metro];
  const count = crowd.clientStart[metro + 1] - start;
  // One uniform number gives the row and, by what is left of it, the toss between row and alias.
  const scaled = (picks.prefix / 4294967296) * count;
  const row = Math.floor(scaled);
  const toss = (scaled - row) * 4294967296;
  const at =
    start + (toss < crowd.clientThreshold[start + row] ? row : crowd.clientAlias[start + row]);
  const words = crowd.family[at] === 4 ? 1 : 4;
  for (let word = 0; word < 4; word++) {
    const kept = crowd.length[at] - word * 32;
    const host = word >= words || kept >= 32 ? 0 : kept <= 0 ? 0xffffffff : 0xffffffff >>> kept;
    const random = host === 0 ? 0 : scramble(picks.host ^ Math.imul(word, 0x9e3779b1)) & host;
    out[word] = crowd.words[at * 4 + word] | random;
  }
  return crowd.family[at];
}
