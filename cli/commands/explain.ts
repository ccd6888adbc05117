// Why does one client get what it gets?
import {
  type ClientAddress,
  explainOrder,
  type OrderAccount,
  readRoutes,
  type Snapshot,
  shortenedText,
  wantMax,
} from '@fairlead/core';
import { readRoutesOf, readSnapshot, routesPath } from '../io/snapshot-file.ts';
import { explanationText } from '../tables/explain-text.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes, wrongInput } from '../terminal/exit.ts';
import { askNow, askRecord, readQuestion } from './asked-decision.ts';
import { openMasks } from './open-state.ts';
import { openWorld } from './open-world.ts';
import { panicShareOption, rankingOption, wholeOption } from './options.ts';

const text = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const;

/** What a client's prefix may show: no more of an address than what is shown of the client. */
function shortenPrefixes(order: OrderAccount, { family, words }: ClientAddress): OrderAccount {
  const most = family === 4 ? 24 : 56;
  const candidates = order.candidates.map((candidate) => {
    const { prefix, prefixLength } = candidate;
    const short = `/${prefixLength} in ${shortenedText(family, words)}`;
    return { ...candidate, prefix: prefixLength > most ? short : prefix };
  });
  return { ...order, candidates };
}

/** What says why: a world folder and the ranking it was compiled with, or the routes kept. */
type Grounds = {
  readonly world?: string | undefined;
  readonly ranking?: readonly string[] | undefined;
  readonly routes?: boolean | undefined;
};

/** The world, its ranking and what to call it; none where nobody asks why. */
async function readGrounds(
  { world, ranking, routes = false }: Grounds,
  path: string,
  snapshot: Snapshot,
) {
  if (world !== undefined)
    return { name: `--world: ${world}`, world: await openWorld(world), ranking };
  if (!routes) return undefined;
  const { kept } = await readRoutesOf(path, (bytes) => readRoutes(snapshot, bytes));
  return { name: routesPath(path), ...kept };
}

/** Why the candidates come in their order; throws wrong input where the grounds are others. */
function orderFrom(
  grounds: Awaited<ReturnType<typeof readGrounds>>,
  snapshot: Snapshot,
  address: ClientAddress | undefined,
  vantage: number,
): OrderAccount | null {
  if (address === undefined || grounds === undefined) return null;
  const { name, world, ranking } = grounds;
  const { order } = explainOrder(snapshot, world, { address, vantage }, ranking);
  if (order !== undefined) return order;
  const other = 'other candidates or another last resort than the snapshot has';
  const ranked = 'or it was compiled with another --ranking';
  throw wrongInput(`${name} gives this client ${other}, ${ranked}`);
}

/** A request of the small world of seed 1, for the examples. */
const asked = '--client 100.0.68.1 --file t00001-1750k --session s1';

export const explain = defineCommand({
  command: 'explain <snapshot>',
  describe: 'Explain one decision: who could serve this client, who does, and why not the others',
  examples: [
    [
      `fairlead explain s.snapshot --world out/world ${asked}`,
      'Every candidate, what put it before the next, each holder, and what became of it',
    ],
    [
      `fairlead explain s.snapshot --routes ${asked}`,
      'The same by s.snapshot.routes, which has the ranking too',
    ],
    [
      `fairlead explain s.snapshot ${asked.replace('100.0.68.1', '2400::1')} --state state.csv`,
      'In a state of health and load',
    ],
    [
      `fairlead explain s.snapshot ${asked} --panic-share 0.5`,
      'As decide with that option decides it',
    ],
    [
      `fairlead explain s.snapshot ${asked} --spread site=1`,
      'As decide answers "spread": {"site":1}; --served-by, --capabilities and --territory too',
    ],
    [
      'fairlead explain s.snapshot --as-of day.records:17 --state state.csv',
      'The 17th recorded decision, on the snapshot and state on which it was taken',
    ],
  ],
  rules: [
    { options: ['client', 'file', 'session', 'want'], without: 'as-of' },
    { options: ['panic-share', 'full-address'], without: 'as-of' },
    { options: ['served-by', 'capabilities', 'territory', 'spread'], without: 'as-of' },
    { options: ['world', 'ranking'], without: 'routes' },
    { options: ['ranking'], with: 'world' },
  ],
  builder: (args) =>
    args
      .positional('snapshot', { type: 'string', demandOption: true })
      .option('client', text('Address of the client; only its /24 or /56 is shown'))
      .option('file', text('Id of the file'))
      .option('session', text('Id of the session'))
      .option('want', wholeOption('want', 'Targets wanted, 1 to 16 (default 5)', 1, wantMax))
      .option('served-by', text('Id of the appliance that serves the session now'))
      .option('capabilities', text('Words that an appliance must have, between commas'))
      .option('territory', text('Word of the territory that it must be allowed to serve'))
      .option('spread', text('Targets at most of one cluster and of one site: cluster=1,site=2'))
      .option('as-of', text('FILE:N, record N (from 1) of decide --record, instead of a request'))
      .option('world', text('Folder of the world that was compiled: it says why in this order'))
      .option('ranking', rankingOption('That of "snapshot build", with --world'))
      .option('routes', {
        type: 'boolean',
        describe: 'Why in this order, by the routes beside the snapshot',
      })
      .option('state', text('CSV of what is unhealthy or shed; all else is healthy'))
      .option(
        'panic-share',
        panicShareOption('Healthy share of a rank below which its health is ignored (0: off)'),
      )
      .option('full-address', {
        type: 'boolean',
        describe: 'Show the whole address of the client',
      }),
  async run(options, shell) {
    const { asOf, fullAddress = false } = options;
    const question = { ...options, fullAddress };
    const read = asOf === undefined ? readQuestion(question) : undefined;
    const snapshot = await readSnapshot(options.snapshot);
    const { state, words } = await openMasks(options.state, snapshot);
    const basis = { snapshot, state };
    const decision =
      read === undefined
        ? await askRecord(asOf ?? '', basis)
        : askNow({ ...question, words }, read, basis);
    const { asked, explanation, address, nearFile, unknown } = decision;
    const { vantage } = explanation;
    const grounds = await readGrounds(options, options.snapshot, snapshot);
    const whole = orderFrom(grounds, snapshot, address, vantage);
    const isShort = whole !== null && address !== undefined && !fullAddress;
    const order = isShort ? shortenPrefixes(whole, address) : whole;
    shell.answer({ ...asked, ...explanation, order, unknown }, () =>
      explanationText(asked, explanation, { order, nearFile, unknown }),
    );
    return exitCodes.fine;
  },
});
