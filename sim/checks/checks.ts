// All checks, in the order in which results list them.
import type { Check } from './check.ts';
import * as registry from './registry.ts';

export const checks: readonly Check[] = Object.values(registry).sort((a, b) => a.place - b.place);
