// Which policies are tried on appliances whose reports are old: the product's, and those of others?
import {
  type createState,
  defaultLoadRule,
  estimateLoad,
  type LoadRule,
  type Loads,
  loadPlaces,
  shedShare,
  shedUnits,
  updateShedUnits,
} from '../../index.ts';
import { cell } from './oracle-basics.ts';

export const applianceCount = 20;
/** Sessions that an appliance has room for. */
export const room = 2500;
/** Mean of the exponential length of a session. */
export const sessionS = 600;

/** The product's rule for sessions of that length. */
export const modelRule: LoadRule = { ...defaultLoadRule, sessionMs: sessionS * 1000 };

/** One steering instance in the model. */
export type Instance = {
  readonly state: ReturnType<typeof createState>;
  readonly loads: Loads;
  readonly isShedding: Uint8Array;
  flips: number;
};

export type Question = {
  readonly instances: number;
  readonly intervalS: number;
  /** Intervals between a report and its arrival. */
  readonly delay: number;
  readonly lossShare: number;
  /** Sessions wanted ÷ sessions that there is room for, over time. */
  readonly demand: (atS: number) => number;
  /** Share of the sessions that want the file that four appliances have. */
  readonly hotShare: number;
  readonly seconds: number;
  readonly seed: number;
};

/** A policy sets shed shares; one that picks for itself overrides the decision. */
export type Policy = {
  readonly name: string;
  readonly units: (instance: Instance, row: number, atS: number, question: Question) => number;
  readonly pick?: (instance: Instance, question: Question) => number;
};

const since = ({ loads }: Instance, row: number) =>
  cell(loads.own, row * loadPlaces) - cell(loads.ownThen, row * loadPlaces);
const least = (estimate: (instance: Instance, row: number) => number) => (instance: Instance) => {
  let best = 0;
  for (let row = 1; row < applianceCount; row++)
    if (estimate(instance, row) < estimate(instance, best)) best = row;
  return best;
};

/** The product's rule, and what people do who did not think of old reports. */
export const policies = {
  product: {
    name: 'credible',
    units: ({ loads }, row, atS, { instances }) =>
      updateShedUnits(
        loads,
        row,
        { room, atMs: atS * 1000, leastShare: 0 },
        { instances, rule: modelRule },
      ),
  },
  leastLoaded: {
    name: 'least loaded by report',
    units: () => 0,
    pick: least(({ loads }, row) => cell(loads.reported, row * loadPlaces)),
  },
  ownUnscaled: {
    name: 'least loaded, own in flight',
    units: () => 0,
    pick: least(
      (instance, row) => cell(instance.loads.reported, row * loadPlaces) + since(instance, row),
    ),
  },
  onOff: {
    name: 'on/off at 90 %',
    units: ({ loads }, row) =>
      shedUnits(cell(loads.reported, row * loadPlaces) / room > 0.9 ? 1 : 0),
  },
  scaledOnly: {
    name: 'own in flight × instances',
    units: (instance, row, _, { instances }) => {
      const load = estimateLoad(
        cell(instance.loads.reported, row * loadPlaces),
        since(instance, row),
        instances,
      );
      return shedUnits(shedShare(load / room, modelRule.shed));
    },
  },
  reportOnly: {
    name: 'ramp over the report',
    units: ({ loads }, row) =>
      shedUnits(shedShare(cell(loads.reported, row * loadPlaces) / room, modelRule.shed)),
  },
} as const satisfies { readonly [name: string]: Policy };
