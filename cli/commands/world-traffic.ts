// Which bytes of a table of traffic are of a world, and what is said of the others?
import type { TrafficSample, World } from '@fairlead/core';
import { sampleOf, type TrafficTable } from '../io/traffic-file.ts';
import { quantityText, shareText } from '../tables/quantity.ts';
import { wrongInput } from '../terminal/exit.ts';

/** A table of bytes that went to clients, and how many of them are in prefixes of the world. */
export type Traffic = {
  readonly file: string;
  readonly bytes: number;
  readonly worldBytes: number;
};

/**
 * Who asks by the table of `file`: clients in prefixes of `world` alone, so that others thin out no
 * share, and how many bytes those are. Throws wrong input where it says nothing of this world.
 */
export function worldTraffic(
  file: string,
  table: TrafficTable,
  world: World,
): { readonly sample: TrafficSample; readonly traffic: Traffic } {
  const sample = sampleOf(table.rows(), world);
  let worldBytes = 0;
  for (let row = 0; row < sample.count; row++) worldBytes += sample.weight[row] ?? 0;
  if (worldBytes > 0) return { sample, traffic: { file, bytes: table.bytes, worldBytes } };
  throw wrongInput(`${file}: expected bytes in prefixes of the world, found none`);
}

/** What shares of traffic are of. */
export function trafficLine({ file, bytes, worldBytes }: Traffic): string {
  const outside = bytes > worldBytes ? shareText(1 - worldBytes / bytes, 3) : '';
  const rest = outside === '' ? '' : `; ${outside} of the table is in no prefix of this world`;
  return `Traffic: ${quantityText(worldBytes, 'B')} by ${file}${rest}\n`;
}
