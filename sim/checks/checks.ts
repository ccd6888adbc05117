// All checks, in the order in which results list them.
import type { Check } from './check.ts';
import * as registry from './registry.ts';

export const checks: readonly Check[] = [
  registry.bytesConserved,
  registry.loadReturned,
  registry.ranksKept,
  registry.drainRespected,
  registry.overloadAvoided,
];
