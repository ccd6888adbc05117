// Does a start fail at an appliance that answers every probe?
import { pair } from '@fairlead/core';
import type { EventChange } from '../../events/schedule.ts';
import { openCell, unitAt } from '../../random/keyed.ts';
import type { Desk } from '../desk.ts';
import { flags } from '../sessions.ts';

/** Tosses of starts are of this purpose and those after it, one an event. */
const failPurpose = 0x20000;

/** Begins, or ends, to let starts fail. */
export function failFrom(desk: Desk, { event, isEnd, fails }: EventChange): void {
  const others = desk.failing.filter((one) => one.event !== event);
  if (isEnd || fails === undefined) desk.failing = others;
  else {
    const { share } = fails;
    desk.failing = [...others, { event, share, appliances: new Set(fails.appliances) }];
  }
}

/** Whether a session that is sent to an appliance may start there; counts what it finds. */
export function mayStart(desk: Desk, session: number, appliance: number, atMs: number): boolean {
  const { failing, output, setup } = desk;
  const { outcomes } = output;
  if (outcomes.length > 0) outcomes[appliance]++;
  for (const { event, share, appliances } of failing) {
    if (!appliances.has(appliance) || !failsAt(desk, session, appliance, { event, share, atMs }))
      continue;
    if (outcomes.length > 0) outcomes[setup.snapshot.applianceCount + appliance]++;
    countFailed(desk, session, event);
    return false;
  }
  return true;
}

type Toss = { readonly event: number; readonly share: number; readonly atMs: number };

function failsAt(
  { key, setup, sessions }: Desk,
  session: number,
  appliance: number,
  { event, share, atMs }: Toss,
): boolean {
  const entity = pair(sessions.key[session], setup.snapshot.applianceHash[appliance]);
  openCell(key, setup.scenario.seed, entity, atMs);
  return unitAt(key, failPurpose + event) < share;
}

function countFailed(
  { output, sessions }: Pick<Desk, 'output' | 'sessions'>,
  session: number,
  event: number,
): void {
  output.failed[2 * event]++;
  if ((sessions.flags[session] & flags.hasFailed) !== 0) return;
  sessions.flags[session] |= flags.hasFailed;
  output.failed[2 * event + 1]++;
}
