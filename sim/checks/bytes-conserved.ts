// Does every bit that was asked for stand in the account once: by sessions, flows and draws alike?
import type { Check } from './check.ts';

/**
 * What sessions asked of each kind of link is what its flows were asked for, round by round, and
 * all that was asked is what those ask who were drawn, minute by minute: whole 1/1000 bits.
 */
export const bytesConserved: Check = {
  name: 'bytes-conserved',
  place: 10,
  applies: () => true,
  judge: ({ conductor: { balance } }) => ({
    checked: balance.flows.checked + balance.drawn.checked,
    violated: balance.flows.differing + balance.drawn.differing,
  }),
};
