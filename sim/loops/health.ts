// Who is believed healthy, and whose lease runs? Judged once for all instances.
import { createFleet, hearHealth, hearLease, judgeBelief } from '@fairlead/core';
import { instancePolicy } from '../setup/rules.ts';
import { everyReport, type Loop, reportAge } from './loop.ts';

export const health: Loop = {
  name: 'health',
  place: 20,
  periodEpochs: everyReport,
  delayEpochs: reportAge,
  begin({ setup, bulletin }) {
    const policy = instancePolicy(setup);
    const fleet = createFleet(setup.snapshot, policy, 0);
    const { observers } = setup.scenario.policy.health;
    const report = { observer: 0, appliance: 0, isFit: true, sequence: 0, atMs: 0 };
    return ({ boundary, atMs, seen }) => {
      Object.assign(report, { sequence: boundary, atMs });
      for (let row = 0; row < seen.isDead.length; row++) {
        report.appliance = row;
        report.isFit = seen.isDead[row] === 0;
        for (report.observer = 0; report.observer < observers; report.observer++)
          hearHealth(fleet, report, policy);
        if (report.isFit) hearLease(fleet, row, atMs);
      }
      judgeBelief(fleet, atMs, policy);
      bulletin.healthy.set(fleet.health.healthy);
      bulletin.healthySinceMs.set(fleet.health.sinceMs);
      bulletin.leased.set(fleet.leases.isLeased);
    };
  },
};
