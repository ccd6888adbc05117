// What stands before the first session starts? The world and the scenario as columns.
import {
  checkCompile,
  compileSnapshot,
  grouped,
  hashId,
  orderById,
  type Problem,
  policyFault,
  readIds,
  type Snapshot,
  type World,
} from '@fairlead/core';
import type { MemberScale } from '../demand/arrivals.ts';
import { type Catalogue, compileCatalogue, dayOf, editionsIn } from '../demand/catalogue.ts';
import { longestSessionMs } from '../demand/length.ts';
import type { BroadcastTitle } from '../demand/live/live.ts';
import { patienceMs } from '../demand/session.ts';
import { isOpenOn, titlesWithFile } from '../demand/wants.ts';
import {
  type CapacityChange,
  type DemandEvent,
  type EventChange,
  type FeedEvent,
  type Force,
  scheduleEvents,
} from '../events/schedule.ts';
import {
  memberScales,
  titleChanges,
  type Watched,
  watchedOf,
  withoutUnheld,
} from '../events/wants.ts';
import { type Audience, audienceOf, checkAudience, type Zones } from './audience.ts';
import { checkDoors, doorsOf } from './crowds/doors.ts';
import { checkLives, livesOf, withLives } from './crowds/live-titles.ts';
import { type Flows, flowsOf, unitVectors, worldSites } from './flows.ts';
import { inOrder } from './in-order.ts';
import { type Places, placesOf } from './places.ts';
import type { Timeline } from './rounds.ts';
import { instancePolicy } from './rules.ts';
import type { Scenario, ScenarioEvent, ZoneRules } from './scenario.ts';
import { type SnapshotSource, snapshotSource } from './snapshots.ts';

/** Everything that a run reads and never writes; plain columns, so that threads can share it. */
export type Setup = {
  readonly scenario: Scenario;
  /** The world with all its routes: rows, capacities, hashes. */
  readonly snapshot: Snapshot;
  readonly audience: Audience;
  readonly places: Places;
  readonly zones: Zones;
  readonly catalogue: Catalogue;
  readonly flows: Flows;
  readonly moments: readonly EventChange[];
  readonly rooms: readonly CapacityChange[];
  readonly wants: readonly DemandEvent[];
  readonly feeds: readonly FeedEvent[];
  readonly forces: readonly Force[];
  readonly watched: readonly Watched[];
  /** By metro who starts otherwise, when. */
  readonly scales: ReadonlyMap<number, readonly MemberScale[]>;
  /** Snapshot row of each file of the world. */
  readonly fileRow: Uint32Array;
  /** By file row of the snapshot: the lowest bitrate of its title. */
  readonly lowestBps: Float64Array;
  readonly networkCount: number;
  /** Per network: 1 where it has an embedded site. */
  readonly hasEmbedded: Uint8Array;
  /** `hashId` of each site, and where it is (see `unitVectors`). */
  readonly siteHash: Uint32Array;
  readonly sitePoint: Float64Array;
  readonly siteWorldRow: Uint32Array;
  /** Share of the sessions that is played: 1 unless the scenario samples; capacities are scaled. */
  readonly share: number;
  readonly timeline: Timeline;
  /** How finely bytes are shared out. */
  readonly stepMs: number;
  /** Epochs between a report and the steering that sees it. */
  readonly delayEpochs: number;
  readonly lives: readonly BroadcastTitle[];
  /** Tries that each appliance answers in a ms; absent: all. */
  readonly doors?: Float64Array;
};

/** A setup, and for each run of it what compiles the next snapshot: on one thread alone. */
export type SetupSource = Setup & { readonly openSnapshots: () => SnapshotSource };

const dayMs = 24 * 3_600_000;

/** Mean sessions that start in an epoch: what a machine holds in memory, some gigabytes. */
const startsMax = 0x200_0000;

function startsOf({ metros }: World, { demand, reportIntervalMs }: Scenario): number {
  const members = metros.members.reduce((sum, count) => sum + count, 0);
  const usual = demand.startsPerMemberDay * (reportIntervalMs / dayMs);
  const crowds = (demand.lives ?? []).reduce((sum, { audience, burst, burstMs }) => {
    return sum + audience * burst * Math.min(1, reportIntervalMs / burstMs);
  }, 0);
  return members * demand.memberShare * (usual + crowds);
}

