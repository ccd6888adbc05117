// What is asked in an hour of a simulated evening, in order of time?
import type { Requests, Snapshot, World } from '@fairlead/core';
import { noRow, unmap } from '@fairlead/core';
import { zoneRules } from '@fairlead/scenarios';
import {
  cellMs,
  cellOf,
  createKey,
  createSessions,
  defaultHealthPolicy,
  drawSession,
  editionAt,
  forEachArrival,
  type Scenario,
  type Setup,
  setUp,
  writeClient,
} from '@fairlead/sim';

/** The requests of a while. */
type Chunk = { readonly requests: Requests; readonly count: number };

const epochMs = 60000;

/** Reports each minute, a minute old, none lost; all members watch, and nothing breaks. */
export function usualEvening(
  change: Partial<Scenario> & Pick<Scenario, 'name' | 'fromMs' | 'toMs'>,
): Scenario {
  return {
    seed: 1,
    warmupMs: 0,
    reportIntervalMs: epochMs,
    reportDelayMs: epochMs,
    reportLossShare: 0,
    publish: { everyMs: change.reportIntervalMs ?? epochMs, delayMs: 0 },
    instances: 4,
    demand: { startsPerMemberDay: 2.4, memberShare: 1 },
    policy: {
      ranking: ['prefix-length', 'as-path', 'med', 'distance'],
      want: 5,
      applianceShed: { from: 0.85, full: 0.97 },
      linkShed: { from: 0.85, full: 0.97 },
      health: defaultHealthPolicy,
    },
    events: [],
    expect: [],
    ...change,
  };
}

/** Tuesday, 2026-11-24, 19:00 to 20:00 UTC; `memberShare` of the members watch. */
function hourOf(memberShare: number): Scenario {
  const fromMs = 1795546800000;
  const demand = { startsPerMemberDay: 2.6, memberShare };
  const toMs = fromMs + 60 * epochMs;
  return usualEvening({ name: 'evening', fromMs, toMs, instances: 1, demand });
}

/**
 * The sessions that start in the hour as the simulator draws them (the same streams, titles,
 * devices and addresses), in order of time; what they ask of the compiled `world`.
 */
export function eveningRequests(
  world: World,
  memberShare: number,
): Chunk & { readonly snapshot: Snapshot } {
  const scenario = hourOf(memberShare);
  const zones = [...new Set(world.metros.timezone)];
  const { rules } = zoneRules(zones, scenario.fromMs, scenario.toMs);
  const setup = setUp(world, scenario, rules);
  const chunks = Array.from({ length: 60 }, (_, epoch) => drawEpoch(setup, epoch));
  return { snapshot: setup.snapshot, ...joined(chunks) };
}

/** The requests of one minute, in order of time. */
function drawEpoch(setup: Setup, epoch: number): Chunk {
  const { audience, catalogue, scenario } = setup;
  const cell = cellOf(setup.timeline.startMs + epoch * epochMs);
  const edition = editionAt(catalogue, cell * cellMs);
  const key = createKey();
  const rule = { ...scenario.demand, seed: scenario.seed };
  const columns = createSessions(1);
  const client = new Uint32Array(4);
  const rows: { atMs: number; family: number; words: number[]; file: number; hash: number }[] = [];
  for (let metro = 0; metro < audience.count; metro++) {
    const members = audience.members[metro] ?? 0;
    const zone = setup.zones[audience.zone[metro] ?? 0];
    if (members <= 0 || zone === undefined) continue;
    const taste = catalogue.tasteOfMetro[metro] ?? 0;
    const hash = audience.hash[metro] ?? 0;
    forEachArrival(rule, { hash, members, zone }, { cell, key }, () => {
      drawSession({ catalogue, edition, taste, cellMs }, key, columns, 0);
      const picks = { prefix: columns.prefixPick[0] ?? 0, host: columns.hostPick[0] ?? 0 };
      const family = unmap(writeClient(audience, metro, picks, client), client);
      rows.push({
        atMs: columns.startOffsetMs[0] ?? 0,
        family,
        words: [...client],
        file: setup.fileRow[columns.file[0] ?? 0] ?? noRow,
        hash: columns.sessionKey[0] ?? 0,
      });
    });
  }
  rows.sort((a, b) => a.atMs - b.atMs);
  const requests = {
    family: Uint8Array.from(rows, ({ family }) => family),
    words: Uint32Array.from(rows.flatMap(({ words }) => words)),
    file: Uint32Array.from(rows, ({ file }) => file),
    sessionHash: Uint32Array.from(rows, ({ hash }) => hash),
  };
  return { requests, count: rows.length };
}

function joined(chunks: readonly Chunk[]): Chunk {
  const count = chunks.reduce((sum, chunk) => sum + chunk.count, 0);
  const requests = {
    family: new Uint8Array(count),
    words: new Uint32Array(count * 4),
    file: new Uint32Array(count),
    sessionHash: new Uint32Array(count),
  };
  let at = 0;
  for (const chunk of chunks) {
    requests.family.set(chunk.requests.family, at);
    requests.words.set(chunk.requests.words, at * 4);
    requests.file.set(chunk.requests.file, at);
    requests.sessionHash.set(chunk.requests.sessionHash, at);
    at += chunk.count;
  }
  return { requests, count };
}
