// How is a scenario file played to its result?
import { availableParallelism } from 'node:os';
import { counted, grouped, type World } from '@fairlead/core';
import {
  checkAgainstWorld,
  effectiveScenario,
  type LoadedScenario,
  loadScenario,
  worldDigest,
  zoneRules,
} from '@fairlead/scenarios';
import {
  type Crew,
  checkSetup,
  createRunMemory,
  type Imprint,
  longestSessionMs,
  play,
  type RunResult,
  resultOf,
  type Scenario,
  type Series,
  setUp,
  soloCrew,
  threadCrew,
} from '@fairlead/sim';
import { withDigest } from '../io/result.ts';
import { wrongInput } from '../terminal/exit.ts';
import type { Shell } from '../terminal/shell.ts';
import { version } from '../terminal/version.ts';
import { buildWorld, unknownCountry } from './build-world.ts';
import { warnOfIdleRanking } from './idle-ranking.ts';
import { knownNames } from './known-names.ts';

export type PlayOptions = {
  readonly seed?: number | undefined;
  /** Threads; as many as there are cores unless told. The result does not depend on it. */
  readonly workers?: number | undefined;
  /** Takes the series as they come: the result then has none, and no digest. */
  readonly takeSeries?: ((series: readonly Series[]) => void) | undefined;
};

export type PlayedScenario = {
  readonly loaded: LoadedScenario;
  readonly world: World;
  /** Partial where Ctrl-C ended it early: it holds what was simulated until then. */
  readonly result: RunResult;
};

/** The scenario file at `path`. Throws wrong input with all its problems. */
export function checkScenario(path: string): LoadedScenario {
  const loaded = loadScenario(path, knownNames());
  if ('problems' in loaded) throw wrongInput(`${path} is not a valid scenario`, loaded.problems);
  return loaded;
}

/** The world of a scenario. Throws wrong input, a country that there is none of at its place. */
async function worldOf(path: string, loaded: LoadedScenario, shell: Shell): Promise<World> {
  const { worldSource, problemOf, scenario } = loaded;
  const codes = worldSource.kind === 'generate' ? worldSource.countries : undefined;
  const unknown = await unknownCountry(codes);
  if (unknown !== undefined) {
    const place = ['world', 'generate', 'countries', unknown.row];
    const problem = problemOf(place, 'unknown-country', unknown.text);
    throw wrongInput(`${path} is not a valid scenario`, [problem]);
  }
  const world = await buildWorld(worldSource, shell);
  warnOfIdleRanking(scenario.policy.ranking, world, shell);
  return world;
}

/** The scenario file at `path`, set up to be played. Throws wrong input with all problems. */
async function setUpScenario(path: string, options: PlayOptions, shell: Shell) {
  const loaded = checkScenario(path);
  const world = await worldOf(path, loaded, shell);
  const scenario = { ...loaded.scenario, seed: options.seed ?? loaded.scenario.seed };
  const zones = zoneRules(
    [...new Set(world.metros.timezone)],
    scenario.fromMs - scenario.warmupMs - longestSessionMs,
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

function timingOf(wallMs: number, started: number, workers: number): Imprint['timing'] {
  const wallSeconds = wallMs / 1000;
  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  return { wallSeconds, sessionsPerSecond: started / wallSeconds, peakRssBytes, workers };
}

/** What it takes to get the result again. */
function provenanceOf(
  { title, worldSource }: LoadedScenario,
  scenario: Scenario,
  world: World,
): Imprint['provenance'] {
  const effective = effectiveScenario(title, scenario, worldSource);
  return { world: worldDigest(world), scenario: effective, core: version };
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
      const each = grouped(Math.round((started * 1000) / (performance.now() - startMs)));
      const text = `${counted(started, 'session')}, ${grouped(now.active)} active, ${each}/s`;
      progress.update(now.epoch / now.epochCount, text);
      options.takeSeries?.(now.takeSeries());
      // A turn of the event loop: the bar is drawn and Ctrl-C is heard.
      await new Promise((resolve) => setImmediate(resolve));
      return !shell.interrupt.aborted;
    });
    const timing = timingOf(performance.now() - startMs, started, crew.workers);
    const provenance = provenanceOf(loaded, setup.scenario, world);
    const imprint = { fairlead: version, provenance, timing };
    const result = resultOf(world, played, imprint);
    if (options.takeSeries === undefined) return { loaded, world, result: withDigest(result) };
    options.takeSeries(result.series);
    return { loaded, world, result: { ...result, series: [] } };
  } finally {
    progress.stop();
    await threads?.leave();
  }
}
