// What does a desk keep of tries while starting costs something?

/** Tries of the players of one desk in a round, in the order in which they were made. */
export type TriedTargets = {
  readonly session: number[];
  readonly appliance: number[];
  readonly atMs: number[];
  /** Decides between tries of one ms. */
  readonly order: number[];
  /** As how many it counts: a player that was restarted asks for more than a file. */
  readonly weight: number[];
  /** Tries that the budget did not allow. */
  heldBack: number;
};

/** Tries of the ten seconds that run, and of those before: first ones, and those made again. */
export type Recent = {
  window: number;
  first: number;
  again: number;
  before: number;
  againBefore: number;
};

/** What a desk keeps of tries while starting costs something. */
export type Door = { readonly tries: TriedTargets; readonly recent: Recent };

export function createDoor(): Door {
  return {
    tries: { session: [], appliance: [], atMs: [], order: [], weight: [], heldBack: 0 },
    recent: { window: 0, first: 0, again: 0, before: 0, againBefore: 0 },
  };
}

/** Forgets the tries of the round before. */
export function beginTries({ tries }: Door): void {
  const { session, appliance, atMs, order, weight } = tries;
  for (const column of [session, appliance, atMs, order, weight]) column.length = 0;
  tries.heldBack = 0;
}
