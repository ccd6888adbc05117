// How full is everything, as far as instances hear? Loads and cuts go out as they were reported.
import { everyReport, type Loop, reportAge } from './loop.ts';

export const loads: Loop = {
  name: 'loads',
  place: 10,
  periodEpochs: everyReport,
  delayEpochs: reportAge,
  begin:
    ({ bulletin }) =>
    ({ seen }) => {
      bulletin.applianceBps.set(seen.applianceBps);
      bulletin.linkBps.set(seen.linkBps);
      bulletin.isCut.set(seen.isCut);
    },
};
