// Which sessions are played chunk by chunk, too, and what could each of them get?
import { liveOfViewer } from '../../demand/live/live.ts';
import { steadyEighths } from '../../demand/live/scenes.ts';
import { startDelayMs } from '../../network/rtt.ts';
import { variationOf } from '../../network/variation.ts';
import { createKey, openCell } from '../../random/keyed.ts';
import { reachKm, reachMs } from '../../setup/reach.ts';
import { isMeasured } from '../book.ts';
import type { Desk } from '../desk.ts';
import { absent, flags, type Stay } from '../sessions.ts';
import { forEachStep, type Levels } from '../short.ts';
import { playChunks } from './play-chunks.ts';
import { fluidOf, lengthen, type Supply, type Viewing } from './supply.ts';

/** So many sessions of a run are in its sample, or all where there are fewer. */
const leastCount = 2000;
/** One in so many is, whatever that comes to. */
const onePer = 10000;
const surely = Math.floor(4294967296 / onePer);

/** Rank of a session by its key, uint32: a bijection of what is drawn evenly. @hot */
export function rankOf(key: number): number {
  return Math.imul(key, 0x2c1b3c6d) >>> 0;
}

/** Takes a session that was drawn, and will start, into the sample. */
export function takeIn(desk: Desk, session: number, title: number): void {
  const { panel, sessions, setup } = desk;
  const { fileStart, bitrateBps } = setup.catalogue;
  if (!isMeasured(desk, sessions.startMs[session])) return;
  const member = sessions.member[session];
  const ladder = bitrateBps.slice(fileStart[title], fileStart[title + 1]);
  const course: Supply = {
    ...{ rank: rankOf(sessions.key[session]), metro: sessions.metro[session], member },
    ...{ key: sessions.key[session], isLive: liveOfViewer(member) >= 0 },
    ...{ startMs: sessions.startMs[session], lineBps: sessions.lineBps[session] },
    rungsBps: [...ladder].filter((bps) => bps <= sessions.nominalBps[session]),
    ...{ stretches: [], connectMs: 0, goneMs: Infinity, pictureMs: Infinity },
    ...{ endMs: Infinity, isWhole: false },
  };
  sessions.flags[session] |= flags.isSampled;
  panel.courses.push(course);
  panel.running.set(session, course);
  if (panel.courses.length >= 2 * leastCount && panel.limit > surely) narrow(desk);
}

/** Lets those go who cannot be in the sample of the run, as so many of this desk rank before. */
function narrow({ panel, sessions }: Desk): void {
  const { courses, running } = panel;
  const limit = Math.max(surely, limitOf(courses.map(({ rank }) => rank)));
  panel.limit = limit;
  panel.courses = courses.filter(({ rank }) => rank <= limit);
  for (const [session, { rank }] of running) {
    if (rank <= limit) continue;
    sessions.flags[session] &= ~flags.isSampled;
    running.delete(session);
  }
}

/** The greatest rank in a sample of those who rank so: of all desks, or of one. */
export function limitOf(ranks: readonly number[]): number {
  if (ranks.length < leastCount) return 0xffffffff;
  return Math.max(surely, Float64Array.from(ranks).sort()[leastCount - 1]);
}

/** Follows those in the sample through the round that is over; whoever ended is done. */
export function follow(desk: Desk, levels: Levels | undefined): void {
  const { panel, sessions, round } = desk;
  if (panel.running.size === 0) return;
  const stays = staysOf(desk);
  for (const [session, course] of panel.running) {
    if (course.startMs >= round.toMs) continue;
    const endMs = sessions.endMs[session];
    for (const stay of stays.get(session) ?? []) followStay(desk, course, stay, levels);
    const fromMs = Math.max(sessions.legMs[session], round.fromMs);
    const toMs = Math.min(endMs, round.toMs);
    const flow = sessions.flow[session];
    if (fromMs < toMs) followStay(desk, course, { flow, fromMs, toMs }, levels);
    if (endMs <= round.toMs) finish(desk, session, { atMs: endMs, isWhole: true });
  }
}

