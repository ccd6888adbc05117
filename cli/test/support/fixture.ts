// What does a plausible run look like? An invented evening in three countries with a lost site.
import type { RunResult, Series, SeriesColumn } from '@fairlead/sim';
import { inventDocument } from './invented-document.ts';
import { inventBins, inventCountries, inventStarts } from './invented-places.ts';

type Row = { readonly [column: string]: string | number };

const cities = [
  ['DE', 'Frankfurt', 50.11, 8.68, 1],
  ['DE', 'Berlin', 52.52, 13.4, 0.7],
  ['DE', 'Hamburg', 53.55, 9.99, 0.5],
  ['DE', 'München', 48.14, 11.58, 0.55],
  ['DE', 'Düsseldorf', 51.23, 6.78, 0.45],
  ['FR', 'Paris', 48.86, 2.35, 1],
  ['FR', 'Lyon', 45.76, 4.84, 0.35],
  ['FR', 'Marseille', 43.3, 5.37, 0.5],
  ['FR', 'Bordeaux', 44.84, -0.58, 0.2],
  ['PL', 'Warszawa', 52.23, 21.01, 0.6],
  ['PL', 'Kraków', 50.06, 19.94, 0.3],
  ['PL', 'Gdańsk', 54.35, 18.65, 0.2],
] as const;

/** Numbers in 0..1 that are the same on every machine. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function seriesOf(name: string, rows: readonly Row[]): Series {
  const columns = Object.entries(rows[0] ?? {}).map(
    ([column, first]): SeriesColumn => ({
      name: column,
      values:
        typeof first === 'number'
          ? Float64Array.from(rows, (row) => Number(row[column]))
          : rows.map((row) => String(row[column])),
    }),
  );
  return { name, columns };
}

const fromMs = Date.parse('2026-11-12T16:00:00.000Z');
const epochMs = 300_000;
const epochs = 96;
const lostAt = 50;
const backAt = 62;

export type Invented = {
  readonly seed?: number;
  readonly sites?: number;
  readonly networks?: number;
  /** Copies of the evening one after another. */
  readonly evenings?: number;
  /** Shifts the outage's harm: 1 as told, 2 twice as bad. */
  readonly harm?: number;
};

/** A run that could have been: same arguments, same result. */
export function inventRun(invented: Invented = {}): RunResult {
  const { seed = 1, sites = 60, networks = 90, evenings = 1, harm = 1 } = invented;
  const random = randomOf(seed);
  const siteRows = inventSites(sites, random);
  const rows = Array.from({ length: epochs * evenings }, (_, epoch) =>
    inventEpoch(epoch, { harm, scale: sites / 60, random }),
  );
  const linkRows = siteRows.flatMap((site) => inventLinks(site, random));
  const applianceRows = siteRows.flatMap((site) => inventAppliances(site, random));
  const lastMs = fromMs + rows.length * epochMs;
  return {
    document: inventDocument({ fromMs, seed, harm, lastMs, sessions: sites * 14_200 }),
    series: [
      seriesOf('epochs', rows),
      seriesOf(
        'utilisation',
        rows.map((row, epoch) => inventLoad(row, epoch, harm)),
      ),
      seriesOf('bins', inventBins(rows, String(siteRows[0]?.site))),
      seriesOf('starts', inventStarts(rows)),
      seriesOf('countries', inventCountries(rows)),
      seriesOf('sites', siteRows),
      seriesOf('networks', inventNetworks(networks, random)),
      seriesOf('links', linkRows),
      seriesOf('appliances', applianceRows),
      seriesOf('events', inventEvents()),
      seriesOf('touched', inventTouched()),
      seriesOf('publications', inventPublications()),
      seriesOf('player', inventPlayers()),
    ],
  };
}

function at(epoch: number): number {
  return fromMs + epoch * epochMs;
}

function inventEvents(): Row[] {
  const target = 'ix-frankfurt-1';
  return [
    { at_ms: at(20), kind: 'link-down', target: 'pni-3', text: 'link-down begins' },
    { at_ms: at(24), kind: 'link-down', target: 'pni-3', text: 'link-down ends' },
    { at_ms: at(lostAt), kind: 'site-down', target, text: 'site-down begins' },
    { at_ms: at(backAt), kind: 'site-down', target, text: 'site-down ends' },
  ];
}

