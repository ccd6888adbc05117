// Which evening of one country do tests of desks and loops look into?
import { generateWorld } from '../../generate/generate-world.ts';
import { defaultHealthPolicy, type Scenario } from '../../setup/scenario.ts';
import { setUp } from '../../setup/setup.ts';

const places = Array.from({ length: 12 }, (_, k) => ({
  name: `Town ${String.fromCharCode(65 + k)}`,
  country: 'BE',
  lat: 50 + k / 20,
  lon: 4 + k / 20,
  timezone: 'Europe/Brussels',
  population: Math.round(1e6 / (k + 1)),
}));
const countries = [{ code: 'BE', name: 'Belgium', continent: 'EU', languages: ['nl'] }];
export const belgium = generateWorld(
  { size: 'small', seed: 1, countries: ['BE'] },
  places,
  countries,
);
const always = { fromMs: Float64Array.of(0), offsetMs: Float64Array.of(0) };

/** An hour from 1970 on, in epochs of a minute, without a warm-up, under two instances. */
export function belgianSetup(change: Partial<Scenario>) {
  const scenario: Scenario = {
    name: 'belgium',
    seed: 1,
    fromMs: 0,
    toMs: 3_600_000,
    warmupMs: 0,
    reportIntervalMs: 60_000,
    reportDelayMs: 0,
    reportLossShare: 0,
    publish: { everyMs: 60_000, delayMs: 0 },
    instances: 2,
    demand: { startsPerMemberDay: 2, memberShare: 1 },
    policy: {
      ranking: ['as-path', 'distance'],
      want: 3,
      applianceShed: { from: 0.85, full: 0.97 },
      linkShed: { from: 0.85, full: 0.97 },
      health: defaultHealthPolicy,
    },
    events: [],
    expect: [],
    ...change,
  };
  return setUp(belgium, scenario, { 'Europe/Brussels': always });
}