type OnFlow = Pick<Stay, 'flow' | 'fromMs' | 'toMs'>;

/** What those of the sample left in the round. */
function staysOf({ sessions, left }: Desk): Map<number, OnFlow[]> {
  const stays = new Map<number, OnFlow[]>();
  for (const stay of left) {
    if ((sessions.flags[stay.session] & flags.isSampled) === 0) continue;
    const mine = stays.get(stay.session) ?? [];
    mine.push(stay);
    stays.set(stay.session, mine);
  }
  return stays;
}

function followStay(
  desk: Desk,
  course: Supply,
  { flow, fromMs, toMs }: OnFlow,
  levels: Levels | undefined,
): void {
  const { setup, eighths } = desk;
  const live = liveOfViewer(course.member);
  const scene = live < 0 ? steadyEighths : eighths[live];
  const stretch = (from: number, until: number, bps: number): void =>
    lengthen(course, { fromMs: from, untilMs: until, bps, eighths: scene });
  if (flow === absent) {
    stretch(fromMs, toMs, 0);
    return;
  }
  if (course.connectMs === 0) {
    const site = setup.flows.site[flow];
    const rtt = reachMs(setup, course.metro, site, reachKm(setup, course.metro, site));
    course.connectMs = startDelayMs(rtt, course.lineBps, 0);
  }
  const slot = levels === undefined ? -1 : levels.slot[flow];
  if (levels === undefined || slot < 0) {
    stretch(fromMs, toMs, course.lineBps);
    return;
  }
  const { stepEndMs, levelBps } = levels;
  forEachStep(desk, levels, { fromMs, toMs }, (step, from, to) =>
    stretch(from, to, Math.min(course.lineBps, levelBps[slot * stepEndMs.length + step])),
  );
}

/** A session of the sample is over, or the run is. */
function finish(
  { panel, sessions }: Desk,
  session: number,
  { atMs, isWhole }: { readonly atMs: number; readonly isWhole: boolean },
): void {
  const course = panel.running.get(session);
  if (course === undefined) return;
  panel.running.delete(session);
  Object.assign(course, { endMs: atMs, isWhole, pictureMs: sessions.pictureMs[session] });
}

/** The player of a session of the sample gave up. */
export function noteGone({ panel }: Desk, session: number, atMs: number): void {
  const course = panel.running.get(session);
  if (course !== undefined) course.goneMs = atMs;
}

/** The run is over: those who have begun are followed until now. */
export function finishAll(desk: Desk): void {
  const { panel, round } = desk;
  for (const [session] of panel.running)
    finish(desk, session, { atMs: round.toMs, isWhole: false });
  panel.courses = panel.courses.filter(({ startMs }) => startMs < round.toMs);
}

/** A session of the sample as the account has it, and as it was played chunk by chunk. */
export type Panelist = Pick<Supply, 'metro' | 'member' | 'startMs' | 'endMs'> & {
  readonly askedBps: number;
  readonly fluid: Viewing;
  readonly chunks: Viewing;
};

/** Ranks of those of a desk who may be in the sample of the run. */
export function ranksOf({ panel }: Desk): Float64Array {
  return Float64Array.from(panel.courses, ({ rank }) => rank);
}

/** Plays those in the sample who rank up to `limit`. */
export function playSample({ panel, setup }: Desk, limit: number): Panelist[] {
  const key = createKey();
  const mine = panel.courses.filter(({ rank }) => rank <= limit);
  return mine.map((course) => {
    openCell(key, setup.scenario.seed, course.key, course.member);
    const { metro, member, startMs, endMs, rungsBps } = course;
    const played = { fluid: fluidOf(course), chunks: playChunks(course, variationOf(key)) };
    return { metro, member, startMs, endMs, askedBps: rungsBps[rungsBps.length - 1], ...played };
  });
}