/** Why nobody can choose a title, if that is so. */
function nothingToWatch(world: World, { fromMs }: Scenario): Problem | undefined {
  if (world.files.count === 0)
    return { code: 'no-files', path: 'files', text: 'nothing to watch: files.csv is empty' };
  if (isOpenOn({ ...world, hasFile: titlesWithFile(world) }, dayOf(fromMs))) return undefined;
  const text =
    'no title that has a file is released when the scenario begins with a weight above 0';
  return { code: 'nothing-to-watch', path: 'titles', text };
}

/** Reasons why this scenario cannot run on this world, though each is sound alone. */
export function checkSetup(world: World, scenario: Scenario): Problem[] {
  const problems = [...checkCompile(world, scenario.policy.ranking), ...checkAudience(world)];
  const whole = (name: string, spanMs: number): void => {
    if (spanMs % scenario.reportIntervalMs !== 0)
      problems.push({
        code: 'not-whole',
        path: name,
        text: `must be a whole number of report intervals of ${scenario.reportIntervalMs} ms`,
      });
  };
  whole('to', scenario.toMs - scenario.fromMs);
  whole('warmup', scenario.warmupMs);
  whole('report.delay', scenario.reportDelayMs);
  whole('publish.every', scenario.publish.everyMs);
  whole('publish.delay', scenario.publish.delayMs);
  if (scenario.toMs <= scenario.fromMs)
    problems.push({ code: 'empty-window', path: 'to', text: 'must be after from' });
  const kbpsMax = world.files.bitrateBps.reduce((most, bps) => Math.max(most, bps), 0) / 1000;
  if (kbpsMax / scenario.demand.memberShare > 0xffffffff)
    problems.push({
      code: 'sample-too-small',
      path: 'demand.member-share',
      text: 'one session of the sample would stand for more than 4 Tbps; take more members',
    });
  const starts = startsOf(world, scenario);
  if (!(starts <= startsMax)) {
    const many = `sessions that start in a report interval: ${starts.toPrecision(3)}`;
    const text = `${many}, more than ${grouped(startsMax)}; sample members, or report more often`;
    problems.push({ code: 'too-many-sessions', path: 'demand.member-share', text });
  }
  problems.push(...checkDoors(world, scenario), ...checkLives(world, scenario.demand.lives ?? []));
  // What a policy may be is for the instances to say, whoever wrote the scenario.
  const fault = policyFault(instancePolicy(frameOf(scenario)));
  if (fault !== '') problems.push({ code: 'bad-policy', path: 'policy', text: fault });
  const nothing = nothingToWatch(world, scenario);
  if (nothing !== undefined) problems.push(nothing);
  return problems;
}

/** Sets up a run; `checkSetup` found nothing, every event's target is in the world. */
export function setUp(given: World, scenario: Scenario, rules: ZoneRules): SetupSource {
  const { retry, lives = [] } = scenario.demand;
  const world = withoutUnheld(inOrder(withLives(given, lives)), scenario.events);
  const options = {
    ranking: scenario.policy.ranking,
    buffer: (byteLength: number) => new SharedArrayBuffer(byteLength),
  };
  const { snapshot } = compileSnapshot(world, options);
  const frame = frameOf(scenario);
  const { startMs, epochMs } = frame.timeline;
  const clockwork = { startMs, epochMs, delayEpochs: frame.delayEpochs };
  const { orders, ...schedule } = scheduleEvents({ world, snapshot }, scenario.events, clockwork);
  const catalogue = catalogueOf(world, scenario, schedule.wants);
  const members = audienceOf(world, scenario.instances, rules);
  const fileRow = orderById(world.files.id).place;
  const press = {
    ...{ world, first: snapshot, options, orders, delayMs: scenario.publish.delayMs },
    reasons: scenario.events.map(reasonOf),
    isAdmitted: scenario.policy.isAdmitted !== false,
  };
  return {
    ...frame,
    snapshot,
    ...members,
    places: placesOf(world, members.audience.network),
    catalogue,
    lives: livesOf(world, lives),
    flows: flowsOf(snapshot),
    ...schedule,
    ...wantedBy(world, schedule.wants),
    openSnapshots: () => snapshotSource({ ...press, policy: instancePolicy(frame) }),
    fileRow,
    lowestBps: lowestOf(world.files, catalogue, fileRow),
    networkCount: world.networks.count,
    hasEmbedded: embeddedNetworks(world),
    ...sitesOf(world, snapshot),
    ...(retry && { doors: doorsOf(world, snapshot, retry, frame.share) }),
    stepMs: defaultStepMs,
  };
}

