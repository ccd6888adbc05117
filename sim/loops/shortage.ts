// Where was more asked than there is, and which level does everybody get there?
import type { Levels, Presence, ShortFlows } from '../desk/short.ts';
import { addExact } from '../measures/exact.ts';
import { maxMinLevels } from '../network/levels.ts';
import { flowPlaces } from '../setup/flows.ts';
import { type Round, stepsOf } from '../setup/rounds.ts';
import type { Setup } from '../setup/setup.ts';
import { leastBps, roomIn } from './courses.ts';
import type { Elements } from './elements.ts';

/**
 * Flows of all that may be short in a round: what was asked at its begin and all that came in it
 * pass the capacity. Undefined where nothing is.
 */
export function shortFlowsOf(
  { flows, timeline, stepMs }: Setup,
  elements: Elements,
  round: Round,
): ShortFlows | undefined {
  const { mostBps, links } = elements;
  const capacityBps = leastIn(elements, round);
  let isAny = false;
  for (let row = 0; row < elements.count && !isAny; row++) isAny = mostBps[row] > capacityBps[row];
  if (!isAny) return undefined;
  const isShort = (row: number): boolean => mostBps[row] > capacityBps[row];
  const slot = new Int32Array(new SharedArrayBuffer(4 * flows.count)).fill(-1);
  const short: number[] = [];
  for (let flow = 0; flow < flows.count; flow += flowPlaces)
    if (isShort(flows.appliance[flow]) || isShort(links + flows.link[flow]))
      slot[flow] = short.push(flow) - 1;
  return { slot, flows: short, stepEndMs: stepsOf(timeline, round, stepMs) };
}

/** The least capacity of each row in a round. */
function leastIn({ capacityBps, courses }: Elements, { fromMs, toMs }: Round): Float64Array {
  if (courses.size === 0) return capacityBps;
  const least = capacityBps.slice();
  for (const [row, course] of courses) least[row] = leastBps(course, fromMs, toMs);
  return least;
}

/** Session-ms of all desks together, slot by slot; rates of a slot ascend. */
type Present = {
  readonly slots: number;
  readonly rungStart: Uint32Array;
  readonly rateBps: Float64Array;
  /** By rung and step. */
  readonly ms: Float64Array;
};

function joined(flows: ShortFlows, presences: readonly Presence[]): Present {
  const steps = flows.stepEndMs.length;
  const slots = flows.flows.length;
  const rungs = Array.from({ length: slots }, () => new Map<number, Float64Array>());
  for (const { slot, rateBps, ms } of presences)
    for (let pair = 0; pair < slot.length; pair++) {
      const mine = rungs[slot[pair]];
      const sum = mine.get(rateBps[pair]) ?? new Float64Array(steps);
      mine.set(rateBps[pair], sum);
      for (let step = 0; step < steps; step++) sum[step] += ms[pair * steps + step];
    }
  const all = rungs.map((mine) => [...mine].sort(([a], [b]) => a - b));
  const rungStart = new Uint32Array(slots + 1);
  for (let slot = 0; slot < slots; slot++) rungStart[slot + 1] = rungStart[slot] + all[slot].length;
  const flat = all.flat();
  const ms = new Float64Array(flat.length * steps);
  for (const [rung, [, sum]] of flat.entries()) ms.set(sum, rung * steps);
  return { slots, rungStart, rateBps: Float64Array.from(flat, ([rate]) => rate), ms };
}

/**
 * Shares out each step of a round: levels of all slots; what each element did not carry goes to
 * `elements.lost`, in 1/1000 bit. Returns undefined where nothing was short after all.
 */
export function shareOut(
  setup: Setup,
  elements: Elements,
  {
    round,
    flows,
    presences,
  }: {
    readonly round: Round;
    readonly flows: ShortFlows;
    readonly presences: readonly Presence[];
  },
): Levels | undefined {
  const present = joined(flows, presences);
  const steps = flows.stepEndMs.length;
  const levelBps = new Float64Array(present.slots * steps).fill(Infinity);
  const ground = groundOf(setup, elements, flows.flows);
  let limits = 0;
  let fromMs = round.fromMs;
  for (let step = 0; step < steps; step++) {
    const toMs = flows.stepEndMs[step];
    const spanMs = toMs - fromMs;
    fromMs = toMs;
    const ms = Float64Array.from(present.rateBps, (_, rung) => present.ms[rung * steps + step]);
    const room = roomsOf(elements, ground.elements, toMs - spanMs, toMs);
    const level = new Float64Array(present.slots);
    limits += maxMinLevels({ ...ground, ...present, ms, room }, level);
    for (let slot = 0; slot < present.slots; slot++) {
      levelBps[slot * steps + step] = level[slot];
      const lost = lostOf(present, slot, ms, level[slot]);
      if (lost === 0) continue;
      addExact(elements.lost, ground.elements[ground.first[slot]], lost);
      addExact(elements.lost, ground.elements[ground.second[slot]], lost);
    }
  }
  return limits > 0 ? { ...flows, levelBps } : undefined;
}

/** The appliances and links of the slots, as rows of a table of their own. */
function groundOf({ flows }: Setup, elements: Elements, short: readonly number[]) {
  const rowOf = new Map<number, number>();
  const rows: number[] = [];
  const place = (element: number): number => {
    const known = rowOf.get(element);
    if (known !== undefined) return known;
    rowOf.set(element, rows.length);
    return rows.push(element) - 1;
  };
  const first = new Int32Array(short.length);
  const second = new Int32Array(short.length);
  for (const [slot, flow] of short.entries()) {
    first[slot] = place(flows.appliance[flow]);
    second[slot] = place(elements.links + flows.link[flow]);
  }
  return { first, second, elements: rows };
}

/** 1/1000 bits that fit into each of `rows` in a stretch. */
function roomsOf(
  { capacityBps, courses }: Elements,
  rows: readonly number[],
  fromMs: number,
  toMs: number,
): bigint[] {
  return rows.map((row) => {
    const course = courses.get(row);
    if (course !== undefined) return roomIn(course, fromMs, toMs);
    return BigInt(capacityBps[row]) * BigInt(toMs - fromMs);
  });
}

function lostOf(
  { rungStart, rateBps }: Present,
  slot: number,
  ms: Float64Array,
  level: number,
): number {
  let lost = 0;
  for (let rung = rungStart[slot]; rung < rungStart[slot + 1]; rung++)
    if (rateBps[rung] > level) lost += (rateBps[rung] - level) * ms[rung];
  return lost;
}
