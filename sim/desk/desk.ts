// What is a desk? One steering instance of the core, the members that ask it, and their sessions.
import {
  answer,
  answerAt,
  countSession,
  createInstance,
  type Decision,
  type FleetBelief,
  type Instance,
  noRow,
  type Request,
  type SessionLoad,
  type Snapshot,
} from '@fairlead/core';
import { cellOf } from '../demand/arrivals.ts';
import { steadyEighths } from '../demand/live/scenes.ts';
import { createSessions as createColumns, type SessionColumns } from '../demand/session.ts';
import type { PolicyChange } from '../events/event.ts';
import type { EventChange, Failing } from '../events/schedule.ts';
import { createExact, type Exact } from '../measures/exact.ts';
import { createLedger, type Ledger } from '../measures/ledger.ts';
import { createKey, type Draws } from '../random/keyed.ts';
import { type Round, roundFrom } from '../setup/rounds.ts';
import { instancePolicy } from '../setup/rules.ts';
import type { Setup } from '../setup/setup.ts';
import { type Ahead, createAhead } from './ahead/ahead.ts';
import type { Bulletin } from './bulletin.ts';
import { type Calendar, createCalendar } from './calendar.ts';
import { createPanel, type Panel } from './chunks/supply.ts';
import { createDoor, type Door } from './player/door.ts';
import { type Told, toldOf } from './player/told.ts';
import {
  createSessions,
  type Sessions,
  type Startup,
  type Stay,
  type Viewers,
  type Wait,
} from './sessions.ts';

/** Words of an address of either family. */
const addressWords = 4;

/** What is asked of flows, or of appliances and then links. */
type Asked = {
  /** Bit/s that its sessions ask now, and that steering has reserved for them. */
  readonly askedBps: Float64Array;
  readonly nominalBps: Float64Array;
  /** Of this round: what began to be asked, and `changed`, the 1/1000 bit by which more or less was
   * asked than if everybody had stayed. */
  readonly begunBps: Float64Array;
};

/** What the conductor reads of a desk; shared memory. Fields of flows lie beside each other. */
export type Output = Asked & {
  readonly changed: Float64Array;
  /** Of a sample: Σ r² over the rates r that are asked when a bin ends; else without rows. */
  readonly squareBps: Float64Array;
  /** The same by appliance and link, once the round is played. */
  readonly sums: Asked & { readonly changed: Exact };
  readonly ledger: Ledger;
  /** Share of the sessions that are shed now, appliances then links. */
  readonly shed: Float64Array;
  /** Of each event starts that it let fail, and sessions that had such a start. */
  readonly failed: Float64Array;
  /** Starts that each appliance was asked for in the epoch, and then those that failed there,
   * where clients say so. */
  readonly outcomes: Float64Array;
  /** What became of the reports of loads of the epoch, where they come one by one: `heardAt`. */
  readonly heard: Float64Array;
  /**
   * Of each event what its rows had when it began: sessions, and bit/s that those asked. Of one
   * that changes what is wanted: who started while it lasted, and 1/1000 bits asked by these in it.
   */
  readonly touched: Float64Array;
};

/** Places of `Output.heard`: lost on the way to this instance, taken, and why one was refused. */
export const heardAt = { lost: 0, taken: 1, stale: 2, forgotten: 3, future: 4 } as const;
const heardCount = 5;

/** The session that was drawn last, in row 0 of `columns`, and on which snapshot it will ask. */
export type Drawn = {
  readonly columns: SessionColumns;
  metro: number;
  member: number;
  snapshot: Snapshot;
};

/** How far it is from a metro to a site: as it was asked last. */
export type Reach = { metro: number; site: number; km: number; rtt: number };

/**
 * The account of who was drawn: bit/s asked by those who stay beyond the minute, and for each
 * minute of the run what those ask, and ask in it, who end in it.
 */
export type Leaving = { stayingBps: number; readonly bps: Float64Array; readonly asked: Exact };

export type Desk = {
  readonly index: number;
  readonly setup: Setup;
  readonly bulletin: Bulletin;
  /** What decides: the same as in a service. */
  readonly instance: Instance;
  /**
   * How it is asked and told of sessions: the calls of the core, or a recorder around them.
   * `prepared` is the place of the request in the batch of `ahead`, or -1.
   */
  ask: (instance: Instance, request: Request, prepared: number) => Decision;
  tell: (instance: Instance, leg: SessionLoad) => void;
  /** Room for what it is asked and told, and for the address that asks. */
  readonly request: { -readonly [field in keyof Request]: Request[field] };
  readonly leg: { -readonly [field in keyof SessionLoad]: SessionLoad[field] };
  readonly client: Uint32Array;
  readonly key: Draws;
  /** 1 where the report of a row arrived in this epoch; appliances and links. */
  readonly heardAppliance: Uint8Array;
  readonly heardLink: Uint8Array;
  readonly sessions: Sessions;
  /** Of sessions on no flow what only they have. */
  readonly waits: Map<number, Wait>;
  readonly reach: Reach;
  readonly calendar: Calendar;
  readonly ahead: Ahead;
  readonly drawn: Drawn;
  readonly output: Output;
  readonly metros: Uint32Array;
  /** How many events hold it now. */
  readonly deadAppliance: Uint32Array;
  readonly deadLink: Uint32Array;
  readonly leaving: Leaving;
  /** Sessions on a flow without a picture, and what those wait for whose flow was short. */
  readonly starting: number[];
  readonly slow: Map<number, Startup>;
  /** Sessions that had a picture and have none, also where their flow brings no media: since. */
  readonly dark: Map<number, number>;
  /** Sessions whose patience ran out in the round before, and when. */
  readonly unseen: { readonly session: number; readonly atMs: number }[];
  /** Sessions on flows that may be short in this round, once they are known. */
  crowd: readonly number[] | undefined;
  /** Who is played chunk by chunk, too. */
  readonly panel: Panel;
  /** What sessions left in this round. */
  readonly left: Stay[];
  /** Eighths of its nominal rate that each live event takes now, and who was drawn to them. */
  readonly eighths: number[];
  readonly viewers: Viewers;
  /** Crowds that it is told of. */
  readonly told: readonly Told[];
  /** Lowest rung of each file now. */
  readonly lowestBps: Float64Array;
  /** Where starts fail now, and by which events. */
  failing: readonly Failing[];
  /** Tries, where starting costs something. */
  readonly door: Door | undefined;
  /** Those of the setup, and when sessions are moved by force, once it is known. */
  readonly moments: EventChange[];
  nextMoment: number;
  /** What events tell this instance to do otherwise now, by event. */
  readonly policies: Map<number, PolicyChange>;
  round: Round;
};

