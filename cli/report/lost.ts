// What was lost, where and when? The bins of a run, by country and by site.
import { columnNamed, type Series } from '@fairlead/sim';

/** A table that the page gets. */
type Told = {
  readonly count: number;
  readonly left: number;
  readonly columns: {
    readonly [name: string]: { readonly numbers: number[] } | { readonly texts: string[] };
  };
};

const binS = 300;
/** Places that are told of each kind, those with the largest losses, and countries over time. */
const placesMax = 12;
const coursesMax = 5;

type Loss = { asked: number; lost: number; worst: number; worstMs: number; fromMs: number };

/** What of each place was asked and lost: bytes, and the five minutes in which most was. */
function lossesOf(bins: Series, kind: string): Map<string, Loss> {
  const column = (name: string) => columnNamed(bins, name).values;
  const [kinds, ids] = [column('kind'), column('id')];
  const [at, asked, carried] = ['start_ms', 'asked_bps', 'carried_bps'].map(column) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const found = new Map<string, Loss>();
  for (let row = 0; row < at.length; row++) {
    if (kinds[row] !== kind) continue;
    const id = String(ids[row]);
    const own = found.get(id) ?? { asked: 0, lost: 0, worst: 0, worstMs: 0, fromMs: 0 };
    found.set(id, own);
    const bps = (asked[row] ?? 0) - (carried[row] ?? 0);
    own.asked += ((asked[row] ?? 0) * binS) / 8;
    if (bps <= 0) continue;
    if (own.lost === 0) own.fromMs = at[row] ?? 0;
    own.lost += (bps * binS) / 8;
    if (bps > own.worst) Object.assign(own, { worst: bps, worstMs: at[row] ?? 0 });
  }
  return found;
}

const worstFirst = (losses: ReadonlyMap<string, Loss>) =>
  [...losses].filter(([, { lost }]) => lost > 0).sort(([, a], [, b]) => b.lost - a.lost);

/** A row for each of the places that lost most: countries of members, and sites that were short. */
function placeTable(bins: Series): Told {
  const rows = (['country', 'site'] as const).flatMap((kind) =>
    worstFirst(lossesOf(bins, kind)).map(([id, loss]) => ({ kind, id, ...loss })),
  );
  const shown = rows.filter((row) => {
    const before = rows.filter(({ kind }) => kind === row.kind).indexOf(row);
    return before < placesMax;
  });
  const numbers = (of: (row: (typeof rows)[number]) => number) => ({ numbers: shown.map(of) });
  return {
    count: shown.length,
    left: rows.length - shown.length,
    columns: {
      kind: { texts: shown.map(({ kind }) => kind) },
      id: { texts: shown.map(({ id }) => id) },
      asked_bytes: numbers(({ asked }) => Math.round(asked)),
      lost_bytes: numbers(({ lost }) => Math.round(lost)),
      worst_bps: numbers(({ worst }) => Math.round(worst)),
      worst_ms: numbers(({ worstMs }) => worstMs),
      from_ms: numbers(({ fromMs }) => fromMs),
    },
  };
}

/** What the countries that lost most lost over time, a column each, and all others together. */
function courseTable(bins: Series): Told {
  const column = (name: string) => columnNamed(bins, name).values;
  const told = worstFirst(lossesOf(bins, 'country')).slice(0, coursesMax);
  const names = [...told.map(([id]) => id), 'others'];
  const [at, kinds, ids] = [column('start_ms'), column('kind'), column('id')];
  const [asked, carried] = [column('asked_bps'), column('carried_bps')];
  const times: number[] = [];
  const lost = names.map((): number[] => []);
  for (let row = 0; row < at.length; row++) {
    if (times[times.length - 1] !== at[row]) {
      times.push(Number(at[row]));
      for (const course of lost) course.push(0);
    }
    if (kinds[row] !== 'country') continue;
    const place = names.indexOf(String(ids[row]));
    const course = lost[place < 0 ? names.length - 1 : place];
    const bps = Math.max(0, Number(asked[row]) - Number(carried[row]));
    if (course) course[times.length - 1] = (course[times.length - 1] ?? 0) + bps;
  }
  const columns = Object.fromEntries(names.map((name, k) => [name, { numbers: lost[k] ?? [] }]));
  return {
    count: times.length,
    left: 0,
    columns: { start_ms: { numbers: times }, ...columns },
  };
}

/** What the page tells of losses: `lost` and `lost_times`. */
export function lostTables(bins: Series): { readonly [name: string]: Told } {
  return { lost: placeTable(bins), lost_times: courseTable(bins) };
}
