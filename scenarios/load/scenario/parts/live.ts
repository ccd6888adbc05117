// What may a scenario say of a live event?
import type { Broadcast } from '@fairlead/sim';
import type { z } from 'zod';
import {
  durationText,
  instantText,
  type Reading,
  readDuration,
  readInstant,
  readShare,
} from '../words.ts';
import { duration, instant, map, share, text, word } from './kinds.ts';

const burstPattern = /^(\d+(?:\.\d+)?\s*%)\s+in\s+(\S+)$/;
const errorPattern = /^(?:x\s*(\d+(?:\.\d+)?)|([-+])\s*(\d+(?:\.\d+)?)\s*%)$/;

type Burst = { readonly burst: number; readonly burstMs: number };

/** `60 % in 5m`: that part of the crowd comes in the first five minutes. */
function readBurst(line: string): Reading<Burst> {
  const [, part, span] = burstPattern.exec(line.trim()) ?? [];
  if (part === undefined || span === undefined) return { ok: false };
  const [burst, burstMs] = [readShare(part), readDuration(span)];
  if (!burst.ok || !burstMs.ok || burst.value > 1 || burstMs.value < 1) return { ok: false };
  return { ok: true, value: { burst: burst.value, burstMs: burstMs.value } };
}

/** What steering is told of the crowd, as a part of it: `-30 %`, `+50 %`, `x3`. */
function readError(line: string): Reading<number> {
  const [, times, sign, part] = errorPattern.exec(line.trim()) ?? [];
  const value = times === undefined ? 1 + Number(`${sign}${part}e-2`) : Number.parseFloat(times);
  if (!(value >= 0.01 && value <= 100)) return { ok: false };
  return { ok: true, value };
}

const aBurst = "a part of the crowd and a time such as '60 % in 5m'";
const anError = "an error such as '-30 %', '+50 %' or 'x3'";

export const live = map({
  live: text('a name for its title').meta({ description: 'Name of its title, a new one' }),
  audience: share('a share, 0 to 1', 0, 1).meta({ description: 'Part of the members who come' }),
  burst: word(aBurst, readBurst, '')
    .meta({ description: `How many come at once, ${aBurst}; the rest evenly until its end` })
    .optional(),
  forecast: word(anError, readError, '')
    .meta({ description: 'What steering is told of the crowd, by its error; nothing unless told' })
    .optional(),
  scenes: duration()
    .meta({
      description: 'Whole minutes of a scene, each at a rate of its own; steady unless told',
    })
    .optional(),
  at: instant().meta({ description: 'When it begins' }),
  for: duration().meta({ description: 'How long it lasts; everybody leaves then' }),
}).meta({ description: 'A live event, to which a crowd comes' });

type LiveFile = z.infer<typeof live>;

const read = <T>(reading: Reading<T>, otherwise: T): T => (reading.ok ? reading.value : otherwise);

export function liveEventOf(file: LiveFile): Broadcast {
  const atMs = read(readInstant(file.at), 0);
  const lastsMs = read(readDuration(file.for), 0);
  const { audience, forecast, scenes } = file;
  // Without a burst they come evenly, as if it lasted to the end.
  const even = { burst: 1, burstMs: lastsMs };
  return {
    title: file.live,
    audience,
    ...(file.burst === undefined ? even : read(readBurst(file.burst), even)),
    atMs,
    untilMs: atMs + lastsMs,
    ...(forecast !== undefined && { forecast: read(readError(forecast), 1) }),
    ...(scenes !== undefined && { sceneMs: read(readDuration(scenes), 0) }),
  };
}

const percent = (part: number): string => `${Number((part * 100).toPrecision(15))} %`;

/** The same in the words of a scenario file. */
export function liveTold({ title, audience, burst, burstMs, ...event }: Broadcast) {
  return {
    live: title,
    audience,
    burst: `${percent(burst)} in ${durationText(burstMs)}`,
    ...(event.forecast !== undefined && { forecast: `x${event.forecast}` }),
    ...(event.sceneMs !== undefined && { scenes: durationText(event.sceneMs) }),
    at: instantText(event.atMs),
    for: durationText(event.untilMs - event.atMs),
  };
}
