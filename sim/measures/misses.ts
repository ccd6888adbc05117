// How much did the nearest candidates not serve, and why?
import { type Kpi, nothingAsked } from './kpi.ts';
import { at } from './tally.ts';
import { allBits, ratio } from './totals.ts';

/**
 * `miss.content.share`: bits that no rank-0 candidate served because the file was not there (C);
 * `miss.health.share`: because of any overlay (drain, health, load). `cache.efficiency`: bits that
 * a rank-0 embedded site served of those of clients whose first candidate is embedded.
 * Source: Netflix TechBlog, "Classifying Cache Misses", 2025 (content and health misses).
 */
export const misses: readonly Kpi[] = [
  {
    name: 'miss.content.share',
    place: 200,
    unit: 'ratio',
    direction: 'down',
    tolerance: { absolute: 0.005 },
    value: (totals) => ratio(totals.missedBits[0], allBits(totals)),
    noData: nothingAsked,
  },
  {
    name: 'miss.health.share',
    place: 210,
    unit: 'ratio',
    direction: 'down',
    tolerance: { absolute: 0.005 },
    value: ({ missedBits, ...totals }) =>
      ratio(
        missedBits.slice(1).reduce((all, bits) => all + bits, 0n),
        allBits({ missedBits, ...totals }),
      ),
    noData: nothingAsked,
  },
  {
    name: 'cache.efficiency',
    place: 220,
    unit: 'ratio',
    direction: 'up',
    tolerance: { absolute: 0.005 },
    value: ({ counts }) => ratio(counts[at.segmentServedBits], counts[at.segmentBits]),
    noData: 'nobody whose first candidate is embedded asked for anything',
  },
];
