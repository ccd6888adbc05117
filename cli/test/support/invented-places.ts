// What did countries and sites of an invented evening lose, and how long did its starts take?
type Row = { readonly [column: string]: string | number };

const binMs = 300_000;

/** Rows of epochs, five minutes each. */
type Epochs = readonly Row[];

const zones = [
  ['DE', 'Europe/Berlin', 0.5],
  ['FR', 'Europe/Paris', 0.3],
  ['PL', 'Europe/Warsaw', 0.2],
] as const;

const lostOf = (epoch: Row): number => Number(epoch.unserved_bps);

/** Countries take their parts of what was asked and lost; one site is short when any is. */
export function inventBins(epochs: Epochs, site: string): Row[] {
  return epochs.flatMap((epoch) => {
    const asked = Number(epoch.asked_bps);
    const row = (kind: string, id: string, askedBps: number, lostBps: number): Row => ({
      ...{ start_ms: Number(epoch.start_ms), kind, id },
      ...{ asked_bps: askedBps, carried_bps: askedBps - lostBps },
    });
    return [
      ...zones.map(([id, , part]) => row('country', id, asked * part, lostOf(epoch) * part)),
      row('site', site, asked * 0.1, lostOf(epoch)),
    ];
  });
}

export function inventStarts(epochs: Epochs): Row[] {
  return epochs.map((epoch) => ({
    start_ms: Number(epoch.start_ms),
    pictures: Number(epoch.sessions_started),
    delay_p50_ms: 612 + (lostOf(epoch) > 0 ? 90 : 0),
    delay_p95_ms: 1_240 + (lostOf(epoch) > 0 ? 900 : 0),
  }));
}

export function inventCountries(epochs: Epochs): Row[] {
  const sum = (of: (epoch: Row) => number): number =>
    epochs.reduce((all, epoch) => all + (of(epoch) * binMs) / 8000, 0);
  const asked = sum((epoch) => Number(epoch.asked_bps));
  const missed = (part: number, share: number) => asked * part * share;
  return zones.map(([country, timezone, part]) => ({
    ...{ country, timezone, utc_offset_ms: 3_600_000, asked_bytes: asked * part },
    unserved_bytes: sum(lostOf) * part,
    ...{ miss_route_bytes: 0, miss_content_bytes: missed(part, 0.03) },
    ...{ miss_drain_bytes: 0, miss_loss_bytes: missed(part, 0.02) },
    ...{ miss_health_bytes: 0, miss_load_bytes: missed(part, 0.01), miss_link_bytes: 0 },
  }));
}
