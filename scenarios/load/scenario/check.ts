// Do the parts of a scenario fit one another, and the world that it names?
import { counted, grouped, type Problem } from '@fairlead/core';
import { checkTargets, type Scenario, type TargetWorld } from '@fairlead/sim';
import { find, type Stated } from './layers.ts';
import { problemAt } from './mistakes.ts';
import { checkEventKeys } from './parts/check-event.ts';
import { checkOnce, checkPolicy } from './parts/check-policy.ts';
import { durationText, instantText, type Reading, readDuration, readInstant } from './words.ts';

type Path = readonly PropertyKey[];

/**
 * The value at `path` as `read` understands it; nothing where it is absent, NaN where it is wrong
 * (which is told elsewhere, and NaN then passes every comparison here).
 */
function readAt(root: Stated, path: Path, read: (text: string) => Reading<number>) {
  const { stated } = find(root, path);
  if (stated === undefined) return undefined;
  const reading = typeof stated.value === 'string' ? read(stated.value) : undefined;
  return reading?.ok ? reading.value : Number.NaN;
}

function textOf(root: Stated, path: Path): string {
  return String(find(root, path).stated?.value);
}

/**
 * Report intervals before anything is measured, unless told: a run begins with everybody who would
 * be playing, so all that has to settle is what steering believes.
 */
export const defaultWarmupEpochs = 5;

/** Shorter steps than a second are finer than what a session asks for. */
const intervalMsMin = 1000;
/** What settles does so within hours; a month is for whoever wants to be certain. */
const warmupMsMax = 31 * 86_400_000;
/** Series have a row for each interval: a year of minutes is half as many. */
const epochsMax = 1_000_000;
/** Steering keeps so many marks of its loads, one for each interval that a report is old. */
const delayEpochsMax = 1024;

type Frame = { readonly fromMs: number; readonly toMs: number; readonly warmupMs: number };

/** When the run begins and ends, as far as it can be read. */
function frameOf(root: Stated, defaults: Scenario): Frame {
  const fromMs = readAt(root, ['from'], readInstant) ?? defaults.fromMs;
  const spanMs = defaults.toMs - defaults.fromMs;
  const intervalMs =
    readAt(root, ['report', 'interval'], readDuration) ?? defaults.reportIntervalMs;
  return {
    fromMs,
    toMs: readAt(root, ['to'], readInstant) ?? fromMs + spanMs,
    warmupMs: readAt(root, ['warmup'], readDuration) ?? defaultWarmupEpochs * intervalMs,
  };
}

type Add = (path: Path, text: string) => void;

/** No more report intervals than a run, and what steering remembers of it, have room for. */
function checkCounts(spans: Frame & { intervalMs: number; delayMs: number }, add: Add): void {
  const { fromMs, toMs, warmupMs, intervalMs, delayMs } = spans;
  const atMost = (count: number) => `expected at most ${counted(count, 'report interval')}`;
  const count = (warmupMs + toMs - fromMs) / intervalMs;
  if (warmupMs > warmupMsMax)
    add(
      ['warmup'],
      `expected at most ${durationText(warmupMsMax)}, found ${durationText(warmupMs)}`,
    );
  else if (count > epochsMax)
    add(['to'], `${atMost(epochsMax)} with the warm-up, found ${grouped(Math.ceil(count))}`);
  const delayMsMax = delayEpochsMax * intervalMs;
  if (delayMs <= delayMsMax) return;
  const most = `${atMost(delayEpochsMax)} (${durationText(delayMsMax)})`;
  add(['report', 'delay'], `${most}, found ${durationText(delayMs)}`);
}

