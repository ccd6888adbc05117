// What would have happened? A setup is played, round by round, by a crew of desks.
import type { Snapshot } from '@fairlead/core';
import type { Unreturned } from '../checks/check.ts';
import { placeWave, waveCount } from '../desk/begin/stationary.ts';
import { type Bulletin, createBulletin } from '../desk/bulletin.ts';
import { limitOf, type Panelist, playSample, ranksOf } from '../desk/chunks/panel.ts';
import { createDesk, createOutput, type Desk, type Output } from '../desk/desk.ts';
import { hearAnswers } from '../desk/player/answered.ts';
import type { TriedTargets } from '../desk/player/door.ts';
import { triesOf } from '../desk/player/knock.ts';
import { letGo } from '../desk/player/play.ts';
import { closeRound, runRound } from '../desk/round.ts';
import { type Levels, type Presence, presenceOf, type ShortFlows } from '../desk/short.ts';
import { takePiece } from '../loops/bins.ts';
import {
  type Conductor,
  createConductor,
  endRound,
  shareRound,
  takeRound,
  takeWave,
} from '../loops/conductor.ts';
import { feedsOf } from '../loops/feeds.ts';
import { beginLoops } from '../loops/loops.ts';
import { countsOf } from '../loops/merge.ts';
import { answerTries } from '../loops/queues.ts';
import { flowPlaces } from '../setup/flows.ts';
import { type Round, roundFrom } from '../setup/rounds.ts';
import type { Setup, SetupSource } from '../setup/setup.ts';
import type { Series } from './result.ts';
import { takeOverTime } from './tables/over-time.ts';

/** Who runs the instances: this thread, or several. Instances only meet between rounds. */
export type Crew = {
  /** Lets a wave of those come who play when the run begins; all answer from `snapshot`. */
  readonly place: (wave: number, snapshot: Snapshot) => Promise<void>;
  /** Plays a round on every instance; all answer from `snapshot`. */
  readonly run: (round: Round, snapshot: Snapshot) => Promise<void>;
  /** What players tried in the round, of each instance, and how long each try waits. */
  readonly tries: () => Promise<readonly TriedTargets[]>;
  readonly answer: (waits: readonly Float64Array[]) => Promise<void>;
  /** Who was on flows that may be short in the round, of each instance. */
  readonly presence: (flows: ShortFlows) => Promise<readonly Presence[]>;
  /** Ends the round on every instance. */
  readonly close: (levels: Levels | undefined) => Promise<void>;
  /** Ends the run on every instance, after the last round: whoever still plays is let go. */
  readonly finish: () => Promise<void>;
  /** Ranks of who may be in the sample, of each instance; and those up to a rank, played twice. */
  readonly ranks: () => Promise<readonly Float64Array[]>;
  readonly sample: (limit: number) => Promise<readonly (readonly Panelist[])[]>;
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
  const each = async (what: (desk: Desk) => void): Promise<void> => desks.forEach(what);
  return {
    workers: 1,
    desks,
    place: (wave, snapshot) => each((desk) => placeWave(desk, wave, snapshot)),
    run: (round, snapshot) => each((desk) => runRound(desk, round, snapshot)),
    tries: async () => desks.map(triesOf),
    answer: (waits) => each((desk) => hearAnswers(desk, waits[desk.index])),
    presence: async (flows) => desks.map((desk) => presenceOf(desk, flows)),
    close: (levels) => each((desk) => closeRound(desk, levels)),
    finish: () => each(letGo),
    ranks: async () => desks.map(ranksOf),
    sample: async (limit) => desks.map((desk) => playSample(desk, limit)),
  };
}

/** What a run looks like from outside, after each epoch. */
export type PlayProgress = {
  readonly epoch: number;
  readonly epochCount: number;
  /** Sessions started so far, warm-up included. */
  readonly started: number;
  readonly active: number;
  /** The rows of series over time since they were taken last, which the run then forgets. */
  readonly takeSeries: () => readonly Series[];
};

export type Played = {
  readonly conductor: Conductor;
  /** Instant up to which it was played, ms from the start: less than the window's end when it was
   * stopped before. */
  readonly toMs: number;
  readonly left: Unreturned;
  /** Sessions that were played chunk by chunk, too, in order of start. */
  readonly sample: readonly Panelist[];
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
  const { bulletin, outputs } = memory;
  const { timeline } = setup;
  const snapshots = setup.openSnapshots();
  const feeds = feedsOf(setup);
  const running = beginLoops({ setup, bulletin, snapshots, feeds });
  const conductor = createConductor(setup, { bulletin, outputs, running, snapshots });
  const lastMs = timeline.epochCount * timeline.epochMs;
  for (let wave = 0; wave < waveCount; wave++) {
    await crew.place(wave, snapshots.handOut(0));
    takeWave(conductor);
  }
  let toMs = 0;
  let started = 0;
  for (let isOn = true; isOn && toMs < lastMs; ) {
    const round = roundFrom(timeline, toMs);
    await playRound(conductor, crew, round, snapshots.handOut(round.fromMs));
    toMs = round.toMs;
    const counts = countsOf(outputs);
    started += counts.started;
    if (!round.isEpochEnd) continue;
    const { epochCount } = timeline;
    const takeSeries = (): readonly Series[] => takeOverTime(conductor);
    const { active } = counts;
    isOn = await onEpoch({ epoch: round.epoch + 1, epochCount, started, active, takeSeries });
  }
  await crew.finish();
  takePiece(conductor, toMs);
  return { conductor, toMs, left: leftOf(outputs), sample: await sampleOf(crew) };
}

/** The sample of the run: of all instances those of the least ranks. */
async function sampleOf(crew: Crew): Promise<Panelist[]> {
  const ranks = await crew.ranks();
  const played = await crew.sample(limitOf(ranks.flatMap((mine) => [...mine])));
  return played
    .flat()
    .sort((a, b) => a.startMs - b.startMs || a.metro - b.metro || a.member - b.member);
}

async function playRound(
  conductor: Conductor,
  crew: Crew,
  round: Round,
  snapshot: Snapshot,
): Promise<void> {
  await crew.run(round, snapshot);
  const { queues } = conductor;
  if (queues) await crew.answer(answerTries(queues, await crew.tries()));
  const flows = takeRound(conductor, round);
  const levels = flows && shareRound(conductor, round, flows, await crew.presence(flows));
  await crew.close(levels);
  endRound(conductor, round);
}

function leftOf(outputs: readonly Output[]): Unreturned {
  let rows = 0;
  let notZero = 0;
  const look = (bps: Float64Array, places: number): void => {
    for (let row = 0; row < bps.length; row += places) {
      rows++;
      if (bps[row] !== 0) notZero++;
    }
  };
  for (const { askedBps, nominalBps, ledger } of outputs) {
    look(askedBps, flowPlaces);
    look(nominalBps, flowPlaces);
    look(ledger.nowBps, 1);
  }
  return { rows, notZero };
}
