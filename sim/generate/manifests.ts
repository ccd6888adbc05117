// Which files does each cluster hold on the first day, and how many copies of each?
import {
  type Appliances,
  type Clusters,
  compareUtf8,
  type Files,
  type Manifests,
  type Networks,
  type Titles,
} from '@fairlead/core';
import { regionOfCountry } from './regions.ts';
import type { SiteDraft } from './sites.ts';
import { ladder, membersByCountry } from './titles.ts';

/** Share of a cluster's storage that is planned full: hashing spreads files unevenly. */
const fullShare = 0.92;
/** Copies by place in the ranking of plays per file: the first 2 % thrice, to 15 % twice. */
function copiesAt(place: number): number {
  if (place < 0.02) return 3;
  return place < 0.15 ? 2 : 1;
}

export type ManifestsInput = {
  readonly networks: Networks;
  readonly sites: readonly SiteDraft[];
  readonly clusters: Omit<Clusters, 'manifest'>;
  readonly appliances: Appliances;
  readonly titles: Titles;
  readonly files: Files;
};

export type FirstManifests = {
  readonly manifestId: readonly string[];
  /** Row of the manifest, per cluster. */
  readonly ofCluster: Uint32Array;
  readonly manifests: Manifests;
};

/** What clusters of one region and one size have in common. */
type Shelf = {
  readonly id: string;
  readonly region: string;
  readonly storageBytes: number;
  readonly applianceCount: number;
};

/**
 * Manifests shared by clusters of the same content region and storage class (storage to two
 * significant digits; one, two, or three appliances and more). Files are taken by expected plays of
 * the region (value per byte stored) until the class is full.
 * Source: Open Connect, "Content Popularity" (popularity = bytes streamed ÷ size; copies ∝ head).
 */
export function firstManifests(input: ManifestsInput): FirstManifests {
  const shelfOf = shelves(input);
  const byId = new Map(shelfOf.map((shelf) => [shelf.id, shelf]));
  const list = [...byId.values()].sort((a, b) => compareUtf8(a.id, b.id));
  const rowOf = new Map(list.map((shelf, row) => [shelf.id, row]));
  const orders = new Map<string, Uint32Array>();
  const parts = list.map((shelf) => {
    const order = orders.get(shelf.region) ?? playOrder(input, shelf.region);
    orders.set(shelf.region, order);
    return fillShelf(shelf, order, input.files);
  });
  return {
    manifestId: list.map((shelf) => shelf.id),
    ofCluster: Uint32Array.from(shelfOf, (shelf) => rowOf.get(shelf.id) ?? 0),
    manifests: joined(parts),
  };
}

function shelves({ sites, clusters, appliances }: ManifestsInput): Shelf[] {
  const storageBytes = new Float64Array(clusters.count);
  const applianceCount = new Uint32Array(clusters.count);
  for (let row = 0; row < appliances.count; row++) {
    storageBytes[appliances.cluster[row]] += appliances.storageBytes[row];
    applianceCount[appliances.cluster[row]]++;
  }
  return Array.from(storageBytes, (bytes, cluster) => {
    const region = regionOfCountry(sites[clusters.site[cluster]].country);
    const few = Math.min(3, applianceCount[cluster]);
    const gigabytes = twoDigits(bytes / 1e9);
    const id = `${region}-${gigabytes}gb-n${few}`;
    return { id, region, storageBytes: gigabytes * 1e9, applianceCount: few };
  });
}

/** Rounded down to two significant digits. */
function twoDigits(value: number): number {
  let step = 1;
  while (value / step >= 100) step *= 10;
  return Math.floor(value / step) * step;
}

/** Rows of all files by expected plays of the members of a region, most first. */
function playOrder({ networks, titles, files }: ManifestsInput, region: string): Uint32Array {
  let inside = 0;
  let all = 0;
  for (const [country, members] of membersByCountry(networks)) {
    all += members;
    if (regionOfCountry(country) === region) inside += members;
  }
  const rungShare = new Map<number, number>(
    ladder.map(({ kbps, playShare }) => [kbps * 1000, playShare]),
  );
  const plays = new Float64Array(files.count);
  for (let file = 0; file < files.count; file++) {
    const title = files.title[file];
    const home = titles.region[title];
    const share = home === '' ? inside / all : home === region ? 1 : 0;
    const views = titles.weight[title] / titles.runtimeH[title];
    plays[file] = views * share * (rungShare.get(files.bitrateBps[file]) ?? 0);
  }
  const order = new Uint32Array(files.count);
  for (let file = 0; file < files.count; file++) order[file] = file;
  return order.sort((a, b) => plays[b] - plays[a] || a - b);
}

type Part = { readonly file: Uint32Array; readonly copies: Uint32Array };

/** The first files of `order` that fit, each with its copies, sorted by file. */
function fillShelf(shelf: Shelf, order: Uint32Array, files: Files): Part {
  const copies = new Uint32Array(files.count);
  let leftBytes = shelf.storageBytes * fullShare;
  for (let place = 0; place < order.length; place++) {
    const wanted = copiesAt(place / order.length);
    const stored = Math.min(wanted, shelf.applianceCount);
    const bytes = files.sizeBytes[order[place]] * stored;
    if (bytes > leftBytes) continue;
    leftBytes -= bytes;
    copies[order[place]] = wanted;
  }
  const rows = new Uint32Array(files.count);
  let count = 0;
  for (let file = 0; file < files.count; file++) if (copies[file] > 0) rows[count++] = file;
  const file = rows.slice(0, count);
  return { file, copies: file.map((row) => copies[row]) };
}

function joined(parts: readonly Part[]): Manifests {
  const count = parts.reduce((sum, part) => sum + part.file.length, 0);
  const manifest = new Uint32Array(count);
  const file = new Uint32Array(count);
  const copies = new Uint32Array(count);
  let at = 0;
  parts.forEach((part, row) => {
    manifest.fill(row, at, at + part.file.length);
    file.set(part.file, at);
    copies.set(part.copies, at);
    at += part.file.length;
  });
  return { count, manifest, file, copies };
}
