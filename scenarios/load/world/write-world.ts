// How does a world become a folder of tables?
import {
  applianceStates,
  compareUtf8,
  linkKinds,
  rpkiStates,
  siteKinds,
  titleKinds,
  type World,
} from '@fairlead/core';
import {
  type ByteWriter,
  type FieldTexts,
  fieldTexts,
  putComma,
  putNumber,
  putPrefix,
  putText,
  putWhole,
  reserve,
} from './byte-writer.ts';
import { type TableEntry, type WorldAbout, writeAbout } from './world-about.ts';
import { type TableSource, writeTable } from './write-table.ts';

type Numbers = Uint8Array | Uint32Array | Float64Array;
/** Puts the field of one row. */
type Put = (out: ByteWriter, row: number) => void;

/** Tables of at least this many rows are gzipped. */
const zippedRowsMin = 50_000;

function text(texts: readonly string[]): Put {
  const fields = fieldTexts(texts);
  return (out, row) => putText(out, fields, row);
}

function reference(fields: FieldTexts, rows: Uint32Array): Put {
  return (out, row) => putText(out, fields, rows[row] as number);
}

function word(words: readonly string[], codes: Uint8Array): Put {
  const fields = fieldTexts(words);
  return (out, row) => putText(out, fields, codes[row] as number);
}

function number(values: Numbers): Put {
  return (out, row) => putNumber(out, values[row] as number);
}

function prefix({ prefixes }: World, rows: Uint32Array): Put {
  const { family, length, word0, word1, word2, word3 } = prefixes;
  const words = new Uint32Array(4);
  return (out, row) => {
    const at = rows[row] as number;
    words[0] = word0[at] as number;
    words[1] = word1[at] as number;
    words[2] = word2[at] as number;
    words[3] = word3[at] as number;
    putPrefix(out, family[at] as number, length[at] as number, words);
  };
}

function path({ paths }: World, rows: Uint32Array): Put {
  const { start, asn } = paths;
  return (out, row) => {
    const at = rows[row] as number;
    const from = start[at] as number;
    const to = start[at + 1] as number;
    reserve(out, (to - from) * 11 + 256);
    for (let hop = from; hop < to; hop++) {
      if (hop > from) out.bytes[out.at++] = 32;
      putWhole(out, asn[hop] as number);
    }
  };
}

function table(
  name: string,
  rows: number,
  fields: readonly (readonly [string, Put])[],
): TableSource {
  const columns = fields.map(([column]) => column);
  const puts = fields.map(([, put]) => put);
  const putRow: Put = (out, row) => {
    for (let k = 0; k < puts.length; k++) {
      if (k > 0) putComma(out);
      (puts[k] as Put)(out, row);
    }
  };
  const byName = () =>
    table(
      name,
      rows,
      fields.toSorted(([a], [b]) => compareUtf8(a, b)),
    );
  return { name, columns, rows, isZipped: rows >= zippedRowsMin, putRow, byName };
}

function* fleetTables(world: World): Generator<TableSource> {
  const { sites, clusters, appliances, links, routes, manifestId } = world;
  const siteId = fieldTexts(sites.id);
  const clusterId = fieldTexts(clusters.id);
  yield table('sites', sites.count, [
    ['site', text(sites.id)],
    ['kind', word(siteKinds, sites.kind)],
    ['asn', number(sites.asn)],
    ['country', text(sites.country)],
    ['city', text(sites.city)],
    ['lat', number(sites.lat)],
    ['lon', number(sites.lon)],
    ['timezone', text(sites.timezone)],
  ]);
  yield table('clusters', clusters.count, [
    ['cluster', text(clusters.id)],
    ['site', reference(siteId, clusters.site)],
    ['manifest', reference(fieldTexts(manifestId), clusters.manifest)],
  ]);
  yield table('appliances', appliances.count, [
    ['appliance', text(appliances.id)],
    ['cluster', reference(clusterId, appliances.cluster)],
    ['model', text(appliances.model)],
    ['capacity_bps', number(appliances.capacityBps)],
    ['storage_bytes', number(appliances.storageBytes)],
    ['state', word(applianceStates, appliances.state)],
  ]);
  yield table('links', links.count, [
    ['link', text(links.id)],
    ['site', reference(siteId, links.site)],
    ['kind', word(linkKinds, links.kind)],
    ['peer_asn', number(links.peerAsn)],
    ['capacity_bps', number(links.capacityBps)],
    ...(links.costPerMbps ? [['cost_per_mbps', number(links.costPerMbps)] as const] : []),
  ]);
  yield table('routes', routes.count, [
    ['cluster', reference(clusterId, routes.cluster)],
    ['prefix', prefix(world, routes.prefix)],
    ['as_path', path(world, routes.path)],
    ['med', number(routes.med)],
    ['link', reference(fieldTexts(links.id), routes.link)],
    ['rpki', word(rpkiStates, routes.rpki)],
  ]);
}

