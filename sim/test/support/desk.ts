// Which desk do tests look into, and what has it booked?
import { noRow } from '@fairlead/core';
import { createBulletin } from '../../desk/bulletin.ts';
import { openMinute } from '../../desk/calendar.ts';
import { createDesk, createOutput, type Desk } from '../../desk/desk.ts';
import { ask } from '../../desk/player/ask.ts';
import { openSession } from '../../desk/sessions.ts';
import {
  type Cause,
  causeAt,
  cellAt,
  cellCount,
  type Ending,
  endingAt,
} from '../../measures/account.ts';
import { exactAt } from '../../measures/exact.ts';
import { groupCount, type TallyName, tallyAt, tallyCount } from '../../measures/ledger.ts';
import { belgianSetup } from './belgium.ts';

export const minuteMs = 60_000;
type Change = Parameters<typeof belgianSetup>[0];

/** The first desk of a run in its first minute. */
export function deskOf(change: Change = {}): Desk {
  const setup = belgianSetup(change);
  const desk = createDesk(0, setup, createBulletin(setup), createOutput(setup));
  openMinute(desk.calendar, { cell: desk.round.cell, startMs: setup.timeline.startMs });
  return desk;
}

export type Asked = {
  readonly bps: number;
  readonly lowestBps?: number;
  readonly startMs?: number;
  readonly endMs?: number;
};

/** A session of the first metro's members, who ask for the first file; it had its picture before. */
export function sessionOf(desk: Desk, { bps, lowestBps = 1, startMs = 0, endMs = 600_000 }: Asked) {
  const { setup, sessions } = desk;
  const session = openSession(sessions);
  sessions.flow[session] = noRow;
  sessions.startMs[session] = startMs - 1;
  sessions.endMs[session] = endMs;
  sessions.pictureMs[session] = startMs - 1;
  sessions.freeBps[session] = bps;
  sessions.nominalBps[session] = bps;
  sessions.lineBps[session] = 8 * bps;
  sessions.metro[session] = desk.metros[0] ?? 0;
  sessions.file[session] = setup.fileRow[0] ?? 0;
  setup.lowestBps[sessions.file[session] ?? 0] = lowestBps;
  ask(desk, session, startMs);
  const flow = sessions.flow[session] ?? noRow;
  return { session, flow, appliance: setup.flows.appliance[flow] ?? noRow };
}

/** What the desk has booked in the window, over all groups. */
export function bitsOf({ output }: Desk, ending?: Ending, cause?: Cause): number {
  let sum = 0n;
  for (let group = 0; group < groupCount; group++)
    for (let cell = 0; cell < cellCount; cell++) {
      const isEnding = ending === undefined || Math.floor(cell / 8) === endingAt[ending];
      const isCause = cause === undefined || cell % 8 === causeAt[cause];
      if (isEnding && isCause) sum += exactAt(output.ledger.group, group * cellCount + cell);
    }
  return Number(sum) / 1000;
}
export function timeOf({ output }: Desk, name: TallyName): number {
  let sum = 0n;
  for (let group = 0; group < groupCount; group++)
    sum += exactAt(output.ledger.groupTime, group * tallyCount + tallyAt[name]);
  return Number(sum);
}
export const roundBits = ({ output }: Desk, ending: Ending, cause: Cause): number =>
  Number(exactAt(output.ledger.round, cellAt(endingAt[ending], causeAt[cause]))) / 1000;
