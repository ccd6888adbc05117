// Which names of KPIs and comparators may a scenario use?
import { comparatorNames } from '@fairlead/core';
import type { KnownNames } from '@fairlead/scenarios';
import { kpiNames } from '@fairlead/sim';

/** What `loadScenario` and the JSON Schema of scenarios need to know. */
export function knownNames(): KnownNames {
  return { kpis: kpiNames, comparators: comparatorNames };
}
