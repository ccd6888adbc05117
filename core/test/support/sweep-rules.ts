// Which rules are swept: the product's, and what people do who did not think of old reports?
import {
  defaultLoadRule,
  estimateLoad,
  loadPlaces,
  shedShare,
  updateShedUnits,
} from '../../index.ts';
import { boxCount, room, type SweepInstance, type SweepRule } from './load-sweep.ts';
import { cell } from './oracle-basics.ts';

const { shed } = defaultLoadRule;

const since = ({ loads }: SweepInstance, row: number) =>
  cell(loads.own, row * loadPlaces) - cell(loads.ownThen, row * loadPlaces);

const least = (estimate: (instance: SweepInstance, row: number) => number) => {
  return (instance: SweepInstance) => {
    let best = 0;
    for (let row = 1; row < boxCount; row++)
      if (estimate(instance, row) < estimate(instance, best)) best = row;
    return best;
  };
};

const sight = { room, atMs: 0, leastShare: 0 };

/** The product's rule as it is: sessions are taken for fifty minutes long until it knows better. */
export const product: SweepRule = {
  name: 'product',
  share: ({ loads }, row, atMs, { instances }) => {
    sight.atMs = atMs;
    return updateShedUnits(loads, row, sight, { instances, rule: defaultLoadRule }) / 65536;
  },
};

export const nothing: SweepRule = { name: 'shed nothing', share: () => 0 };

export const onOff: SweepRule = {
  name: 'on/off at 90 % of the report',
  share: ({ loads }, row) => (cell(loads.reported, row * loadPlaces) / room > 0.9 ? 1 : 0),
};

export const leastLoaded: SweepRule = {
  name: 'least loaded by report',
  share: () => 0,
  pick: least(({ loads }, row) => cell(loads.reported, row * loadPlaces)),
};

export const unscaled: SweepRule = {
  name: 'ramp over the report and own in flight',
  share: (instance, row) =>
    shedShare(
      estimateLoad(cell(instance.loads.reported, row * loadPlaces), since(instance, row), 1) / room,
      shed,
    ),
};

export const sweepRules: readonly SweepRule[] = [product, nothing, onOff, leastLoaded, unscaled];