/** Who starts otherwise by events, and whose sessions these touch. */
const wantedBy = (world: World, wants: readonly DemandEvent[]) => ({
  scales: memberScales(world, wants),
  watched: watchedOf(world, wants),
});

/** What members choose from, from those on who play when the run begins. */
function catalogueOf(world: World, scenario: Scenario, wants: readonly DemandEvent[]): Catalogue {
  const titles = titleChanges(world, wants);
  const firstMs = scenario.fromMs - scenario.warmupMs - longestSessionMs;
  const editions = editionsIn(firstMs, scenario.toMs + patienceOf(scenario), titles);
  return compileCatalogue(world, editions, titles);
}

/** What a run is measured by. */
function frameOf(scenario: Scenario) {
  return {
    scenario,
    timeline: timelineOf(scenario),
    share: scenario.demand.memberShare,
    delayEpochs: scenario.reportDelayMs / scenario.reportIntervalMs,
  };
}

function sitesOf(world: World, snapshot: Snapshot) {
  const siteWorldRow = worldSites(world, snapshot);
  return {
    siteHash: Uint32Array.from(readIds(snapshot, 'site'), (id) => hashId(id)),
    sitePoint: unitVectors(
      Float64Array.from(siteWorldRow, (row) => world.sites.lat[row]),
      Float64Array.from(siteWorldRow, (row) => world.sites.lon[row]),
    ),
    siteWorldRow,
  };
}

/** Why what an event changes is applied though the gate holds it: somebody answers for it. */
function reasonOf({ keys }: ScenarioEvent): string | undefined {
  const reason = keys?.because;
  return typeof reason === 'string' ? reason : undefined;
}

/** Bytes are booked as finely as this. */
const defaultStepMs = 10000;

/** Tries are answered, and members leave, so often. */
const tryTickMs = 1000;
/** In a crowd, sums of a flow over a round of a minute would pass what is exact. */
const crowdTickMs = 10000;

function tickOf({ demand, player }: Scenario): Pick<Timeline, 'tickMs'> {
  const { retry, lives } = demand;
  if (retry !== undefined || player?.abandon !== undefined) return { tickMs: tryTickMs };
  return lives === undefined ? {} : { tickMs: crowdTickMs };
}

/** How long a player waits for a picture at most, ms. */
export function patienceOf({ player }: Pick<Scenario, 'player'>): number {
  return player?.patienceMs ?? patienceMs;
}

function timelineOf(scenario: Scenario): Timeline {
  const { fromMs, toMs, warmupMs, reportIntervalMs: epochMs } = scenario;
  return {
    ...tickOf(scenario),
    startMs: fromMs - warmupMs,
    epochMs,
    // It goes on for a while after what is measured, to learn how the last starts went on.
    epochCount: Math.ceil((toMs - fromMs + warmupMs + patienceOf(scenario)) / epochMs),
    fromMs: warmupMs,
    toMs: toMs - fromMs + warmupMs,
  };
}

function lowestOf(
  { count, title }: World['files'],
  { fileStart, bitrateBps }: Catalogue,
  fileRow: Uint32Array,
): Float64Array {
  const lowestBps = new Float64Array(count);
  for (let file = 0; file < count; file++)
    lowestBps[fileRow[file]] = bitrateBps[fileStart[title[file]]];
  return lowestBps;
}

function embeddedNetworks(world: World): Uint8Array {
  const { kind, asn } = world.sites;
  const hosts = new Set(asn.filter((_, site) => kind[site] === 0));
  return Uint8Array.from(world.networks.asn, (network) => (hosts.has(network) ? 1 : 0));
}
