// Which routes are heard? Those over a cut link are withdrawn, and announced when it is back.
import { type Change, readIds } from '@fairlead/core';
import { everyReport, type Loop, reportAge } from './loop.ts';

export const routes: Loop = {
  name: 'routes',
  place: 30,
  periodEpochs: everyReport,
  delayEpochs: reportAge,
  begin({ setup, snapshots }) {
    const linkIds = readIds(setup.snapshot, 'link');
    const isGone = new Uint8Array(linkIds.length);
    return ({ seen }) => {
      const changes: Change[] = [];
      for (let link = 0; link < isGone.length; link++) {
        const goes = seen.isWithdrawn[link] > 0 ? 1 : 0;
        if (goes === isGone[link]) continue;
        isGone[link] = goes;
        if (goes === 1) changes.push({ kind: 'link', link: linkIds[link], withdrawsRoutes: true });
        else for (const change of snapshots.routesOver(link)) changes.push(change);
      }
      if (changes.length > 0) snapshots.apply(changes);
    };
  },
};
