// What can carry less, or more, than it is declared to: a whole box or link, or a part of one?
import { readIds } from '@fairlead/core';
import type { Amount, EventCapacity, EventKind, NetworkChange } from '../event.ts';
import { rowsOf } from '../rows.ts';

export const capacity: EventKind = {
  name: 'capacity',
  place: 30,
  verbs: [
    {
      name: 'degrade',
      says: ['is not what it was', 'is what it was again'],
      tables: ['link', 'appliance', 'site', 'cluster'],
      keys: [
        {
          name: 'capacity',
          form: 'amount',
          says: 'What each of them can really carry: a disk or a LAG member less takes a part away',
        },
        {
          name: 'errors',
          form: 'share',
          says: 'Part of the starts there that fail, though the box answers every probe',
        },
        {
          name: 'silent',
          form: 'flag',
          says: 'Nobody is told, so that steering counts on what is declared; false unless told',
        },
      ],
      wrong: ({ capacity: amount, errors }) =>
        amount === undefined && errors === undefined
          ? { key: 'degrade', text: 'expected "capacity", "errors" or both beside it' }
          : undefined,
      effects({ snapshot }, targets, { keys }) {
        const isLink = targets.some(({ table }) => table === 'link');
        const all = rowsOf(snapshot, targets);
        // A site that is degraded has boxes that carry less; its links are targets of their own.
        const links = isLink ? all.links : [];
        const amount = keys?.capacity as Amount | undefined;
        const { appliances } = all;
        const fails = { appliances, share: Number(keys?.errors) };
        const failing = keys?.errors === undefined ? {} : { fails };
        if (amount === undefined) return { ...failing, touches: { appliances, links } };
        const ids = { appliance: readIds(snapshot, 'appliance'), link: readIds(snapshot, 'link') };
        const room =
          (table: EventCapacity['table']) =>
          (row: number): EventCapacity => ({ table, row, amount });
        const rooms = [...all.appliances.map(room('appliance')), ...links.map(room('link'))];
        const own = { appliance: snapshot.capacityBps, link: snapshot.linkCapacityBps };
        const claimOf = ({ table, row }: EventCapacity): NetworkChange => ({
          ...{ of: 'capacity', table, id: ids[table][row], ownBps: own[table][row], amount },
        });
        return {
          ...failing,
          rooms,
          ...(keys?.silent !== true && { claims: rooms.map(claimOf), word: 'report' }),
          touches: { appliances: all.appliances, links },
        };
      },
    },
  ],
};