function* audienceTables(world: World): Generator<TableSource> {
  const { networks, metros, clients, fallback } = world;
  yield table('networks', networks.count, [
    ['asn', number(networks.asn)],
    ['name', text(networks.name)],
    ['country', text(networks.country)],
    ['members', number(networks.members)],
  ]);
  yield table('metros', metros.count, [
    ['metro', text(metros.id)],
    ['asn', number(metros.asn)],
    ['country', text(metros.country)],
    ['city', text(metros.city)],
    ['lat', number(metros.lat)],
    ['lon', number(metros.lon)],
    ['timezone', text(metros.timezone)],
    ['members', number(metros.members)],
  ]);
  yield table('prefixes', clients.count, [
    ['prefix', prefix(world, clients.prefix)],
    ['asn', number(clients.asn)],
    ['metro', reference(fieldTexts(metros.id), clients.metro)],
  ]);
  if (fallback)
    yield table('fallback', fallback.count, [
      ['prefix', prefix(world, fallback.prefix)],
      ['metro', reference(fieldTexts(metros.id), fallback.metro)],
    ]);
}

function* catalogueTables(world: World): Generator<TableSource> {
  const { titles, files, manifests, manifestId } = world;
  yield table('titles', titles.count, [
    ['title', text(titles.id)],
    ['kind', word(titleKinds, titles.kind)],
    ['language', text(titles.language)],
    ['region', text(titles.region)],
    ['released_day', number(titles.releasedDay)],
    ['runtime_h', number(titles.runtimeH)],
    ['weight', number(titles.weight)],
    ...(titles.taste === undefined ? [] : [['taste', number(titles.taste)] as const]),
  ]);
  yield table('files', files.count, [
    ['file', text(files.id)],
    ['title', reference(fieldTexts(titles.id), files.title)],
    ['bytes', number(files.sizeBytes)],
    ['bitrate_bps', number(files.bitrateBps)],
  ]);
  yield table('manifests', manifests.count, [
    ['manifest', reference(fieldTexts(manifestId), manifests.manifest)],
    ['file', reference(fieldTexts(files.id), manifests.file)],
    ['copies', number(manifests.copies)],
  ]);
}

/** The tables of a world, ready to be written, in the order of the contract. */
export function* tablesOf(world: World): Generator<TableSource> {
  yield* fleetTables(world);
  yield* audienceTables(world);
  yield* catalogueTables(world);
}

/**
 * Writes the eleven tables, optional ones that the world has, and `world.json` into `folder`, which
 * must be there. Tables from 50,000 rows on are gzipped. The CSV bytes depend on `world` alone,
 * those of `world.json` on `about` too. Rejects with the error of the file system; what was written
 * until then stays.
 */
export async function writeWorld(world: World, folder: string, about: WorldAbout): Promise<void> {
  const entries = new Map<string, TableEntry>();
  for (const source of tablesOf(world)) entries.set(source.name, await writeTable(folder, source));
  await writeAbout(folder, about, entries);
}
