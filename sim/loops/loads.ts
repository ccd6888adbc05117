// How full is everything, as far as instances hear? Loads and cuts go out as they were reported.
import type { Mail } from '../desk/bulletin.ts';
import type { Setup } from '../setup/setup.ts';
import { forEachArrival, freeze, loadTold, type ReportSource } from './feeds.ts';
import { everyReport, type Loop, type LoopMoment, reportAge } from './loop.ts';
import { emptyReport } from './reports.ts';

export const loads: Loop = {
  name: 'loads',
  place: 10,
  periodEpochs: everyReport,
  delayEpochs: reportAge,
  begin({ setup, bulletin, feeds }) {
    const { mail } = bulletin;
    const feed = feeds?.find(({ name }) => name === 'load');
    const nothing = emptyReport(setup);
    if (feed !== undefined && mail !== undefined)
      sortMail(setup, feed, mail, { due: -setup.delayEpochs, reportAt: () => nothing });
    return ({ seen, ...moment }) => {
      bulletin.applianceBps.set(seen.applianceBps);
      bulletin.linkBps.set(seen.linkBps);
      bulletin.isCut.set(seen.isCut);
      if (feed !== undefined && mail !== undefined) sortMail(setup, feed, mail, moment);
    };
  },
};

/** Writes the reports of loads that arrive at a boundary, one by one. */
function sortMail(
  { snapshot, timeline }: Setup,
  feed: ReportSource,
  mail: Mail,
  { due, reportAt }: Pick<LoopMoment, 'due' | 'reportAt'>,
): void {
  const { applianceCount, linkCount, applianceHash, linkHash } = snapshot;
  let count = 0;
  freeze(feed, due, reportAt);
  for (let row = 0; row < applianceCount + linkCount; row++) {
    const link = row - applianceCount;
    const hash = link < 0 ? applianceHash[row] : linkHash[link];
    const of = { row, hash, observer: 0 };
    forEachArrival(feed, of, due, (sent) => {
      const { applianceBps, linkBps } = reportAt(sent);
      mail.row[count] = row;
      mail.bps[count] = loadTold(feed, of, sent, link < 0 ? applianceBps[row] : linkBps[link]);
      mail.measuredMs[count++] = sent * timeline.epochMs;
    });
  }
  mail.count[0] = count;
}
