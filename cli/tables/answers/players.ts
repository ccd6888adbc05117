// Do the figures of quality stand when players load chunk by chunk over a line that varies?
import { counted } from '@fairlead/core';
import { judgePlayer, type Series, seriesNamed } from '@fairlead/sim';

const percent = (share: number, digits: number): string => `${(share * 100).toFixed(digits)} %`;
const mbps = (bps: number): string => `${(bps / 1e6).toFixed(2)} Mbps`;

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
  const rates = `${mbps(chunks.bps)} where the run says ${mbps(fluid.bps)}`;
  const [still, said] = [chunks, fluid].map(({ stalledShare }) => percent(stalledShare, 2));
  const stalls = `${still} of the time still for ${said}`;
  const own = `${percent(closeShare, 0)} of ${counted(sessions, 'session')} within 5 % each`;
  const told = [`${head}: ${rates}, ${stalls}; ${own}.`];
  return stands ? { warnings: [], answers: told } : { warnings: told, answers: [] };
}