export function createOutput({ flows, snapshot, audience, ...setup }: Setup): Output {
  const floats = (rows: number) => new Float64Array(new SharedArrayBuffer(8 * rows));
  const rowCount = snapshot.applianceCount + snapshot.linkCount;
  const rows = () => floats(rowCount);
  const exactRows = createExact(rowCount, (byteLength) => new SharedArrayBuffer(byteLength));
  const bytes = new SharedArrayBuffer(8 * flows.count);
  const ofFlows = (place: number) => new Float64Array(bytes, 8 * place);
  return {
    askedBps: ofFlows(0),
    nominalBps: ofFlows(1),
    begunBps: ofFlows(2),
    changed: ofFlows(3),
    squareBps: floats(setup.share < 1 ? flows.count : 0),
    sums: { askedBps: rows(), nominalBps: rows(), begunBps: rows(), changed: exactRows },
    ledger: createLedger({
      metros: audience.count,
      places: setup.places.count,
      elements: rowCount,
    }),
    shed: rows(),
    failed: floats(2 * setup.scenario.events.length),
    outcomes: floats(setup.scenario.policy.outcomes ? 2 * snapshot.applianceCount : 0),
    heard: floats(heardCount),
    touched: floats(2 * setup.scenario.events.length),
  };
}

/** What a desk knows of live events before any of them begins. */
function crowdsOf(setup: Setup): Pick<Desk, 'eighths' | 'viewers' | 'told' | 'lowestBps'> {
  return {
    eighths: setup.lives.map(() => steadyEighths),
    viewers: [],
    told: toldOf(setup),
    lowestBps: setup.lives.length === 0 ? setup.lowestBps : setup.lowestBps.slice(),
  };
}

/** Its first mark is of an interval before: what it knows when the run begins is the next one. */
function instanceOf(setup: Setup, bulletin: Bulletin): Instance {
  const start = { atMs: -setup.timeline.epochMs, shared: fleetOf(bulletin) };
  return createInstance(setup.snapshot, instancePolicy(setup), start);
}

/** Looks ahead, and asks the core for what was prepared, or for a request on its own. */
function asking(snapshot: Snapshot): Pick<Desk, 'ahead' | 'ask'> {
  const ahead = createAhead(snapshot);
  return {
    ahead,
    ask: (instance, request, prepared) =>
      prepared < 0 ? answer(instance, request) : answerAt(instance, ahead.batch, prepared),
  };
}

export function createDesk(index: number, setup: Setup, bulletin: Bulletin, output: Output): Desk {
  const { audience, snapshot, timeline } = setup;
  const firstCell = cellOf(timeline.startMs);
  const lastMs = timeline.startMs + timeline.epochCount * timeline.epochMs;
  const cellCount = cellOf(lastMs - 1) - firstCell + 1;
  return {
    index,
    setup,
    bulletin,
    instance: instanceOf(setup, bulletin),
    ...asking(snapshot),
    tell: countSession,
    request: { vantage: 0, file: 0, fileHash: 0, sessionHash: 0, want: setup.scenario.policy.want },
    leg: { atMs: 0, appliance: 0, link: 0, load: 0 },
    client: new Uint32Array(addressWords),
    key: createKey(),
    heardAppliance: new Uint8Array(snapshot.applianceCount),
    heardLink: new Uint8Array(snapshot.linkCount),
    sessions: createSessions(),
    waits: new Map(),
    reach: { metro: noRow, site: noRow, km: 0, rtt: 0 },
    calendar: createCalendar(firstCell, cellCount),
    drawn: { columns: createColumns(1), metro: 0, member: 0, snapshot },
    output,
    metros: metrosOf(audience.instance, index),
    deadAppliance: new Uint32Array(snapshot.applianceCount),
    deadLink: new Uint32Array(snapshot.linkCount),
    leaving: { stayingBps: 0, bps: new Float64Array(cellCount), asked: createExact(cellCount) },
    starting: [],
    ...{ slow: new Map(), dark: new Map() },
    unseen: [],
    crowd: undefined,
    ...{ left: [], panel: createPanel() },
    ...crowdsOf(setup),
    door: setup.doors && createDoor(),
    ...{ moments: [...setup.moments], nextMoment: 0, failing: [] },
    policies: new Map(),
    round: roundFrom(timeline, 0),
  };
}

function metrosOf(instance: Uint32Array, index: number): Uint32Array {
  return instance.map((_, metro) => metro).filter((metro) => instance[metro] === index);
}

/** What the conductor judges for all instances at once. */
function fleetOf({ healthy, healthySinceMs, leased, isCut }: Bulletin): FleetBelief {
  return { healthy, sinceMs: healthySinceMs, isLeased: leased, isCut };
}
