// Which columns do the tables of a world have, and which rules hold between them?
import {
  applianceStates,
  linkKinds,
  noRow,
  pathPool,
  prefixPool,
  rpkiStates,
  siteKinds,
  titleKinds,
} from '@fairlead/core';
import { quoted } from '../problems.ts';
import { textAt } from './byte-index.ts';
import {
  append,
  createInterned,
  createKey,
  createPrefixTexts,
  type Fault,
  type Growing,
  growing,
  type Interned,
  type Key,
  type NumberRule,
  type Take,
  takeId,
  takeManifest,
  takeNumber,
  takePath,
  takePrefix,
  takeReference,
  takeText,
  takeWord,
} from './columns.ts';
import { createPairs, isNewPair } from './pairs.ts';

export type ColumnShape = {
  readonly name: string;
  readonly take: Take;
  /** The column may be absent; its fields are then empty. */
  readonly isOptional?: true;
};

/** One table: its columns, what holds between them, and the ids that it gives to others. */
export type TableShape = {
  readonly name: string;
  readonly columns: readonly ColumnShape[];
  /** Called when all fields of row `row` were taken: a fault of the row and its column. */
  readonly endRow?: (row: number) => { column: string; fault: Fault } | undefined;
  readonly key?: Key;
};

const anyAsn: NumberRule = { min: 0, max: 0xffffffff, isWhole: true };
const asnOrNone: NumberRule = { ...anyAsn, empty: 0 };
const positive: NumberRule = { min: 0, max: 1e300 };
const wholeBytes: NumberRule = { min: 0, max: Number.MAX_SAFE_INTEGER, isWhole: true };
const latitude: NumberRule = { min: -90, max: 90 };
const longitude: NumberRule = { min: -180, max: 180 };
const dayOrAlways: NumberRule = { min: -1e8, max: 1e8, empty: Number.NaN };
const copiesRule: NumberRule = { min: 1, max: 0xffffffff, isWhole: true };

const number = (name: string, rule: NumberRule, column: Growing<Uint32Array | Float64Array>) => ({
  name,
  take: takeNumber(rule, column),
});
const text = (name: string, column: Interned) => ({ name, take: takeText(column) });

export function siteTable() {
  const key = createKey('sites');
  const kind = growing(Uint8Array);
  const asn = growing(Uint32Array);
  const lat = growing(Float64Array);
  const lon = growing(Float64Array);
  const [country, city, timezone] = [createInterned(), createInterned(), createInterned()];
  const columns = [
    { name: 'site', take: takeId(key) },
    { name: 'kind', take: takeWord(siteKinds, kind) },
    number('asn', asnOrNone, asn),
    text('country', country),
    text('city', city),
    number('lat', latitude, lat),
    number('lon', longitude, lon),
    text('timezone', timezone),
  ];
  return { name: 'sites', key, columns, kind, asn, country, city, lat, lon, timezone };
}

export function clusterTable(sites: Key) {
  const key = createKey('clusters');
  const manifestKey = createKey('the manifests that clusters hold (clusters.manifest)');
  const site = growing(Uint32Array);
  const manifest = growing(Uint32Array);
  const columns: ColumnShape[] = [
    { name: 'cluster', take: takeId(key) },
    { name: 'site', take: takeReference(sites, site) },
    { name: 'manifest', take: takeManifest(key, manifestKey, manifest), isOptional: true },
  ];
  return { name: 'clusters', key, columns, site, manifest, manifestKey };
}

export function applianceTable(clusters: Key) {
  const key = createKey('appliances');
  const cluster = growing(Uint32Array);
  const model = createInterned();
  const capacityBps = growing(Float64Array);
  const storageBytes = growing(Float64Array);
  const state = growing(Uint8Array);
  const columns = [
    { name: 'appliance', take: takeId(key) },
    { name: 'cluster', take: takeReference(clusters, cluster) },
    text('model', model),
    number('capacity_bps', positive, capacityBps),
    number('storage_bytes', wholeBytes, storageBytes),
    { name: 'state', take: takeWord(applianceStates, state) },
  ];
  return { name: 'appliances', key, columns, cluster, model, capacityBps, storageBytes, state };
}

export function linkTable(sites: Key) {
  const key = createKey('links');
  const site = growing(Uint32Array);
  const kind = growing(Uint8Array);
  const peerAsn = growing(Uint32Array);
  const capacityBps = growing(Float64Array);
  const columns = [
    { name: 'link', take: takeId(key) },
    { name: 'site', take: takeReference(sites, site) },
    { name: 'kind', take: takeWord(linkKinds, kind) },
    number('peer_asn', asnOrNone, peerAsn),
    number('capacity_bps', positive, capacityBps),
  ];
  return { name: 'links', key, columns, site, kind, peerAsn, capacityBps };
}

/** Prefixes and AS paths that several tables share. */
export function createPools() {
  return { prefixes: createPrefixTexts(prefixPool()), paths: pathPool() };
}
type Pools = ReturnType<typeof createPools>;

