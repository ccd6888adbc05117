// Was a session sent where it should not have been?
import { applianceStates, healthyBit, reasons, shedMask, shedUnits } from '@fairlead/core';
import { roundAt } from '../../measures/ledger.ts';
import type { Desk } from '../desk.ts';

const up = applianceStates.indexOf('up');
const ranked = reasons.indexOf('ranked');

/** Whole epochs above its capacity after which an appliance should have been relieved. */
const overEpochsMax = 2;
/**
 * Who sheds so much has been relieved as far as steering can: those that play on fill it, and of
 * new ones one in twenty comes at most.
 */
const relievedUnits = shedUnits(0.95);

/** None that is long above its capacity, and sheds little, gets what an equal one has room for. */
export function checkLoad(desk: Desk, k: number): void {
  const { instance, bulletin, output } = desk;
  const { decision, state } = instance;
  const { counts } = output.ledger;
  counts[roundAt.drainChecked]++;
  if (instance.snapshot.applianceState[decision.targetAppliance[k]] !== up)
    counts[roundAt.drainViolated]++;
  // Fail-open and last resort ignore load by contract: nobody was eligible.
  if (decision.reason !== ranked) return;
  counts[roundAt.overChecked]++;
  if (bulletin.overEpochs[decision.targetAppliance[k]] <= overEpochsMax) return;
  const units = state.appliance[decision.targetAppliance[k]] & shedMask;
  if (units >= relievedUnits) return;
  for (let other = 0; other < decision.targetCount; other++) {
    if (decision.targetRank[other] !== decision.targetRank[k] || other === k) continue;
    // A panic share offers some that are believed ill: nobody counts on their room.
    if ((state.appliance[decision.targetAppliance[other]] & healthyBit) === 0) continue;
    if (bulletin.utilisation[decision.targetAppliance[other]] < 1) {
      counts[roundAt.overViolated]++;
      return;
    }
  }
}
