// Which courses over time does a run show? One spec for each chart of the report.
import type { EmbeddedRun, EmbeddedTable } from '../../embed.ts';
import { numbersOf, tableOf, textsOf } from '../frame.ts';
import { localOf } from './local.ts';
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
  ['miss_content_bps', 'Content not held', '--miss-content'],
  ['miss_drain_bps', 'Drained', '--miss-drain'],
  ['miss_loss_bps', 'Site or link down', '--miss-loss'],
  ['miss_health_bps', 'Believed ill', '--miss-health'],
  ['miss_load_bps', 'Appliance load', '--miss-load'],
  ['miss_link_bps', 'Link load', '--miss-link'],
] as const;

const endings = [
  ['reduced_bps', 'Lower rung', '--pni'],
  ['stalled_bps', 'Stood still', '--transit'],
  ['absent_bps', 'On no appliance', '--unserved'],
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
    local: localOf(run),
  };
  const [loads, starts] = [tableOf(run, 'utilisation'), tableOf(run, 'starts')];
  const tries = tableOf(run, 'tries');
  const courses: readonly (Course & { readonly times?: Float64Array })[] = [
    ...trafficCourses(epochs),
    ...troubleCourses(epochs),
    { ...startCourse(starts), times: numbersOf(starts, 'start_ms') },
    ...loadCourses(loads).map((course) => ({ ...course, times: numbersOf(loads, 'start_ms') })),
    ...sessionCourses(epochs),
    ...tryCourses(tries).map((course) => ({ ...course, times: numbersOf(tries, 'start_ms') })),
  ];
  return courses.map((course) => ({ ...frame, ...course, id: `${prefix}${course.id}` }));
}

function trafficCourses(epochs: EmbeddedTable): readonly Course[] {
  const columns = classes.map(([key, label, colour]): Column => [`${key}_bps`, label, colour]);
  const [asked, lost] = ['asked_bps', 'unserved_bps'].map((name) => numbersOf(epochs, name));
  const carried = asked?.map((bps, row) => bps - (lost?.[row] ?? 0)) ?? new Float64Array(0);
  return [
    {
      id: 'demand',
      title: 'Demand, and what was carried',
      about: 'Mean of each epoch: what members would play with the world to themselves, and got.',
      unit: 'bps',
      form: 'lines',
      layers: [
        { ...{ label: 'Asked for', colour: '--unserved' }, values: asked ?? new Float64Array(0) },
        { label: 'Carried', colour: '--embedded', values: carried },
      ],
    },
    {
      id: 'traffic',
      title: 'Traffic by transport class',
      about: 'Mean of each epoch, by how the bytes reached the network of the client.',
      unit: 'bps',
      form: 'stack',
      layers: layersOf(epochs, columns),
    },
  ];
}

function startCourse(starts: EmbeddedTable): Course {
  return {
    id: 'starts',
    title: 'Start times',
    about: 'From asking to the first picture, of the pictures that came in each five minutes.',
    unit: 'ms',
    form: 'lines',
    layers: layersOf(starts, [
      ['delay_p50_ms', 'Median', '--quantile-1'],
      ['delay_p95_ms', '95th percentile', '--quantile-3'],
    ]),
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
      id: 'unserved',
      title: 'What was asked for and not served',
      about:
        'By what became of it: a lower rung was played, the picture stood still, nobody served.',
      unit: 'bps',
      form: 'stack',
      layers: layersOf(epochs, endings),
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

/** Of a run whose appliances take only so many starts a second. */
function tryCourses(tries: EmbeddedTable): readonly Course[] {
  if (tries.count === 0) return [];
  return [
    {
      id: 'tries',
      title: 'Tries to start, and what came of them',
      about: 'Count in each epoch; held back by the budget were tries that were not made.',
      unit: 'count',
      form: 'lines',
      layers: layersOf(tries, [
        ['tries', 'Tried', '--accent'],
        ['answered', 'Answered', '--embedded'],
        ['timed_out', 'Timed out', '--unserved'],
        ['held_back', 'Held back', '--transit'],
      ]),
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