function checkSpans(root: Stated, frame: Frame, defaults: Scenario): Problem[] {
  const problems: Problem[] = [];
  const add: Add = (path, text) => problems.push(problemAt(root, path, 'bad-value', text));
  const intervalPath = ['report', 'interval'];
  const intervalMs = readAt(root, intervalPath, readDuration) ?? defaults.reportIntervalMs;
  if (intervalMs < intervalMsMin) {
    const least = durationText(intervalMsMin);
    add(
      intervalPath,
      `expected a duration of at least ${least}, found ${textOf(root, intervalPath)}`,
    );
  }
  const spanMs = frame.toMs - frame.fromMs;
  if (spanMs <= 0) {
    const from = `"from" (${instantText(frame.fromMs)})`;
    add(['to'], `expected an instant after ${from}, found ${instantText(frame.toMs)}`);
  }
  if (intervalMs < intervalMsMin || spanMs <= 0) return problems;
  const delayMs = readAt(root, ['report', 'delay'], readDuration) ?? intervalMs;
  checkCounts({ ...frame, intervalMs, delayMs }, add);
  const each = durationText(intervalMs);
  const whole = (path: Path, ms: number, what: string) => {
    if (ms % intervalMs > 0)
      add(path, `expected ${what} of whole report intervals (${each}), found ${durationText(ms)}`);
  };
  whole(['to'], spanMs, 'a time from "from"');
  whole(['warmup'], frame.warmupMs, 'a warm-up');
  // 0: steering sees the load as it is when the epoch begins.
  whole(['report', 'delay'], delayMs, 'a delay');
  const everyMs = readAt(root, ['publish', 'every'], readDuration) ?? intervalMs;
  if (everyMs < 1) add(['publish', 'every'], 'expected a duration above 0, found 0s');
  whole(['publish', 'every'], everyMs, 'a time between publications');
  whole(['publish', 'delay'], readAt(root, ['publish', 'delay'], readDuration) ?? 0, 'a delay');
  return problems;
}

/** No country is asked for twice. */
function checkCountries(root: Stated): Problem[] {
  const problems: Problem[] = [];
  checkOnce(root, ['world', 'generate', 'countries'], (path, text) =>
    problems.push(problemAt(root, path, 'bad-value', text)),
  );
  return problems;
}

function checkEvent(root: Stated, row: number, frame: Frame): Problem[] {
  const path = ['events', row];
  const event = find(root, path).stated;
  if (!event?.keys) return [];
  const problems: Problem[] = [];
  const add = (at: Path, code: string, text: string) =>
    problems.push(problemAt(root, at, code, text));
  problems.push(...checkEventKeys(root, path));
  const atMs = readAt(root, [...path, 'at'], readInstant);
  const untilMs = readAt(root, [...path, 'until'], readInstant);
  const beginMs = frame.fromMs - frame.warmupMs;
  if (atMs !== undefined && frame.toMs > frame.fromMs && (atMs < beginMs || atMs >= frame.toMs)) {
    const range = `${instantText(beginMs)} (with the warm-up) and ${instantText(frame.toMs)}`;
    add(
      [...path, 'at'],
      'bad-value',
      `expected an instant between ${range}, found ${instantText(atMs)}`,
    );
  }
  if (event.keys.has('until') && event.keys.has('for'))
    add([...path, 'for'], 'bad-value', 'expected either "until" or "for", found both');
  if (atMs !== undefined && untilMs !== undefined && untilMs <= atMs)
    add([...path, 'until'], 'bad-value', `expected an instant after "at" (${instantText(atMs)})`);
  return problems;
}

/**
 * What is wrong between the values of a merged scenario that are right by themselves: order of
 * instants, whole intervals, one verb an event, `full` not below `from`. `defaults` stands in for
 * what is absent.
 */
export function checkParts(root: Stated, defaults: Scenario): readonly Problem[] {
  const frame = frameOf(root, defaults);
  const events = find(root, ['events']).stated?.items ?? [];
  return [
    ...checkSpans(root, frame, defaults),
    ...checkPolicy(root, defaults.policy),
    ...checkCountries(root),
    ...events.flatMap((_, row) => checkEvent(root, row, frame)),
  ];
}

/** What the check of a scenario against its world needs: `LoadedScenario` has both. */
type Placed = {
  readonly scenario: Pick<Scenario, 'events'>;
  readonly problemOfEvent: (row: number, code: string, text: string) => Problem;
};

/** A problem for each target of an event that is not in `world`, with the nearest id that is. */
export function checkAgainstWorld(
  { scenario, problemOfEvent }: Placed,
  world: TargetWorld,
): readonly Problem[] {
  return checkTargets(world, scenario.events).map(({ event, text }) =>
    problemOfEvent(event, 'unknown-id', text),
  );
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}

/** One text per question: canonical JSON of `scenario`, keys sorted, its name left out. */
export function scenarioDigestText(scenario: Scenario): string {
  const { name: _, ...question } = scenario;
  return JSON.stringify(canonical(question));
}
