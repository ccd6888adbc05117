// Where did traffic go when an event began? The bins of sites before it and after.
import { counted } from '@fairlead/core';
import { columnNamed, type Series, seriesNamed } from '@fairlead/sim';
import { quantityText } from '../quantity.ts';
import { clock } from './clock.ts';

const binMs = 300_000;
/** So many bins before an event are held against as many after: the day hardly moves in them. */
const binsMax = 3;
/** A site counts that carries so much more or less, of what all carried before. */
const movedShareMin = 0.01;
/** Beside the one that moved most those count that moved so much of it. */
const besideShareMin = 0.1;
const sitesMax = 3;
const eventsMax = 3;

/** Bit/s of each site in one span: what it carried, and what it was asked for beyond that. */
type Means = { readonly carried: ReadonlyMap<string, number>; readonly lost: number };

/** Means over the bins that begin at one of `starts`. */
function meansOf(bins: Series, starts: readonly number[]): Means {
  const of = (name: string) => columnNamed(bins, name).values;
  const [at, kinds, ids] = [of('start_ms'), of('kind'), of('id')];
  const [asked, carried] = [of('asked_bps'), of('carried_bps')];
  const sites = new Map<string, number>();
  let lost = 0;
  for (let row = 0; row < at.length; row++) {
    if (!starts.includes(Number(at[row]))) continue;
    const carriedBps = Number(carried[row]) / starts.length;
    if (kinds[row] === 'country') lost += Number(asked[row]) / starts.length - carriedBps;
    if (kinds[row] !== 'site') continue;
    const id = String(ids[row]);
    sites.set(id, (sites.get(id) ?? 0) + carriedBps);
  }
  return { carried: sites, lost };
}

/** `A carried 20 Gbps less, B 12 Gbps more`: who moved most, or nothing where nobody moved much. */
function movedText(before: Means, after: Means): string {
  const total = [...before.carried.values()].reduce((sum, bps) => sum + bps, 0);
  const ids = new Set([...before.carried.keys(), ...after.carried.keys()]);
  const moved = [...ids]
    .map((id) => ({ id, by: (after.carried.get(id) ?? 0) - (before.carried.get(id) ?? 0) }))
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by) || (a.id < b.id ? -1 : 1));
  const most = Math.abs(moved[0]?.by ?? 0);
  if (most < movedShareMin * total || most === 0) return '';
  const much = moved.filter(({ by }) => Math.abs(by) >= besideShareMin * most);
  const said = ({ id, by }: { readonly id: string; readonly by: number }, text: string) =>
    `${id} ${text}${quantityText(Math.abs(by), 'bps')} ${by < 0 ? 'less' : 'more'}`;
  const fell = much.filter(({ by }) => by < 0).slice(0, sitesMax);
  const rose = much.filter(({ by }) => by > 0).slice(0, sitesMax);
  const lostBps = after.lost - before.lost;
  const isLost = lostBps >= (besideShareMin * most) / 10;
  const lost = isLost ? `; ${quantityText(lostBps, 'bps')} more reached nobody` : '';
  const all = [...fell, ...rose].map((site, k) => said(site, k === 0 ? 'carried ' : ''));
  return all.join(', ') + lost;
}

/**
 * A sentence on each of the first events that moved something: which sites carried less and more in
 * up to a quarter of an hour after it began than in as long before, and what reached nobody.
 */
export function movedAnswers(series: readonly Series[]): string[] {
  const [touched, bins] = [seriesNamed(series, 'touched'), seriesNamed(series, 'bins')];
  const of = (name: string) => columnNamed(touched, name).values;
  const [at, until, texts] = [of('at_ms'), of('until_ms'), of('text')];
  const begins = [...new Set(Array.from(at, Number))].sort((a, b) => a - b);
  const starts = [...new Set(Array.from(columnNamed(bins, 'start_ms').values, Number))];
  return begins
    .flatMap((atMs) => {
      const rows = [...at.keys()].filter((row) => Number(at[row]) === atMs);
      const endMs = Math.min(...rows.map((row) => Number(until[row]) || Infinity));
      const before = starts.filter((startMs) => startMs + binMs <= atMs);
      const after = starts.filter((startMs) => startMs >= atMs && startMs + binMs <= endMs);
      const count = Math.min(binsMax, before.length, after.length);
      if (count === 0) return [];
      const was = meansOf(bins, before.slice(-count));
      const moved = movedText(was, meansOf(bins, after.slice(0, count)));
      if (moved === '') return [];
      const what = rows.map((row) => texts[row]).join(', ');
      return [
        `${clock(atMs)} ${what}: against the ${counted(count * 5, 'minute')} before, ${moved}.`,
      ];
    })
    .slice(0, eventsMax);
}
