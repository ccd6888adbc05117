// How many hours is each title expected to be watched, week by week, over half a year?
import { compareUtf8, type Numbers, type Titles, titleKinds } from '@fairlead/core';
import { weekdayFactors, weekdayOf } from './diurnal.ts';
import { startsPerMemberDay } from './length.ts';
import { isOpenOn, meanStartMs, type Wants, wantedOn } from './wants.ts';

const hourMs = 3600000;
const dayMs = 24 * hourMs;
const weekCount = 26;

/** A week, Monday to Sunday: its Sunday in days since 1970-01-01; hours per taste and title. */
export type WeekHours = { readonly lastDay: number; readonly hours: readonly Float64Array[] };

/** One row of a chart; `title` is a row of the titles, `rank` 1 to 10. */
export type ChartRow = {
  readonly list: string;
  readonly rank: number;
  readonly title: number;
  readonly hours: number;
};

/** Last day of the half year: the Sunday on or after the newest release, the first one if none. */
export function lastDayOf({ releasedDay }: Titles): number {
  let newest = 0;
  for (const day of releasedDay) if (day > newest) newest = day;
  return newest + 6 - weekdayOf(newest * dayMs);
}

/**
 * The 26 weeks that end with the week of the newest release, one after the other. Each day has the
 * titles' parts that a simulated evening of that day draws from, `startsPerMemberDay` times the
 * weekday's factor, and the mean length of a session: expected hours, no draw. Days count in UTC;
 * a day on which nothing is out yet has no hours.
 */
export function* halfYearOf(wants: Wants): Generator<WeekHours> {
  const { titles, members } = wants;
  const firstDay = lastDayOf(titles) + 1 - 7 * weekCount;
  for (let week = 0; week < weekCount; week++) {
    const hours = wants.country.map(() => new Float64Array(titles.count));
    for (let weekday = 0; weekday < 7; weekday++) {
      const day = firstDay + 7 * week + weekday;
      if (!isOpenOn(wants, day)) continue;
      const tastes = wantedOn(wants, day);
      for (const [row, taste] of tastes.entries()) {
        const starts = members[row] * startsPerMemberDay * weekdayFactors[weekday];
        const watched = (starts * meanStartMs(wants, taste)) / hourMs;
        const sum = hours[row];
        for (let title = 0; title < sum.length; title++) sum[title] += watched * taste[title];
      }
    }
    yield { lastDay: firstDay + 7 * week + 6, hours };
  }
}

/** Hours of each title over all tastes. */
export function worldHours({ hours }: WeekHours, titleCount: number): Float64Array {
  const sum = new Float64Array(titleCount);
  for (const taste of hours)
    for (let title = 0; title < titleCount; title++) sum[title] += taste[title];
  return sum;
}

/** `Films` or `TV`: a recorded event is taken for a film, as its release is. */
const categories = ['Films', 'TV'] as const;

/** The ten most watched of each category: `Films` and `TV`. Titles without hours never chart. */
export function chartOf(titles: Titles, hours: Numbers): ChartRow[] {
  return categories.flatMap((category) => topTen(titles, hours, category, () => true));
}

/** The ten most watched of each of four lists: films and TV, in English and not. */
export function worldChartOf(titles: Titles, hours: Numbers): ChartRow[] {
  const isEnglish = (title: number): boolean => titles.language[title] === 'en';
  return categories.flatMap((category) => [
    ...topTen(titles, hours, `${category} (English)`, isEnglish),
    ...topTen(titles, hours, `${category} (Non-English)`, (title) => !isEnglish(title)),
  ]);
}

/** The most watched titles of the kind that `list` begins with and `accepts`; ties by id. */
function topTen(
  titles: Titles,
  hours: Numbers,
  list: string,
  accepts: (title: number) => boolean,
): ChartRow[] {
  const isTv = list.startsWith('TV');
  const goesBefore = (a: number, b: number): boolean =>
    hours[a] !== hours[b] ? hours[a] > hours[b] : compareUtf8(titles.id[a], titles.id[b]) < 0;
  const top: number[] = [];
  for (let title = 0; title < titles.count; title++) {
    if (hours[title] <= 0 || (titleKinds[titles.kind[title]] === 'tv') !== isTv) continue;
    if (top.length === 10 && !goesBefore(title, top[9])) continue;
    if (!accepts(title)) continue;
    let place = top.length;
    while (place > 0 && goesBefore(title, top[place - 1])) place--;
    top.splice(place, 0, title);
    if (top.length > 10) top.pop();
  }
  return top.map((title, place) => ({ list, rank: place + 1, title, hours: hours[title] }));
}
