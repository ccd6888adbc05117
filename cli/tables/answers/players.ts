// Do the figures of quality stand when players load chunk by chunk over a line that varies?
import { counted } from '@fairlead/core';
import { judgePlayer, type Series, seriesNamed } from '@fairlead/sim';
import { quantityText, shareText } from '../quantity.ts';

/**
 * What the sample that was played twice says of a run: a warning where it does not stand; nothing
 * where nobody is in it.
 */
export function playerAnswers(series: readonly Series[]): {
  readonly warnings: readonly string[];
  readonly answers: readonly string[];
} {
  const verdict = judgePlayer(seriesNamed(series, 'player'));
  if (verdict === undefined) return { warnings: [], answers: [] };
  const { sessions, fluid, chunks, closeShare, stands } = verdict;
  const head = stands
    ? 'Played chunk by chunk, bitrates and stalls stand'
    : 'Played chunk by chunk, bitrates and stalls do NOT stand: take those of this run as bounds';
  const rates = `${quantityText(chunks.bps, 'bps')} where the run says ${quantityText(fluid.bps, 'bps')}`;
  const [still, said] = [chunks, fluid].map(({ stalledShare }) => shareText(stalledShare, 2));
  const stalls = `${still} of the time still for ${said}`;
  const own = `${shareText(closeShare, 0)} of ${counted(sessions, 'session')} within 5 % each`;
  const told = [`${head}: ${rates}, ${stalls}; ${own}.`];
  return stands ? { warnings: [], answers: told } : { warnings: told, answers: [] };
}
