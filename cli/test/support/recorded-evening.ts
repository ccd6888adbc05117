// What did one steering instance hear, was it asked and did it answer in an evening? As text.
import type { Decision, Snapshot } from '@fairlead/core';
import { zoneRules } from '@fairlead/scenarios';
import {
  createRunMemory,
  type Desk,
  play,
  type RunMemory,
  type Scenario,
  type Setup,
  setUp,
  soloCrew,
} from '@fairlead/sim';
import { type TinyWorld, tinyWorld } from './tiny-world.ts';

export type RecordedEvening = {
  /** The first snapshot, and every next one as it was served. */
  readonly snapshots: readonly Snapshot[];
  readonly desk: Desk;
  /** What happened, a line each. */
  readonly events: readonly string[];
  /** What was answered, a line each request. */
  readonly answers: readonly string[];
};

/** All that a decision says. */
export function answerText(out: Decision): string {
  const rows = (column: ArrayLike<number>, count: number) => Array.from(column).slice(0, count);
  return JSON.stringify([
    out.vantage,
    out.reason,
    rows(out.targetAppliance, out.targetCount),
    rows(out.targetLink, out.targetCount),
    rows(out.targetRank, out.targetCount),
    rows(out.passedCluster, out.passedCount),
    rows(out.passedRank, out.passedCount),
    rows(out.passedLabel, out.passedCount),
  ]);
}

/** What is known at report boundaries: which appliances are dead, by boundary. */
type Boundary = {
  readonly dead: Map<number, Uint8Array>;
  done: number;
  snapshot: Snapshot;
  readonly snapshots: Snapshot[];
  cut: Uint8Array;
};

/** The snapshot in memory of its own: its buffer will be used for another. */
function copyOf(snapshot: Snapshot): Snapshot {
  const columns = Object.entries(snapshot).map(([name, value]) => [
    name,
    ArrayBuffer.isView(value) ? (value as Uint8Array).slice() : value,
  ]);
  return Object.fromEntries(columns);
}

/** What the instance hears at the begin of the epoch in which it is first asked or told. */
function recordBoundary(
  lines: string[],
  setup: Setup,
  { bulletin }: RunMemory,
  desk: Desk,
  seen: Boundary,
): void {
  const boundary = desk.round.epoch;
  if (boundary === seen.done || desk.instance.nowMs < 0) return;
  if (boundary !== seen.done + 1) throw new Error(`epoch ${seen.done + 1} passed unseen`);
  seen.done = boundary;
  const atMs = boundary * setup.timeline.epochMs;
  const say = (event: object) => lines.push(JSON.stringify(event));
  const { snapshot } = desk.instance;
  if (snapshot !== seen.snapshot) {
    seen.snapshot = snapshot;
    say({ kind: 'snapshot', atMs, row: seen.snapshots.push(copyOf(snapshot)) - 1 });
  }
  if (boundary > 0) {
    const dead = seen.dead.get(boundary - setup.delayEpochs);
    for (let appliance = 0; appliance < setup.snapshot.applianceCount; appliance++) {
      const isFit = (dead?.[appliance] ?? 0) === 0;
      for (let observer = 0; observer < setup.scenario.policy.health.observers; observer++) {
        const found = { observer, appliance, isFit, sequence: boundary };
        say({ kind: 'report', of: 'health', atMs, ...found });
      }
      if (isFit) say({ kind: 'report', of: 'lease', atMs, appliance });
    }
  }
  bulletin.isCut.forEach((cut, link) => {
    if (cut !== (seen.cut[link] ?? 0))
      say({ kind: 'report', of: 'link', atMs, link, isCut: cut > 0 });
  });
  seen.cut = Uint8Array.from(bulletin.isCut);
  const measuredMs = atMs - setup.delayEpochs * setup.timeline.epochMs;
  const loads = (table: string, bps: Float64Array, isHeard: Uint8Array) =>
    bps.forEach((load, row) => {
      if (isHeard[row] === 1)
        say({ kind: 'report', of: 'load', atMs, table, row, load, measuredMs });
    });
  loads('appliance', bulletin.applianceBps, desk.heardAppliance);
  loads('link', bulletin.linkBps, desk.heardLink);
  say({ kind: 'tick', atMs });
}

/** Has the desk write down what it is asked, answers and is told, after `first` had its say. */
function listenIn(
  desk: Desk,
  { events, answers }: { readonly events: string[]; readonly answers: string[] },
  first: () => void,
): void {
  const { ask, tell } = desk;
  desk.ask = (instance, request, prepared) => {
    first();
    events.push(JSON.stringify({ kind: 'ask', request }));
    const decision = ask(instance, request, prepared);
    answers.push(answerText(decision));
    return decision;
  };
  desk.tell = (instance, leg) => {
    first();
    events.push(JSON.stringify({ kind: 'session', ...leg }));
    tell(instance, leg);
  };
}

/** What the instance heard before those of a wave asked it, who play when the run begins. */
function waveLines({ bulletin }: RunMemory, { instance }: Desk): string[] {
  const atMs = instance.nowMs;
  const loads = (table: string, bps: Float64Array) =>
    Array.from(bps, (load, row) => {
      return { kind: 'report', of: 'load', atMs, table, row, load, measuredMs: atMs };
    });
  const heard = [
    ...loads('appliance', bulletin.applianceBps),
    ...loads('link', bulletin.linkBps),
    { kind: 'tick', atMs },
  ];
  return heard.map((event) => JSON.stringify(event));
}

/** Plays `scenario` in a tiny world; records what the desk with members hears and answers. */
export async function recordEvening(of: TinyWorld, scenario: Scenario): Promise<RecordedEvening> {
  const { rules } = zoneRules(
    ['Europe/Amsterdam'],
    scenario.fromMs - scenario.warmupMs,
    scenario.toMs,
  );
  const setup = setUp(tinyWorld(of), scenario, rules);
  const memory = createRunMemory(setup);
  const { place, ...crew } = soloCrew(setup, memory);
  const desk = crew.desks.find(({ metros }) => metros.length > 0);
  if (desk === undefined) throw new Error('nobody has members');
  const events = [JSON.stringify({ kind: 'tick', atMs: desk.instance.nowMs })];
  const answers: string[] = [];
  const seen: Boundary = {
    dead: new Map(),
    done: -1,
    snapshot: setup.snapshot,
    snapshots: [setup.snapshot],
    cut: new Uint8Array(0),
  };
  const lines = { events, answers };
  listenIn(desk, lines, () => recordBoundary(events, setup, memory, desk, seen));
  const recordPlace = async (wave: number, snapshot: Snapshot) => {
    const before = events.length;
    await place(wave, snapshot);
    events.splice(before, 0, ...waveLines(memory, desk));
  };
  await play(setup, memory, { ...crew, place: recordPlace }, ({ epoch }) => {
    seen.dead.set(epoch, Uint8Array.from(desk.deadAppliance));
    return true;
  });
  return { snapshots: seen.snapshots, desk, events, answers };
}
