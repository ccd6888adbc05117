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
    return ({ boundary, atMs, seen }) => {
      for (let row = 0; row < seen.isDead.length; row++) {
        const isFit = seen.isDead[row] === 0;
        for (let observer = 0; observer < observers; observer++)
          hearHealth(fleet, { observer, appliance: row, isFit, sequence: boundary, atMs }, policy);
        if (isFit) hearLease(fleet, row, atMs);
      }
      judgeBelief(fleet, atMs, policy);
      bulletin.healthy.set(fleet.health.healthy);
      bulletin.healthySinceMs.set(fleet.health.sinceMs);
      bulletin.leased.set(fleet.leases.isLeased);
    };
  },
};
