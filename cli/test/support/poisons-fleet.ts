// How may a fleet be wrong and still be sound: its appliances, their places, capacity and weight?
import type { World } from '@fairlead/core';
import { keepRows, takeRows, withValues } from './edit-world.ts';
import type { PoisonKind, Poisons, Struck } from './poison.ts';

const withCapacity = (world: World, struck: Struck, times: number): World => {
  const { capacityBps } = world.appliances;
  const changed = withValues(capacityBps, struck, (row) => (capacityBps[row] ?? 0) * times);
  return { ...world, appliances: { ...world.appliances, capacityBps: changed } };
};

const withState = (world: World, struck: Struck, state: number): World => ({
  ...world,
  appliances: {
    ...world.appliances,
    state: withValues(world.appliances.state, struck, () => state),
  },
});

/** The capacities of the struck rows, each added to the next one that is not struck. */
function gathered(capacityBps: Float64Array, struck: Struck): Float64Array {
  let bps = 0;
  return capacityBps.map((each, row) => {
    bps += each;
    if (struck(row)) return 1;
    const sum = bps;
    bps = 0;
    return sum;
  });
}

/** Of the appliances that are up those that are not, or not there, afterwards. */
const lostOf: PoisonKind['plan'] = (before, after) => {
  const up = upIn(after);
  const was = [...upIn(before)];
  return was.filter((id) => !up.has(id)).length / was.length;
};

/** Of the appliances that are up afterwards those that were not there. */
const newOf: PoisonKind['plan'] = (before, after) => {
  const known = new Set(before.appliances.id);
  const is = [...upIn(after)];
  return is.filter((id) => !known.has(id)).length / is.length;
};

const upIn = ({ appliances }: World): Set<string> =>
  new Set(appliances.id.filter((_, row) => appliances.state[row] === 0));

/** By name. */
export const fleetPoisons: Poisons = {
  'appliances are down': {
    plan: lostOf,
    apply: (world, struck) => withState(world, struck, 2),
  },
  'appliances drain': {
    plan: lostOf,
    apply: (world, struck) => withState(world, struck, 1),
  },
  'appliances are gone': {
    plan: lostOf,
    apply: (world, struck) => ({
      ...world,
      appliances: keepRows(world.appliances, (row) => !struck(row)),
    }),
  },
  'capacity in Mbit/s': {
    apply: (world, struck) => withCapacity(world, struck, 1e-6),
  },
  'capacity times 1000': { apply: (world, struck) => withCapacity(world, struck, 1000) },
  'capacity gathers at some appliances': {
    apply: (world, struck) => {
      const capacityBps = gathered(world.appliances.capacityBps, struck);
      return { ...world, appliances: { ...world.appliances, capacityBps } };
    },
  },
  'appliances stand under other clusters': {
    apply: (world, struck) => {
      const { cluster, count } = world.appliances;
      const other = withValues(cluster, struck, (row) => cluster[(row + 61) % count] ?? 0);
      return { ...world, appliances: { ...world.appliances, cluster: other } };
    },
  },
  'appliances stand there many times': {
    plan: newOf,
    apply: (world, struck) => {
      const { appliances } = world;
      const rows = Array.from({ length: appliances.count }, (_, row) => row);
      const more = rows.flatMap((row) => (struck(row) ? Array<number>(9).fill(row) : []));
      const all = takeRows(appliances, [...rows, ...more]);
      const id = all.id.map((name, row) => (row < rows.length ? name : `${name}-${row}`));
      return { ...world, appliances: { ...all, id } };
    },
  },
  'holders weigh nothing but for one of their cluster': {
    holderWeight: ({ appliances: { cluster } }, struck) => {
      const first = new Map<number, number>();
      cluster.forEach((own, row) => {
        if (!first.has(own)) first.set(own, row);
      });
      return (row) => {
        const own = cluster[row] ?? 0;
        return struck(own) && first.get(own) !== row ? 1e-9 : 1;
      };
    },
  },
  'weights of holders are drawn': {
    holderWeight: (_, struck) => (row) => (struck(row) ? 1 / (2 + (row % 5)) : 1),
  },
};
