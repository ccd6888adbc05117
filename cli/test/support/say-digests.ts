// Which digests do drawn evenings have in this process, on so many workers?
import { loadPlaces } from '@fairlead/scenarios';
import { digestOf } from '../../io/result.ts';
import { drawnCountries, drawnEvening } from './drawn-evenings.ts';
import { runOf } from './tiny-evening.ts';

const [workers = 1, first = 1, last = 1] = process.argv.slice(2).map(Number);
const gazetteer = await loadPlaces(drawnCountries);
for (let seed = first; seed <= last; seed++) {
  const { world, scenario } = drawnEvening(seed, gazetteer);
  const result = await runOf(world, scenario, workers);
  const { sessions } = result.document.simulated;
  process.stdout.write(`${seed} ${sessions} ${digestOf(result)}\n`);
}
