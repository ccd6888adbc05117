// What becomes of one box whose demand spikes, when whoever it sheds goes elsewhere for good?
import {
  countOwn,
  createLoadMark,
  createLoads,
  defaultLoadRule,
  type LoadMark,
  type Loads,
  takeReport,
  updateShedUnits,
  writeLoadMark,
} from '../../index.ts';
import { createDice, poisson } from './dice.ts';
import { cell } from './oracle-basics.ts';

/** Sessions that the box has room for. */
export const boxRoom = 2500;
const lossShare = 0.05;

/** Times in s; `demand` is what is asked of the box over time ÷ its room. */
export type BoxQuestion = {
  readonly instances: number;
  readonly intervalS: number;
  /** From a report to its arrival. */
  readonly delayS: number;
  /** Mean of the exponential length of a session. */
  readonly sessionS: number;
  readonly demand: (atS: number) => number;
  readonly seconds: number;
  readonly seed: number;
};

type Run = {
  readonly of: BoxQuestion;
  readonly unit: () => number;
  readonly fleet: readonly Loads[];
  /** Owner of each session that runs. */
  readonly owners: number[];
  readonly late: { readonly atS: number; readonly load: number; readonly marks: LoadMark[] }[];
};

function update({ of, fleet }: Run, owner: number, atS: number): void {
  const input = { room: boxRoom, atMs: atS * 1000, leastShare: 0 };
  const { instances } = of;
  updateShedUnits(cell(fleet, owner), 0, input, { rule: defaultLoadRule, instances });
}

function begin({ fleet, owners }: Run, owner: number): void {
  owners.push(owner);
  countOwn(cell(fleet, owner), 0, 1);
}

/** A report goes out, or one comes in; 5 % of them do not reach an instance. */
function report({ of, unit, fleet, owners, late }: Run, atS: number): void {
  if (atS % of.intervalS === 0) {
    const marks = fleet.map((loads) => {
      const mark = createLoadMark(1);
      writeLoadMark(mark, loads, atS * 1000);
      return mark;
    });
    late.push({ atS, load: owners.length, marks });
  }
  const first = late[0];
  if (first === undefined || first.atS + of.delayS > atS) return;
  late.shift();
  fleet.forEach((loads, owner) => {
    if (unit() >= lossShare || first.atS === 0)
      takeReport(loads, 0, first.load, cell(first.marks, owner));
  });
}

/** Utilisation at the end of each second. */
export function playBox(of: BoxQuestion): readonly number[] {
  const { unit } = createDice(of.seed);
  const fleet = Array.from({ length: of.instances }, () => createLoads(1, 0));
  const run: Run = { of, unit, fleet, owners: [], late: [] };
  const { owners } = run;
  const drawn = () => Math.floor(unit() * of.instances);
  for (let k = of.demand(0) * boxRoom; k > 0; k--) begin(run, drawn());
  const endShare = 1 - Math.exp(-1 / of.sessionS);
  return Array.from({ length: of.seconds }, (_, atS) => {
    report(run, atS);
    for (let owner = 0; owner < of.instances; owner++) update(run, owner, atS);
    for (let n = Math.min(owners.length, poisson(unit, owners.length * endShare)); n > 0; n--) {
      const at = Math.floor(unit() * owners.length);
      countOwn(cell(fleet, cell(owners, at)), 0, -1);
      owners[at] = cell(owners, owners.length - 1);
      owners.pop();
    }
    for (let n = poisson(unit, (of.demand(atS) * boxRoom) / of.sessionS); n > 0; n--) {
      const owner = drawn();
      if (unit() < cell(cell(fleet, owner).share, 0)) continue;
      begin(run, owner);
      update(run, owner, atS);
    }
    return owners.length / boxRoom;
  });
}
