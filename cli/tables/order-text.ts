// How does it read why candidates come in their order?
import type { OrderAccount, OrderedCandidate, OrderedSite } from '@fairlead/core';
import { outColors } from '../terminal/stream/color.ts';
import { tableText } from './text-table.ts';

/** A key as its comparator means it: one below 0 is a size of which the larger comes first. */
function comparedText(key: number, nextKey: number): string {
  return key < 0 || nextKey < 0 ? `${-key} > ${-nextKey}` : `${key} < ${nextKey}`;
}

function whyText({ before, rank }: OrderedCandidate): string {
  if (before === null) return 'last';
  const { cluster, comparator, key, nextKey } = before;
  if (comparator === null) return `equal to ${cluster}, shares rank ${rank}`;
  return `before ${cluster} by ${comparator} ${comparedText(key, nextKey)}`;
}

function whySiteText(site: OrderedSite, next: OrderedSite | undefined): string {
  if (next === undefined) return 'last';
  if (next.rank === site.rank) return `as far as ${next.site}: a hash decides`;
  return `before ${next.site} by distance ${site.distanceKm} < ${next.distanceKm}`;
}

/** Of each site of the last resort how far it is. */
export function resortText({ resort, resortMetro }: OrderAccount): string {
  const rows = resort.map((site, k) => {
    const { rank, link, distanceKm } = site;
    return [rank + 1, site.site, link, distanceKm ?? '–', whySiteText(site, resort[k + 1])];
  });
  const lines = [
    outColors.bold('Why in this order: exchange sites with transit, the nearest first'),
    tableText(['turn', 'site', 'link', 'distance', 'why there'], rows).trimEnd(),
    placeText(resortMetro),
  ];
  return `\n${lines.join('\n')}\n`;
}

const placeText = (metro: string | null): string =>
  metro === null
    ? 'No metro is known for this client: it is equally far from all.'
    : `Kilometres are from the metro ${metro}.`;

/** Of each candidate what the ranking compared, and what put it before the next. */
export function orderText({ ranking, metro, candidates }: OrderAccount): string {
  const head = ['rank', 'cluster', 'prefix', ...ranking, 'why there'];
  const rows = candidates.map((candidate) => {
    const { rank, cluster, prefix, keys } = candidate;
    return [rank, cluster, prefix, ...keys.map(Math.abs), whyText(candidate)];
  });
  const lines = [
    outColors.bold(`Why in this order: by ${ranking.join(', ')}; the first that differs decides`),
    tableText(head, rows).trimEnd(),
    placeText(metro),
  ];
  if (candidates.some(({ before }) => before?.comparator === null))
    lines.push(
      'Within a shared rank a hash of file, session and appliance, weighted by capacity, decides.',
    );
  return `\n${lines.join('\n')}\n`;
}
