// How often does a shed share turn when a load jumps to and fro about the begin of the ramp?
import {
  countOwn,
  createLoadMark,
  createLoads,
  type LoadRule,
  takeReport,
  updateShedUnits,
  writeLoadMark,
} from '../../index.ts';
import { cell } from './oracle-basics.ts';

/** Sessions that the appliance has room for. */
const room = 2500;

/** Utilisation is `low` for half a period and `high` for the other half. */
export type Wave = {
  readonly low: number;
  readonly high: number;
  readonly periodS: number;
  readonly reportS: number;
  /** Instances that share the sessions; 0: one that has none of them and knows reports alone. */
  readonly instances: number;
};

/** An instance counts its part of a load, and of the starts and ends at a session of 600 s. */
function createPart(instances: number) {
  const loads = createLoads(1, 0);
  let churn = 0;
  const follow = (load: number) => {
    const step = Math.round(load / instances) - cell(loads.own, 0);
    for (let n = Math.abs(step); n > 0; n--) countOwn(loads, 0, Math.sign(step));
    for (churn += load / 600 / instances; churn >= 1; churn--)
      for (const one of [1, -1]) countOwn(loads, 0, one);
  };
  return { loads, follow: instances === 0 ? () => {} : follow };
}

/**
 * Plays an hour second by second. `turns`: how often the share that rose falls or that fell rises;
 * `switches`: how often it becomes 0 or ceases to be 0.
 */
export function playWave(rule: LoadRule, wave: Wave): { turns: number; switches: number } {
  const { loads, follow } = createPart(wave.instances);
  const mark = createLoadMark(1);
  const policy = { rule, instances: Math.max(1, wave.instances) };
  const shares: number[] = [];
  for (let atS = 0; atS < 3600; atS++) {
    const load = ((atS % wave.periodS) * 2 < wave.periodS ? wave.high : wave.low) * room;
    const sight = { room, atMs: atS * 1000, leastShare: 0 };
    follow(load);
    if (atS % wave.reportS === 0) {
      writeLoadMark(mark, loads, sight.atMs);
      takeReport(loads, 0, load, mark);
    }
    shares.push(updateShedUnits(loads, 0, sight, policy));
  }
  const steps = shares.map((share, n) => Math.sign(share - (shares[n - 1] ?? share)));
  const moves = steps.filter((step) => step !== 0);
  return {
    turns: moves.filter((step, n) => n > 0 && step !== moves[n - 1]).length,
    switches: shares.filter((share, n) => n > 0 && share > 0 !== cell(shares, n - 1) > 0).length,
  };
}
