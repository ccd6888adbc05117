// Who is believed healthy, and whose lease runs? Judged once for all instances.
import { createFleet, hearHealth, hearLease, judgeBelief } from '@fairlead/core';
import { instancePolicy } from '../setup/rules.ts';
import { forEachArrival, freeze, healthTold, type Reporter } from './feeds.ts';
import { everyReport, type Loop, reportAge } from './loop.ts';
import { seemsFit } from './reports.ts';

export const health: Loop = {
  name: 'health',
  place: 20,
  periodEpochs: everyReport,
  delayEpochs: reportAge,
  begin({ setup, bulletin, feeds }) {
    const policy = instancePolicy(setup);
    const fleet = createFleet(setup.snapshot, policy, 0);
    const { observers } = setup.scenario.policy.health;
    const report = { observer: 0, appliance: 0, isFit: true, sequence: 0, atMs: 0 };
    const feed = feeds?.find(({ name }) => name === 'health');
    const { delayEpochs, snapshot } = setup;
    // Numbers of reports are counts, also of those that nobody sent before the run began.
    const firstNumber = delayEpochs + Math.max(...(feed?.latenesses ?? [0]));
    const hear = (of: Reporter, sent: number, isFit: boolean, atMs: number): void => {
      report.isFit = feed === undefined ? isFit : healthTold(feed, of, sent, isFit);
      report.appliance = of.row;
      report.observer = of.observer;
      report.sequence = firstNumber + sent;
      report.atMs = atMs;
      const verdict = hearHealth(fleet, report, policy);
      if (feed !== undefined) feed.counts[verdict === 'stale' ? 'stale' : 'taken']++;
      if (report.isFit) hearLease(fleet, of.row, atMs);
    };
    return ({ due, atMs, reportAt }) => {
      if (feed !== undefined) freeze(feed, due, reportAt);
      for (let row = 0; row < snapshot.applianceCount; row++)
        for (let observer = 0; observer < observers; observer++) {
          const of = { row, hash: snapshot.applianceHash[row], observer };
          forEachArrival(feed, of, due, (sent) =>
            hear(of, sent, seemsFit(reportAt(sent), row), atMs),
          );
        }
      judgeBelief(fleet, atMs, policy);
      bulletin.healthy.set(fleet.health.healthy);
      bulletin.healthySinceMs.set(fleet.health.sinceMs);
      bulletin.leased.set(fleet.leases.isLeased);
    };
  },
};
