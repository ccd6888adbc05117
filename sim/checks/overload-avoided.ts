// Did an appliance above 1.05 of its capacity for over two reports, which sheds less than 95 %, get
// a session that an equal one, eligible and of the same rank, had room for?
import { type Check, counted } from './check.ts';

export const overloadAvoided: Check = {
  name: 'overload-avoided',
  place: 50,
  // In a sample a few sessions fill a small appliance, whatever steering does.
  applies: ({ setup }) => setup.share === 1,
  judge: counted('overChecked', 'overViolated'),
};
