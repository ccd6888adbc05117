// Which courses over time does a run show? One spec for each chart of the report.
import type { EmbeddedRun } from '../../embed.ts';
import { numbersOf, tableOf, textsOf } from '../frame.ts';
import type { ChartSpec, Layer, Mark } from './spec.ts';

export type RunEvent = Mark & { readonly kind: string; readonly target: string };

/** The events of a run in time order, numbered from 1. */
export function eventsOf(run: EmbeddedRun): readonly RunEvent[] {
  const table = tableOf(run, 'events');
  const at = numbersOf(table, 'at');
  const kinds = textsOf(table, 'kind');
  const targets = textsOf(table, 'target');
  const texts = textsOf(table, 'text');
  const rows = Array.from(at, (_, row) => row).sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0) || a - b);
  return rows.map((row, place) => {
    const kind = kinds[row] ?? '';
    const target = targets[row] ?? '';
    const text = texts[row] || `${kind} ${target}`;
    return { atMs: at[row] ?? 0, number: place + 1, kind, target, text };
  });
}

/** Transport classes in the order of preference, with the tokens of their colours. */
export const classes = [
  ['embedded', 'Embedded', '--embedded'],
  ['pni', 'PNI', '--pni'],
  ['ix', 'IX', '--ix'],
  ['transit', 'Transit', '--transit'],
  ['unserved', 'Unserved', '--unserved'],
] as const;

const causes = [
  ['miss_content_bps', 'C · content not held', '--miss-content'],
  ['miss_drain_bps', 'D · drained', '--miss-drain'],
  ['miss_health_bps', 'H · unhealthy', '--miss-health'],
  ['miss_load_bps', 'L · appliance load', '--miss-load'],
  ['miss_link_bps', 'K · link load', '--miss-link'],
] as const;

const quantiles = [
  ['p50', 'Median', '--quantile-1'],
  ['p90', '90th percentile', '--quantile-2'],
] as const;

const troubles = [
  ['failovers', 'Failovers', '--embedded'],
  ['errors', 'Errors', '--unserved'],
  ['flips', 'Flips of steering', '--transit'],
] as const;

/** The charts of a run in reading order. `prefix` keeps their element ids apart on one page. */
export function chartsOf(run: EmbeddedRun, prefix: string): readonly ChartSpec[] {
  const epochs = tableOf(run, 'epochs');
  const loads = tableOf(run, 'utilisation');
  const of = (table: typeof epochs, list: readonly (readonly [string, string, string])[]) =>
    list.map(([column, label, colour]): Layer => {
      const values = numbersOf(table, column);
      return { label, colour, values, dashed: column.endsWith('_max') };
    });
  const times = numbersOf(epochs, 'at');
  const frame = { times, fromMs: Date.parse(run.from), toMs: Date.parse(run.to) };
  const shared = { ...frame, marks: eventsOf(run) };
  const load = (resource: string, high: 'p95' | 'p99') =>
    of(loads, [
      ...quantiles.map(([q, label, colour]) => [`${resource}_${q}`, label, colour] as const),
      [`${resource}_${high}`, `${high.slice(1)}th percentile`, '--quantile-3'],
      [`${resource}_max`, 'Highest', '--quantile-4'],
    ]);
  const traffic = classes.map(([key, label, colour]) => [`${key}_bps`, label, colour] as const);
  const specs: Omit<ChartSpec, keyof typeof shared>[] = [
    {
      id: 'traffic',
      title: 'Traffic by transport class',
      about: 'Mean of each epoch, by how the bytes reached the network of the client.',
      unit: 'bps',
      form: 'stack',
      layers: of(epochs, traffic),
    },
    {
      id: 'appliances',
      title: 'Appliance utilisation',
      about: 'Share of capacity in use, over all appliances.',
      unit: 'share',
      form: 'lines',
      top: 1,
      layers: load('appliance', 'p99'),
    },
    {
      id: 'links-load',
      title: 'Link utilisation',
      about: 'Share of capacity in use, over all links.',
      unit: 'share',
      form: 'lines',
      top: 1,
      layers: load('link', 'p95'),
    },
    {
      id: 'misses',
      title: 'Misses by cause',
      about: 'Traffic that no best-ranked site served, by the overlay that stood in the way.',
      unit: 'bps',
      form: 'stack',
      layers: of(epochs, causes),
    },
    {
      id: 'trouble',
      title: 'Failovers, errors and flips',
      about: 'Count in each epoch.',
      unit: 'count',
      form: 'lines',
      layers: of(epochs, troubles),
    },
    {
      id: 'active',
      title: 'Sessions active',
      about: 'Sessions that play, mean of each epoch.',
      unit: 'count',
      form: 'lines',
      layers: of(epochs, [['sessions_active', 'Active', '--embedded']]),
    },
    {
      id: 'started',
      title: 'Sessions started',
      about: 'Count in each epoch.',
      unit: 'count',
      form: 'lines',
      layers: of(epochs, [['sessions_started', 'Started', '--embedded']]),
    },
  ];
  return specs.map((spec) => ({ ...spec, ...shared, id: `${prefix}${spec.id}` }));
}