function inventTouched(): Row[] {
  const of = (kind: string, text: string, epoch: number, verdict: string) => ({
    ...{ at_ms: at(epoch), until_ms: at(epoch + 12), kind, text, reached: 1 },
    ...{ elements: 1, stopped_before: 0 },
    ...{ sessions: 40, asked_bps: 2e8, asked_bytes: 3e12, routes: 12, published_ms: at(epoch + 1) },
    ...{ served_ms: verdict === 'served' ? at(epoch + 1) : 0, verdict },
  });
  return [
    of('link-down', 'link pni-3 is cut', 20, 'held'),
    of('site-down', 'site ix-frankfurt-1 is lost', lostAt, 'served'),
  ];
}

function inventPublications(): Row[] {
  const held = { verdict: 'held', changes: 12, events: '1', reasons: '2 % get another answer' };
  return [{ at_ms: at(21), ...held }];
}

/** Three sessions of an hour: one alike, one that a varying line lets down, one that stalls. */
function inventPlayers(): Row[] {
  const of = (session: number, chunkBps: number, stalledMs: number) => ({
    ...{ start_ms: at(session), metro: 'm1', session, length_ms: 3_600_000, asked_bps: 5_800_000 },
    ...{ fluid_bps: 5_800_000, fluid_played_ms: 3_599_400, fluid_stalled_ms: 0 },
    ...{ fluid_delay_ms: 600, chunk_bps: chunkBps, chunk_played_ms: 3_599_300 - stalledMs },
    ...{ chunk_stalled_ms: stalledMs, chunk_delay_ms: 700 },
  });
  return [of(0, 5_799_000, 0), of(1, 5_200_000, 0), of(2, 5_780_000, 4000)];
}

type Evening = { harm: number; scale: number; random: () => number };

function inventEpoch(epoch: number, { harm, scale, random }: Evening): Row {
  const of = epoch % epochs;
  const tide = 0.35 + 0.65 * Math.exp(-(((of - 54) / 30) ** 2));
  const noise = 1 + (random() - 0.5) * 0.02;
  const total = 4.1e12 * scale * tide * noise;
  const lost = of >= lostAt && of < backAt ? harm : 0;
  const cut = of >= 20 && of < 24 ? 1 : 0;
  const share = {
    pni: 0.06 + 0.03 * tide - 0.05 * cut,
    ix: 0.05 + 0.05 * lost,
    transit: 0.015 + 0.035 * lost + 0.03 * cut + 0.01 * tide,
    unserved: lost ? 0.012 * lost : 0,
  };
  const rest = 1 - share.pni - share.ix - share.transit - share.unserved;
  return {
    start_ms: at(epoch),

    sessions_started: Math.round(scale * 21_000 * tide * noise),
    sessions_active: Math.round(scale * 610_000 * tide * noise),
    asked_bps: total,
    embedded_bps: total * rest,
    pni_bps: total * share.pni,
    ix_bps: total * share.ix,
    transit_bps: total * share.transit,
    unserved_bps: total * share.unserved,
    reduced_bps: total * share.unserved * 0.5,
    stalled_bps: total * share.unserved * 0.2,
    absent_bps: total * share.unserved * 0.3,
    miss_route_bps: total * 0.004,
    miss_content_bps: total * 0.03 * noise,
    miss_drain_bps: of > 70 && of < 80 ? total * 0.008 : 0,
    miss_loss_bps: total * 0.06 * lost,
    miss_health_bps: total * 0.002,
    miss_load_bps: total * Math.max(0, tide - 0.85) * 0.12,
    miss_link_bps: total * (0.02 * cut + Math.max(0, tide - 0.92) * 0.1),
    failovers: Math.round((of === lostAt ? 5200 * harm : 40) * (0.8 + 0.4 * random())),
    errors: Math.round((lost ? 310 * lost : 6) * (0.8 + 0.4 * random())),
    flips: Math.round((of === lostAt || of === backAt ? 420 : 22) * (0.6 + 0.8 * random())),
  };
}

