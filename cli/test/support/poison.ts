// What is a poison of a world? Rows that are struck, and what a hostile or broken feed does to them.
import type { CompileOptions, World } from '@fairlead/core';

/** Which rows are struck: the same for the same number, of all a share. */
export type Struck = (row: number) => boolean;

/**
 * What a feed does to a world, to the rows that are struck; or to the weights of holders. Up to a
 * tenth of the fleet nobody can tell what `plan` measures from a plan of somebody's.
 */
export type PoisonKind = {
  readonly apply?: (world: World, struck: Struck) => World;
  readonly holderWeight?: (world: World, struck: Struck) => CompileOptions['holderWeight'];
  readonly plan?: (before: World, after: World) => number;
};

export type Poisons = Readonly<Record<string, PoisonKind>>;
