// By which local time do most of the members live who asked for something?
import type { EmbeddedRun } from '../../embed.ts';
import { clock, instant } from '../format.ts';
import { numbersOf, tableOf, textsOf } from '../frame.ts';

/** The zone of the country that asked for most, as it was when the window began. */
export type Local = { readonly offsetMs: number; readonly city: string };

/** Undefined where that is UTC, or nothing was asked for. */
export function localOf(run: EmbeddedRun): Local | undefined {
  const table = tableOf(run, 'countries');
  const asked = numbersOf(table, 'asked_bytes');
  const most = asked.reduce((best, bytes, row) => (bytes > (asked[best] ?? 0) ? row : best), 0);
  const offsetMs = numbersOf(table, 'utc_offset_ms')[most] ?? 0;
  if (!(Math.abs(offsetMs) > 0) || !((asked[most] ?? 0) > 0)) return undefined;
  const zone = textsOf(table, 'timezone')[most] ?? '';
  return { offsetMs, city: zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ') };
}

/** "20:30 UTC", or "20:30 UTC, 21:30 in Amsterdam". */
export function clocks(atMs: number, local: Local | undefined): string {
  const utc = `${clock(atMs)} UTC`;
  return local === undefined ? utc : `${utc}, ${clock(atMs + local.offsetMs)} in ${local.city}`;
}

/** The same with its day. */
export function instants(atMs: number, local: Local | undefined): string {
  return instant(atMs).replace(`${clock(atMs)} UTC`, clocks(atMs, local));
}
