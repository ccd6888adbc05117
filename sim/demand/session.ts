// What does one session want: title, file, how long, from where exactly?
import { type Draws, drawAt, unitAt } from '../random/keyed.ts';
import { lognormalTable, quantileAt } from '../random/quantiles.ts';
import { type Catalogue, chooseFile, type Edition } from './catalogue.ts';
import { lengthAt } from './length.ts';
import { chooseByWeight } from './weight-classes.ts';

/**
 * Devices, the share of sessions on each (whole hundredths, 1 in all), and the bitrate above which
 * a device plays nothing. An assumption: most hours are watched on television sets; on a
 * ladder from .2 to 15 Mbit/s the mean is between the 3 and 5 Mbit/s that published traffic divided
 * by published hours suggest, and the rungs are played about as the generated files assume.
 */
export const devices = [
  { device: 'phone', share: 0.13, bitrateBpsMax: 1000000 },
  { device: 'tablet', share: 0.15, bitrateBpsMax: 2000000 },
  { device: 'computer', share: 0.12, bitrateBpsMax: 4500000 },
  { device: 'tv-720p', share: 0.15, bitrateBpsMax: 4500000 },
  { device: 'tv-1080p', share: 0.27, bitrateBpsMax: 6000000 },
  { device: 'tv-2160p', share: 0.18, bitrateBpsMax: 16000000 },
] as const;

/**
 * What a client's access gives, bits per second: lognormal, median 25 Mbit/s and a standard
 * deviation of ln of 1. An assumption: published measurements of single streams end at the
 * encoding (ISP averages of 3.65 Mbit/s, 2018) and speed tests (medians of 50 to 100 Mbit/s, 2024)
 * see an idle line; a set behind Wi-Fi in the evening stands between. One in twenty gets less
 * than 5 Mbit/s.
 */
const accessMedianBps = 25000000;
const accessSigma = 1;

/** Share of what it gets that a player trusts when it chooses a bitrate. */
export const trustedShare = 0.8;

/** How long a player stays without a picture before it gives up, ms. */
export const patienceMs = 180000;

const access = lognormalTable(accessMedianBps, accessSigma);

/** Greatest bitrate of the device of each hundredth of the sessions. */
const deviceBpsMax = Float64Array.from(
  devices.flatMap(({ share, bitrateBpsMax }) =>
    new Array<number>(Math.round(share * 100)).fill(bitrateBpsMax),
  ),
);

/**
 * Sessions in columns, written by `drawSession`.
 *
 * | column          | holds                                                               |
 * | --------------- | ------------------------------------------------------------------- |
 * | `title`         | title row                                                           |
 * | `file`          | file row                                                            |
 * | `startOffsetMs` | whole ms after the begin of its cell                                |
 * | `lengthMs`      | whole ms, 1 minute to the title's runtime                           |
 * | `bitrateBps`    | of the file                                                         |
 * | `throughputBps` | what the client's access gives, whole bit/s                         |
 * | `sessionKey`    | uint32 for hashes: what stands for the session's id                 |
 * | `prefixPick`    | uint32: which of the metro's prefixes the client is in              |
 * | `hostPick`      | uint32: which address in it                                         |
 */
export type SessionColumns = {
  readonly title: Uint32Array;
  readonly file: Uint32Array;
  readonly startOffsetMs: Uint32Array;
  readonly lengthMs: Uint32Array;
  readonly bitrateBps: Float64Array;
  readonly throughputBps: Float64Array;
  readonly sessionKey: Uint32Array;
  readonly prefixPick: Uint32Array;
  readonly hostPick: Uint32Array;
};

export function createSessions(room: number): SessionColumns {
  return {
    title: new Uint32Array(room),
    file: new Uint32Array(room),
    startOffsetMs: new Uint32Array(room),
    lengthMs: new Uint32Array(room),
    bitrateBps: new Float64Array(room),
    throughputBps: new Float64Array(room),
    sessionKey: new Uint32Array(room),
    prefixPick: new Uint32Array(room),
    hostPick: new Uint32Array(room),
  };
}

/** Where sessions come from: a taste (`tasteOfMetro`) of an edition, within a cell of time. */
export type SessionSource = {
  readonly catalogue: Catalogue;
  readonly edition: Edition;
  readonly taste: number;
  readonly cellMs: number;
};

/**
 * What each draw of a session is for. The title comes last: it takes as many as it needs. Whoever
 * asks for one of them alone gets what `drawSession` would write.
 */
const purposes = {
  length: 1,
  offset: 2,
  device: 3,
  access: 4,
  sessionKey: 5,
  prefix: 6,
  host: 7,
  title: 16,
} as const;

/** What the session of `key` would last if its title never ended, ms. @hot */
export function uncappedLengthMs(key: Draws): number {
  return lengthAt(drawAt(key, purposes.length), Infinity);
}

/** When the session of `key` starts, ms after the begin of its cell. @hot */
export function offsetIn(key: Draws, cellMs: number): number {
  return Math.floor(unitAt(key, purposes.offset) * cellMs);
}

/** From which address the session of `key` asks: see `writeClient`. */
export function picksOf(key: Draws): { readonly prefix: number; readonly host: number } {
  return { prefix: drawAt(key, purposes.prefix), host: drawAt(key, purposes.host) };
}

/** Draws the session of `key` into `row` of `out`. @hot */
export function drawSession(
  source: SessionSource,
  key: Draws,
  out: SessionColumns,
  row: number,
): void {
  const { catalogue, edition } = source;
  const title = chooseByWeight(edition.titles[source.taste], key, purposes.title);
  out.startOffsetMs[row] = offsetIn(key, source.cellMs);
  out.lengthMs[row] = lengthAt(drawAt(key, purposes.length), catalogue.runtimeMs[title]);
  out.title[row] = title;
  drawPlay(catalogue, key, out, row);
}

/** Draws who plays the title of a row, on which device, from where; not when or how long. @hot */
export function drawPlay(catalogue: Catalogue, key: Draws, out: SessionColumns, row: number): void {
  const title = out.title[row];
  const deviceBps = deviceBpsMax[Math.floor(unitAt(key, purposes.device) * 100)];
  const throughputBps = Math.floor(quantileAt(access, drawAt(key, purposes.access)));
  const trustedBps = throughputBps * trustedShare;
  const mostBps = deviceBps < trustedBps ? deviceBps : trustedBps;
  const place = chooseFile(catalogue, title, mostBps);
  out.file[row] = catalogue.file[place];
  out.bitrateBps[row] = catalogue.bitrateBps[place];
  out.throughputBps[row] = throughputBps;
  out.sessionKey[row] = drawAt(key, purposes.sessionKey);
  out.prefixPick[row] = drawAt(key, purposes.prefix);
  out.hostPick[row] = drawAt(key, purposes.host);
}
