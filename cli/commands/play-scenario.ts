// How is a scenario file played to its result?
import { availableParallelism } from 'node:os';
import type { World } from '@fairlead/core';
import {
  checkAgainstWorld,
  type LoadedScenario,
  loadScenario,
  zoneRules,
} from '@fairlead/scenarios';
import {
  type Crew,
  checkSetup,
  createRunMemory,
  play,
  type RunResult,
  resultOf,
  setUp,
  soloCrew,
  threadCrew,
} from '@fairlead/sim';
import { withDigest } from '../io/result.ts';
import { countText } from '../tables/quantity.ts';
import { wrongInput } from '../terminal/exit.ts';
import type { Shell } from '../terminal/shell.ts';
import { version } from '../terminal/version.ts';
import { buildWorld } from './build-world.ts';
import { knownNames } from './known-names.ts';

export type PlayOptions = {
  readonly seed?: number | undefined;
  /** Threads; as many as there are cores unless told. The result does not depend on it. */
  readonly workers?: number | undefined;
};

export type PlayedScenario = {
  readonly loaded: LoadedScenario;
  readonly world: World;
  readonly result: RunResult;
  /** Ctrl-C ended it early; the result holds what was simulated until then. */
  readonly isPartial: boolean;
};

/** The scenario file at `path`, set up to be played. Throws wrong input with all problems. */
async function setUpScenario(path: string, options: PlayOptions, shell: Shell) {
  const loaded = loadScenario(path, knownNames());
  if ('problems' in loaded) throw wrongInput(`${path} is no scenario`, loaded.problems);
  const world = await buildWorld(loaded.worldSource, shell);
  const scenario = { ...loaded.scenario, seed: options.seed ?? loaded.scenario.seed };
  const zones = zoneRules(
    [...new Set(world.metros.timezone)],
    scenario.fromMs - scenario.warmupMs,
    scenario.toMs,
  );
  const problems = [
    ...checkAgainstWorld(loaded, world),
    ...zones.problems,
    ...checkSetup(world, scenario),
  ];
  if (problems.length > 0) throw wrongInput(`${path} does not fit its world`, problems);
  const setup = await shell.computing(() => setUp(world, scenario, zones.rules));
  return { loaded, world, setup };
}

/** Loads, checks and plays the scenario file at `path`. Throws wrong input with all problems. */
export async function playScenario(
  path: string,
  options: PlayOptions,
  shell: Shell,
): Promise<PlayedScenario> {
  const { loaded, world, setup } = await setUpScenario(path, options, shell);
  const memory = createRunMemory(setup);
  const workers = options.workers ?? availableParallelism();
  const threads = workers > 1 ? threadCrew(setup, memory, workers) : undefined;
  const crew: Crew = threads ?? soloCrew(setup, memory);
  const progress = shell.progress(setup.scenario.name);
  const startMs = performance.now();
  let started = 0;
  try {
    const played = await play(setup, memory, crew, async (now) => {
      started = now.started;
      const each = countText(Math.round((started * 1000) / (performance.now() - startMs)));
      const text = `${countText(started)} sessions, ${countText(now.active)} active, ${each}/s`;
      progress.update(now.epoch / now.epochCount, text);
      // A turn of the event loop: the bar is drawn and Ctrl-C is heard.
      await new Promise((resolve) => setImmediate(resolve));
      return !shell.interrupt.aborted;
    });
    const wallSeconds = (performance.now() - startMs) / 1000;
    const timing = {
      wallSeconds,
      sessionsPerSecond: started / wallSeconds,
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
      workers: crew.workers,
    };
    const result = withDigest(resultOf(world, played, { fairlead: version, timing }));
    return { loaded, world, result, isPartial: played.epochs < setup.epochCount };
  } finally {
    progress.stop();
    await threads?.close();
  }
}
