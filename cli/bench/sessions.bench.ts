// How many simulated sessions a second, and how long does the end of an epoch take?
import { zoneRules } from '@fairlead/scenarios';
import {
  type Crew,
  createRunMemory,
  type PlayProgress,
  play,
  type SetupSource,
  setUp,
  soloCrew,
  threadCrew,
} from '@fairlead/sim';
import type { Bench, Measured, Size } from './bench.ts';
import { benchWorld } from './bench-world.ts';
import { usualEvening } from './evening-requests.ts';

const minuteMs = 60000;

/** What is played: an evening at so many starts of a member and day, as much of it as `share`. */
type Evening = {
  readonly world: 'global' | 'small';
  readonly share: number;
  /** Epochs of a minute that one measurement plays. */
  readonly epochs: number;
  readonly workers: number;
};

/** 10⁹ sessions on the day of the global world. */
const startsPerMemberDay = 3.81;

const global: Evening = { world: 'global', share: 0.1, epochs: 2, workers: 1 };
const small: Evening = { world: 'small', share: 1, epochs: 20, workers: 1 };

/** Measurements that are made of one evening: 2 that do not count and 5 at full size. */
const measurements = { full: 7, small: 1 } as const;

async function setUpEvening(evening: Evening, size: Size): Promise<SetupSource> {
  const world = await benchWorld(size === 'full' ? evening.world : 'small');
  const fromMs = 1795546800000; // 2026-11-24T19:00:00Z
  const toMs = fromMs + minuteMs * (1 + measurements[size] * epochsOf(evening, size));
  const memberShare = size === 'full' ? evening.share : 0.2;
  const demand = { startsPerMemberDay, memberShare };
  const scenario = usualEvening({ name: 'bench', fromMs, toMs, demand });
  const { rules } = zoneRules([...new Set(world.metros.timezone)], fromMs, toMs);
  return setUp(world, scenario, rules);
}

function epochsOf({ epochs }: Evening, size: Size): number {
  return size === 'full' ? epochs : 2;
}

/** The same crew, which notes how long it was not asked for anything. */
function watched(crew: Crew, idle: { ms: number; sinceMs: number }): Crew {
  const busy = <R>(what: () => Promise<R>): Promise<R> => {
    idle.ms += performance.now() - idle.sinceMs;
    return what().finally(() => {
      idle.sinceMs = performance.now();
    });
  };
  return {
    ...crew,
    run: (round, snapshot) => busy(() => crew.run(round, snapshot)),
    presence: (flows) => busy(() => crew.presence(flows)),
    close: (levels) => busy(() => crew.close(levels)),
  };
}

/** What was played between two calls: sessions that started, seconds of it, and serial ones. */
type Stretch = { readonly sessions: number; readonly seconds: number; readonly idle: number };

/**
 * An evening that stands still until it is told to play on. Its first epoch, in which all begin who
 * would be playing, is over; the call with `isLast` ends it.
 */
async function beginEvening(setup: SetupSource, workers: number) {
  const memory = createRunMemory(setup);
  const threads = workers > 1 ? threadCrew(setup, memory, workers) : undefined;
  const idle = { ms: 0, sinceMs: performance.now() };
  const crew = watched(threads ?? soloCrew(setup, memory), idle);
  let reached: (progress: PlayProgress) => void = () => {};
  let goOn: (isOn: boolean) => void = () => {};
  let dueEpoch = 1;
  const until = (epoch: number) =>
    new Promise<PlayProgress>((resolve) => {
      dueEpoch = epoch;
      reached = resolve;
    });
  const first = until(1);
  const over = play(setup, memory, crew, (progress) => {
    if (progress.epoch !== dueEpoch) return true;
    reached(progress);
    return new Promise<boolean>((resolve) => {
      goOn = resolve;
    });
  });
  // Where the play breaks, whoever waits for an epoch of it hears why.
  const arrival = (next: Promise<PlayProgress>) => Promise.race([next, over.then(() => next)]);
  let last = await arrival(first);
  return async (epochs: number, isLast: boolean): Promise<Stretch> => {
    const before = last;
    const next = until(before.epoch + epochs);
    Object.assign(idle, { ms: 0, sinceMs: performance.now() });
    const beginMs = performance.now();
    goOn(true);
    last = await arrival(next);
    const seconds = (performance.now() - beginMs) / 1000;
    idle.ms += performance.now() - idle.sinceMs;
    if (isLast) goOn(false);
    if (isLast) await over;
    if (isLast) await threads?.leave();
    return { sessions: last.started - before.started, seconds, idle: idle.ms / 1000 };
  };
}

type Named = Pick<Bench, 'name' | 'unit' | 'direction'>;

function eveningBench(
  named: Named,
  evening: Evening,
  counted: string,
  measured: (stretch: Stretch, epochs: number) => number,
): Bench {
  const { world, share, epochs } = evening;
  return {
    ...named,
    params: { world: `${world}, seed 1`, members: share, epochs, instances: 4, counted },
    async prepare(size) {
      const playOn = await beginEvening(await setUpEvening(evening, size), evening.workers);
      let calls = 0;
      return async (): Promise<Measured> => {
        const count = epochsOf(evening, size);
        const stretch = await playOn(count, ++calls === measurements[size]);
        return { value: measured(stretch, count), checksum: stretch.sessions };
      };
    },
  };
}

const started = 'sessions started after the first epoch';
const rate = ({ sessions, seconds }: Stretch): number => sessions / seconds;
const up = { unit: '1/s', direction: 'up' } as const;

export const benches: readonly Bench[] = [
  eveningBench({ name: 'sim.sessions', ...up }, global, started, rate),
  eveningBench({ name: 'sim.sessions.small', ...up }, small, started, rate),
  eveningBench({ name: 'sim.sessions.2workers', ...up }, { ...global, workers: 2 }, started, rate),
  eveningBench(
    { name: 'sim.epoch.end', unit: 's', direction: 'down' },
    global,
    'of an epoch all but what instances play',
    ({ idle }, epochs) => idle / epochs,
  ),
];