function inventLoad(row: Row, epoch: number, harm: number): Row {
  const active = Number(row.sessions_active) / 610_000;
  const tide = active / Math.max(1, Math.round(active));
  const lost = epoch % epochs >= lostAt && epoch % epochs < backAt ? harm : 0;
  return {
    start_ms: Number(row.start_ms),
    appliance_p50: 0.55 * tide,
    appliance_p90: 0.74 * tide + 0.03 * lost,
    appliance_p99: 0.87 * tide + 0.05 * lost,
    appliance_max: Math.min(1, 0.93 * tide + 0.08 * lost),
    link_p50: 0.42 * tide,
    link_p90: 0.66 * tide + 0.05 * lost,
    link_p95: 0.78 * tide + 0.08 * lost,
    link_max: Math.min(1, 0.9 * tide + 0.12 * lost),
  };
}

function inventSites(count: number, random: () => number): Row[] {
  return Array.from({ length: count }, (_, row) => {
    const [country, city, lat, lon, size] = cities[row % cities.length] ?? cities[0];
    const ix = row < 6 || row % 9 === 0;
    const kind = ix ? 'ix' : 'embedded';
    const far = row < cities.length ? 0 : 1;
    const spread = count > 1000 ? 20 : 1;
    const capacity = Math.round((ix ? 24 : 6) * size * (0.5 + random())) * 100e9 + 100e9;
    const peak = Math.min(1.02, 0.3 + 0.62 * random() ** 0.7 + (city === 'Paris' ? 0.15 : 0));
    return {
      site: `${kind === 'ix' ? 'ix' : 'emb'}-${city.toLowerCase()}-${1 + Math.floor(row / 12)}`,
      kind,
      asn: ix ? 0 : 64_500 + row,
      country,
      city,
      lat: lat + far * spread * (random() - 0.5) * 1.6,
      lon: lon + far * spread * (random() - 0.5) * 2.4,
      capacity_bps: capacity,
      peak_bps: capacity * peak,
      peak_carried_share: peak,
      embedded_bytes: ix ? 0 : capacity * peak * 0.6 * 3600,
      pni_bytes: ix ? capacity * peak * 0.6 * 3600 : 0,
      ix_bytes: 0,
      transit_bytes: 0,
    };
  });
}

function inventLinks(site: Row, random: () => number): Row[] {
  const kinds = site.kind === 'ix' ? ['pni', 'ix', 'transit'] : ['embedded', 'transit'];
  return kinds.map((kind, place) => {
    const capacity = Number(site.capacity_bps) * (place === 0 ? 1 : 0.4);
    const peak = 0.2 + 0.75 * random();
    return {
      link: `${site.site}/${kind}`,
      site: String(site.site),
      kind,
      capacity_bps: capacity,
      peak_asked_share: 1.1 * peak,
      peak_carried_share: peak,
      bytes: capacity * peak * 2000,
      billed_bps: capacity * peak * 0.8,
    };
  });
}

function inventAppliances(site: Row, random: () => number): Row[] {
  return Array.from({ length: site.kind === 'ix' ? 6 : 3 }, (_, place) => ({
    appliance: `${site.site}-${place}`,
    site: String(site.site),
    capacity_bps: 100e9,
    peak_asked_share: 0.3 + 0.6 * random(),
    peak_carried_share: 0.3,
    bytes: 1e14 * random(),
  }));
}

function inventNetworks(count: number, random: () => number): Row[] {
  return Array.from({ length: count }, (_, row) => {
    const [country, city] = cities[row % cities.length] ?? cities[0];
    const members = Math.round(4e6 / (row + 1) + 300 * random());
    const bytes = members * 7.4e8 * (0.8 + 0.4 * random());
    const has = row % 3 !== 2;
    const near = has ? 0.88 + 0.1 * random() : 0;
    return {
      asn: 64_500 + row,
      name: `${city} ${['Telecom', 'Kabel', 'Fibre', 'Mobile'][row % 4]} ${row + 1}`,
      country,
      members,
      sessions: Math.round(members * 0.31),
      asked_bytes: bytes,
      embedded_bytes: bytes * near,
      pni_bytes: bytes * (1 - near) * 0.6,
      ix_bytes: bytes * (1 - near) * 0.28,
      transit_bytes: bytes * (1 - near) * 0.11,
      unserved_bytes: bytes * (1 - near) * 0.01,
      miss_content_bytes: bytes * 0.03,
      miss_loss_bytes: bytes * 0.01 * random(),
      miss_load_bytes: bytes * 0.004,
      miss_link_bytes: bytes * 0.003,
      ...{ miss_route_bytes: 0, miss_drain_bytes: 0, miss_health_bytes: 0 },
      has_embedded: has ? 1 : 0,
    };
  });
}
