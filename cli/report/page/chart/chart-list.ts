// Which courses over time does a run show? One spec for each chart of the report.
import type { EmbeddedRun, EmbeddedTable } from '../../embed.ts';
import { numbersOf, tableOf, textsOf } from '../frame.ts';
import type { ChartSpec, Layer, Mark } from './spec.ts';

/** The events of a run in time order, numbered from 1. */
export function eventsOf(run: EmbeddedRun): readonly Mark[] {
  const table = tableOf(run, 'events');
  const at = numbersOf(table, 'at_ms');
  const kinds = textsOf(table, 'kind');
  const targets = textsOf(table, 'target');
  const texts = textsOf(table, 'text');
  const rows = Array.from(at, (_, row) => row).sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0) || a - b);
  return rows.map((row, place) => {
    const kind = kinds[row] ?? '';
    const target = targets[row] ?? '';
    const said = texts[row] || kind;
    const text = target === '' || said.includes(target) ? said : `${target}: ${said}`;
    return { atMs: at[row] ?? 0, number: place + 1, text };
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
  ['miss_route_bps', 'No route', '--miss-route'],
  ['miss_content_bps', 'C · content not held', '--miss-content'],
  ['miss_drain_bps', 'D · drained', '--miss-drain'],
  ['miss_loss_bps', 'X · lost', '--miss-loss'],
  ['miss_health_bps', 'H · believed ill', '--miss-health'],
  ['miss_load_bps', 'L · appliance load', '--miss-load'],
  ['miss_link_bps', 'K · link load', '--miss-link'],
] as const;

const troubles = [
  ['failovers', 'Failovers', '--accent'],
  ['errors', 'Errors', '--unserved'],
  ['flips', 'Steering flips', '--transit'],
] as const;

/** What a chart of the list is made of, before it is put on the clock of a run. */
type Course = Pick<ChartSpec, 'id' | 'title' | 'about' | 'unit' | 'form' | 'layers' | 'top'>;

type Column = readonly [name: string, label: string, colour: string];

function layersOf(table: EmbeddedTable, columns: readonly Column[]): readonly Layer[] {
  return columns.map(([name, label, colour]) => {
    const values = numbersOf(table, name);
    return { label, colour, values, dashed: name.endsWith('_max') };
  });
}

/** The charts of a run in reading order. `prefix` keeps their element ids apart on one page. */
export function chartsOf(run: EmbeddedRun, prefix: string): readonly ChartSpec[] {
  const epochs = tableOf(run, 'epochs');
  const frame = {
    times: numbersOf(epochs, 'start_ms'),
    fromMs: Date.parse(run.from),
    toMs: Date.parse(run.to),
    marks: eventsOf(run),
  };
  const loads = tableOf(run, 'utilisation');
  const courses: readonly (Course & { readonly times?: Float64Array })[] = [
    trafficCourse(epochs),
    ...loadCourses(loads).map((course) => ({ ...course, times: numbersOf(loads, 'start_ms') })),
    ...troubleCourses(epochs),
    ...sessionCourses(epochs),
  ];
  return courses.map((course) => ({ ...frame, ...course, id: `${prefix}${course.id}` }));
}

function trafficCourse(epochs: EmbeddedTable): Course {
  const columns = classes.map(([key, label, colour]): Column => [`${key}_bps`, label, colour]);
  return {
    id: 'traffic',
    title: 'Traffic by transport class',
    about: 'Mean of each epoch, by how the bytes reached the network of the client.',
    unit: 'bps',
    form: 'stack',
    layers: layersOf(epochs, columns),
  };
}

function loadCourses(loads: EmbeddedTable): readonly Course[] {
  const layers = (resource: string, high: 'p95' | 'p99') =>
    layersOf(loads, [
      [`${resource}_p50`, 'Median', '--quantile-1'],
      [`${resource}_p90`, '90th percentile', '--quantile-2'],
      [`${resource}_${high}`, `${high.slice(1)}th percentile`, '--quantile-3'],
      [`${resource}_max`, 'Highest', '--quantile-4'],
    ]);
  return [
    {
      id: 'appliances',
      title: 'Appliance utilisation',
      about:
        'Share of capacity in use over five minutes, of appliances that were asked for anything.',
      unit: 'share',
      form: 'lines',
      top: 1,
      layers: layers('appliance', 'p99'),
    },
    {
      id: 'links-load',
      title: 'Link utilisation',
      about: 'Share of capacity in use over five minutes, of links that were asked for anything.',
      unit: 'share',
      form: 'lines',
      top: 1,
      layers: layers('link', 'p95'),
    },
  ];
}

function troubleCourses(epochs: EmbeddedTable): readonly Course[] {
  return [
    {
      id: 'misses',
      title: 'Misses by cause',
      about: 'Traffic that no site of the first rank had, by why it had not.',
      unit: 'bps',
      form: 'stack',
      layers: layersOf(epochs, causes),
    },
    {
      id: 'trouble',
      title: 'Failovers, errors and flips',
      about: 'Count in each epoch.',
      unit: 'count',
      form: 'lines',
      layers: layersOf(epochs, troubles),
    },
  ];
}

function sessionCourses(epochs: EmbeddedTable): readonly Course[] {
  return [
    {
      id: 'active',
      title: 'Sessions active',
      about: 'Sessions playing in each epoch.',
      unit: 'count',
      form: 'lines',
      layers: layersOf(epochs, [['sessions_active', 'Active', '--accent']]),
    },
    {
      id: 'started',
      title: 'Sessions started',
      about: 'Count in each epoch.',
      unit: 'count',
      form: 'lines',
      layers: layersOf(epochs, [['sessions_started', 'Started', '--accent']]),
    },
  ];
}
