// What may a scenario say of its members and their players?
import { compareUtf8 } from '@fairlead/core';
import type { Demand, PlayerRule, RetryRule } from '@fairlead/sim';
import { z } from 'zod';
import { durationText, readDuration } from '../words.ts';
import { duration, list, map, number, share, whole } from './kinds.ts';
import { live, liveEventOf, liveTold } from './live.ts';

const aBudget = 'expected a share, 0 to 10, such as 0.1 or 10 %, or all';
const perGbps = 'a number of starts a second, 0.001 to 1000000';

const restart = map({
  after: duration()
    .meta({ description: 'Time without a picture after which a player is restarted; 30s' })
    .optional(),
  times: whole('a whole number, 1 to 1000', 1, 1000)
    .meta({ description: 'As how many tries each of its tries then counts; 10' })
    .optional(),
}).meta({ description: 'Members restart players that show nothing; off unless told' });

const retry = map({
  'starts-per-gbps': number(perGbps, 1e-3, 1e6)
    .meta({ description: 'Tries a second that an appliance answers for each Gbit/s it has; 20' })
    .optional(),
  'starts-of': z
    .record(z.string(), number(perGbps, 1e-3, 1e6), { error: () => 'expected a map' })
    .meta({ description: 'The same of whole appliances, by their model' })
    .optional(),
  share: share('a share, 0 to 1', 0, 1)
    .meta({ description: 'Part of those whose try timed out that try again; 1' })
    .optional(),
  budget: z
    .union([z.literal('all', { error: () => aBudget }), share('a share, 0 to 10', 0, 10)])
    .meta({ description: 'Tries made again for each first one that steering allows; all' })
    .optional(),
  backoff: duration()
    .meta({ description: 'First wait when the list has been tried; doubles up to 30 s; 2s' })
    .optional(),
  restart: restart.optional(),
}).meta({ description: 'What starting costs an appliance, and who tries again; off unless told' });

export const demand = map({
  'starts-per-member-day': number('a number, 0 to 100', 0, 100)
    .meta({ description: 'Sessions that a member starts on a mean day' })
    .optional(),
  'member-share': share('a share, 0.0001 to 1', 1e-4, 1)
    .meta({ description: 'Share of the members that are simulated, and stand for all' })
    .optional(),
  change: list(live, 'a list of changes of demand')
    .meta({
      description: 'Crowds that come, a list that replaces what it inherits; off unless told',
    })
    .optional(),
  retry: retry.optional(),
}).meta({ description: 'Sessions that members start' });

/** How `policy` counts sessions whose rates change. */
export const reserve = z
  .enum(['nominal', 'observed'], { error: () => 'expected nominal or observed' })
  .meta({
    description:
      'Reserve what a session asks now (observed), not the bitrate of its file; off unless told',
  });

export const player = map({
  patience: duration()
    .meta({ description: 'How long a player stays without a picture; 3m' })
    .optional(),
  abandon: share('a share, 0.001 to 1', 1e-3, 1)
    .meta({ description: 'Part of the members that leaves with each second beyond two; none' })
    .optional(),
}).meta({ description: 'How long players and members wait for a picture; off unless told' });

type DemandFile = z.infer<typeof demand>;
type RetryFile = z.infer<typeof retry>;

const spanMs = (text: string | undefined, otherwise: number): number => {
  const reading = text === undefined ? undefined : readDuration(text);
  return reading?.ok ? reading.value : otherwise;
};

const startsOf = (file: { readonly [model: string]: number } = {}) =>
  Object.entries(file).sort(([a], [b]) => compareUtf8(a, b));

function retryOf(file: RetryFile): RetryRule {
  const { budget, restart: restarted } = file;
  return {
    startsPerGbps: file['starts-per-gbps'] ?? 20,
    startsOf: startsOf(file['starts-of']),
    share: file.share ?? 1,
    ...(budget !== undefined && budget !== 'all' && { budget }),
    backoffMs: spanMs(file.backoff, 2000),
    ...(restarted && {
      restart: { afterMs: spanMs(restarted.after, 30_000), times: restarted.times ?? 10 },
    }),
  };
}

/** How long players of a file wait; absent where it says nothing of them. */
export function playerOf(file: z.infer<typeof player> | undefined): PlayerRule | undefined {
  if (file === undefined) return undefined;
  const { abandon, patience } = file;
  return {
    patienceMs: spanMs(patience, 180_000),
    ...(abandon !== undefined && { abandon }),
  };
}

export function playerTold({ patienceMs, abandon }: PlayerRule) {
  return {
    patience: durationText(patienceMs),
    ...(abandon !== undefined && { abandon }),
  };
}

/** The demand that a file asks for, with its defaults; what is off is absent. */
export function demandOf(file: DemandFile = {}): Demand {
  return {
    startsPerMemberDay: file['starts-per-member-day'] ?? 2.6,
    memberShare: file['member-share'] ?? 1,
    ...(file.change?.length && { lives: file.change.map(liveEventOf) }),
    ...(file.retry && { retry: retryOf(file.retry) }),
  };
}

function retryTold({ startsOf: models, restart: restarted, ...rule }: RetryRule) {
  return {
    'starts-per-gbps': rule.startsPerGbps,
    ...(models.length > 0 && { 'starts-of': Object.fromEntries(models) }),
    share: rule.share,
    ...(rule.budget !== undefined && { budget: rule.budget }),
    backoff: durationText(rule.backoffMs),
    ...(restarted && {
      restart: { after: durationText(restarted.afterMs), times: restarted.times },
    }),
  };
}

/** The same in the words of a scenario file. */
export function demandTold({ startsPerMemberDay, memberShare, lives, retry: rule }: Demand) {
  return {
    'starts-per-member-day': startsPerMemberDay,
    'member-share': memberShare,
    ...(lives && { change: lives.map(liveTold) }),
    ...(rule && { retry: retryTold(rule) }),
  };
}
