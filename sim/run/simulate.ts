// What would have happened? A setup is played, epoch by epoch, by a crew of desks.
import type { Snapshot } from '@fairlead/core';
import { type Bulletin, createBulletin } from '../desk/bulletin.ts';
import { createDesk, createOutput, type Desk, type Output } from '../desk/desk.ts';
import { finish, runEpoch } from '../desk/epoch.ts';
import { type Conductor, createConductor, endEpoch } from '../loops/conductor.ts';
import { beginLoops } from '../loops/loops.ts';
import { networkWidth } from '../measures/tally.ts';
import { addTally, createTotals, type Totals } from '../measures/totals.ts';
import type { Setup, SetupSource } from '../setup/setup.ts';

/** Who runs the instances: this thread, or several. Instances only meet between epochs. */
export type Crew = {
  /** Runs `epoch` on every instance; all answer from `snapshot`. */
  readonly run: (epoch: number, snapshot: Snapshot) => Promise<void>;
  /** Ends all sessions on every instance, after `epochs` epochs. */
  readonly finish: (epochs: number) => Promise<void>;
  readonly workers: number;
};

/** Memory that crew and conductor share. */
export type RunMemory = { readonly bulletin: Bulletin; readonly outputs: readonly Output[] };

export function createRunMemory(setup: Setup): RunMemory {
  return {
    bulletin: createBulletin(setup),
    outputs: Array.from({ length: setup.scenario.instances }, () => createOutput(setup)),
  };
}

/** A crew of one: every desk on this thread, within reach of whoever wants to look on. */
export type SoloCrew = Crew & { readonly desks: readonly Desk[] };

export function soloCrew(setup: Setup, { bulletin, outputs }: RunMemory): SoloCrew {
  const desks = outputs.map((output, index) => createDesk(index, setup, bulletin, output));
  return {
    workers: 1,
    desks,
    run: async (epoch, snapshot) => {
      for (const desk of desks) runEpoch(desk, epoch, snapshot);
    },
    finish: async (epochs) => {
      for (const desk of desks) finish(desk, epochs);
    },
  };
}

/** What a run looks like from outside, after each epoch. */
export type PlayProgress = {
  readonly epoch: number;
  readonly epochCount: number;
  /** Sessions started so far, warm-up included. */
  readonly started: number;
  readonly active: number;
};

export type Played = {
  readonly conductor: Conductor;
  readonly totals: Totals;
  /** Epochs that were run: fewer than the setup has when the run was stopped. */
  readonly epochs: number;
  readonly leftKbps: Float64Array;
};

/**
 * Plays the setup. After each epoch `onEpoch` is awaited; when it answers false the run stops
 * there, and what was measured so far is the result. The outcome depends on the setup alone, not
 * on the crew.
 */
export async function play(
  setup: SetupSource,
  memory: RunMemory,
  crew: Crew,
  onEpoch: (progress: PlayProgress) => boolean | Promise<boolean> = () => true,
): Promise<Played> {
  const totals = createTotals(
    {
      appliances: setup.snapshot.applianceCount,
      links: setup.snapshot.linkCount,
      sites: setup.snapshot.siteCount,
      networkNumbers: setup.networkCount * networkWidth,
      weight: setup.weight,
    },
    setup.hasEmbedded,
  );
  const { bulletin, outputs } = memory;
  const snapshots = setup.openSnapshots();
  const running = beginLoops({ setup, bulletin, snapshots });
  const conductor = createConductor(setup, { bulletin, outputs, totals, running });
  let epochs = 0;
  let started = 0;
  for (let isOn = true; isOn && epochs < setup.epochCount; ) {
    await crew.run(epochs, snapshots.handOut());
    let active = 0;
    for (const { tally } of outputs) {
      started += tally.epoch[0];
      active += tally.epoch[3];
    }
    endEpoch(conductor, epochs);
    epochs++;
    isOn = await onEpoch({ epoch: epochs, epochCount: setup.epochCount, started, active });
  }
  await crew.finish(epochs);
  for (const { tally } of outputs) addTally(totals, tally);
  const leftKbps = new Float64Array(conductor.rateKbps.length);
  for (const { rateKbps } of outputs)
    for (let flow = 0; flow < leftKbps.length; flow++) leftKbps[flow] += rateKbps[flow];
  return { conductor, totals, epochs, leftKbps };
}
