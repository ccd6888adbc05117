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
    ? 'bitrate and stalls hold'
    : 'bitrate and stalls do NOT hold, take those of this run as bounds';
  const [bps, own] = [chunks, fluid].map((way) => quantityText(way.bps, 'bps'));
  const [still, said] = [chunks, fluid].map(({ stalledShare }) => shareText(stalledShare, 2));
  const close = `${shareText(closeShare, 0)} of the sessions agree within 5 %`;
  const told = [
    `Played again chunk by chunk, on ${counted(sessions, 'session')}: ${head}. ` +
      `${bps} against ${own} of this run, stalled ${still} against ${said} of the time; ${close}.`,
  ];
  return stands ? { warnings: [], answers: told } : { warnings: told, answers: [] };
}