export function routeTable(
  clusters: ReturnType<typeof clusterTable>,
  links: ReturnType<typeof linkTable>,
  sites: Key,
  pools: Pools,
) {
  const [cluster, prefix, path] = [
    growing(Uint32Array),
    growing(Uint32Array),
    growing(Uint32Array),
  ];
  const [med, link] = [growing(Uint32Array), growing(Uint32Array)];
  const rpki = growing(Uint8Array);
  const columns = [
    { name: 'cluster', take: takeReference(clusters.key, cluster) },
    { name: 'prefix', take: takePrefix(pools.prefixes, prefix) },
    { name: 'as_path', take: takePath(pools.paths, path) },
    number('med', anyAsn, med),
    { name: 'link', take: takeReference(links.key, link) },
    { name: 'rpki', take: takeWord(rpkiStates, rpki) },
  ];
  const endRow = (row: number) => {
    const [c, l] = [cluster.values[row] as number, link.values[row] as number];
    if (c === noRow || l === noRow) return undefined;
    const home = clusters.site.values[c] as number;
    const away = links.site.values[l] as number;
    if (home === away || home === noRow || away === noRow) return undefined;
    const text = () => {
      const [at, name] = [textAt(sites.index, away), textAt(clusters.key.index, c)];
      const wanted = textAt(sites.index, home);
      const isHere = (k: number) => links.site.values[k] === home;
      const here = [...links.site.values.keys()].find((k) => k < links.site.count && isHere(k));
      const hint =
        here === undefined ? '' : `, for example ${quoted(textAt(links.key.index, here))}`;
      const linkName = quoted(textAt(links.key.index, l));
      return (
        `${linkName} is a link of site ${quoted(at)}; ` +
        `cluster ${quoted(name)} needs one of its site ${quoted(wanted)}${hint}`
      );
    };
    return { column: 'link', fault: { code: 'foreign-link', text } };
  };
  return { name: 'routes', columns, endRow, cluster, prefix, path, med, link, rpki };
}

/** A row rule: what `isNew` has seen before is a duplicate. */
function once(
  column: string,
  what: string,
  isNew: (row: number) => boolean,
): NonNullable<TableShape['endRow']> {
  const found = { column, fault: { code: 'duplicate-id', text: () => `${what} is there already` } };
  return (row) => (isNew(row) ? undefined : found);
}

export function networkTable() {
  const asn = growing(Uint32Array);
  const [name, country] = [createInterned(), createInterned()];
  const members = growing(Float64Array);
  const columns = [
    number('asn', anyAsn, asn),
    text('name', name),
    text('country', country),
    number('members', positive, members),
  ];
  const seen = new Set<number>();
  const endRow = once('asn', 'this AS number', (row) => {
    const count = seen.size;
    return seen.add(asn.values[row] as number).size > count;
  });
  return { name: 'networks', columns, endRow, asn, network: name, country, members };
}

export function metroTable() {
  const key = createKey('metros');
  const asn = growing(Uint32Array);
  const [country, city, timezone] = [createInterned(), createInterned(), createInterned()];
  const [lat, lon, members] = [growing(Float64Array), growing(Float64Array), growing(Float64Array)];
  const columns = [
    { name: 'metro', take: takeId(key) },
    number('asn', anyAsn, asn),
    text('country', country),
    text('city', city),
    number('lat', latitude, lat),
    number('lon', longitude, lon),
    text('timezone', timezone),
    number('members', positive, members),
  ];
  return { name: 'metros', key, columns, asn, country, city, lat, lon, timezone, members };
}

export function clientTable(metros: Key, pools: Pools) {
  const [prefix, asn, metro] = [growing(Uint32Array), growing(Uint32Array), growing(Uint32Array)];
  const columns = [
    { name: 'prefix', take: takePrefix(pools.prefixes, prefix) },
    number('asn', anyAsn, asn),
    { name: 'metro', take: takeReference(metros, metro) },
  ];
  const seen = growing(Uint8Array);
  const endRow = once('prefix', 'this prefix', (row) => {
    const k = prefix.values[row] as number;
    if (k === noRow) return true;
    while (seen.count <= k) append(seen, 0);
    const isNew = seen.values[k] === 0;
    seen.values[k] = 1;
    return isNew;
  });
  return { name: 'prefixes', columns, endRow, prefix, asn, metro };
}

export function titleTable() {
  const key = createKey('titles');
  const kind = growing(Uint8Array);
  const [language, region] = [createInterned(), createInterned()];
  const releasedDay = growing(Float64Array);
  const [runtimeH, weight] = [growing(Float64Array), growing(Float64Array)];
  const columns = [
    { name: 'title', take: takeId(key) },
    { name: 'kind', take: takeWord(titleKinds, kind) },
    text('language', language),
    text('region', region),
    number('released_day', dayOrAlways, releasedDay),
    number('runtime_h', positive, runtimeH),
    number('weight', positive, weight),
  ];
  return { name: 'titles', key, columns, kind, language, region, releasedDay, runtimeH, weight };
}

export function fileTable(titles: Key) {
  const key = createKey('files');
  const title = growing(Uint32Array);
  const [sizeBytes, bitrateBps] = [growing(Float64Array), growing(Float64Array)];
  const columns = [
    { name: 'file', take: takeId(key) },
    { name: 'title', take: takeReference(titles, title) },
    number('bytes', wholeBytes, sizeBytes),
    number('bitrate_bps', positive, bitrateBps),
  ];
  return { name: 'files', key, columns, title, sizeBytes, bitrateBps };
}

export function manifestTable(manifests: Key, files: Key) {
  const [manifest, file, copies] = [
    growing(Uint32Array),
    growing(Uint32Array),
    growing(Uint32Array),
  ];
  const columns = [
    { name: 'manifest', take: takeReference(manifests, manifest) },
    { name: 'file', take: takeReference(files, file) },
    number('copies', copiesRule, copies),
  ];
  const pairs = createPairs(manifest, file);
  const endRow = once('file', 'this file of this manifest', (row) => isNewPair(pairs, row));
  return { name: 'manifests', columns, endRow, manifest, file, copies };
}
