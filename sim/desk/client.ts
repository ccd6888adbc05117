// From which address does a session ask, and what is its vantage?
import { type Snapshot, scramble, unmap, vantageOf } from '@fairlead/core';
import type { Audience } from '../setup/audience.ts';

/**
 * Writes a client address of `metro` to `out` and returns its family: a prefix chosen by
 * `prefixPick`, the host part by `hostPick`. Both uint32. @hot
 */
export function writeClient(
  audience: Audience,
  metro: number,
  picks: { readonly prefix: number; readonly host: number },
  out: Uint32Array,
): number {
  const start = audience.clientStart[metro];
  const count = audience.clientStart[metro + 1] - start;
  // One uniform number gives the row and, by what is left of it, the toss between row and alias.
  const scaled = (picks.prefix / 4294967296) * count;
  const row = Math.floor(scaled);
  const toss = (scaled - row) * 4294967296;
  const at =
    start +
    (toss < audience.clientThreshold[start + row] ? row : audience.clientAlias[start + row]);
  const words = audience.family[at] === 4 ? 1 : 4;
  for (let word = 0; word < 4; word++) {
    const kept = audience.length[at] - word * 32;
    const host = word >= words || kept >= 32 ? 0 : kept <= 0 ? 0xffffffff : 0xffffffff >>> kept;
    const random = host === 0 ? 0 : scramble(picks.host ^ Math.imul(word, 0x9e3779b1)) & host;
    out[word] = audience.words[at * 4 + word] | random;
  }
  return audience.family[at];
}

/** The vantage of the address that `writeClient` writes to `out`. @hot */
export function vantageFrom(
  snapshot: Snapshot,
  audience: Audience,
  client: { readonly metro: number; readonly prefix: number; readonly host: number },
  out: Uint32Array,
): number {
  const family = unmap(writeClient(audience, client.metro, client, out), out);
  return vantageOf(snapshot, family, out);
}
