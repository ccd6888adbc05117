// What is published of the changes that have become known? Offered to the gate, then handed out.
import type { Loop } from './loop.ts';

export const publish: Loop = {
  name: 'publish',
  place: 30,
  periodEpochs: ({ scenario, timeline }) => scenario.publish.everyMs / timeline.epochMs,
  delayEpochs: () => 0,
  begin:
    ({ setup, snapshots, bulletin }) =>
    ({ atMs }) => {
      snapshots.publish(atMs);
      for (const [k, { event, afterMs, untilMs }] of setup.forces.entries()) {
        const forcedMs = snapshots.servedMs[event] + afterMs;
        bulletin.forcedMs[k] = forcedMs < untilMs ? forcedMs : Infinity;
      }
    },
};
