// How does a world become the snapshot that steering reads?
import { compileWorld, encodeRoutes } from '@fairlead/core';
import { mayWriteFile, type OutputFile, writeFilesAtomically } from '../io/out/files.ts';
import { mayWriteRoutes, routesPath } from '../io/snapshot-file.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes, wrongInput } from '../terminal/exit.ts';
import { warnOfIdleRanking } from './idle-ranking.ts';
import { openWorld } from './open-world.ts';
import { outOption, rankingOption, versionOptions } from './options.ts';
import { snapshotDocument, snapshotText } from './tell-snapshot.ts';

export const snapshotBuild = defineCommand({
  command: 'snapshot build <world>',
  describe: 'Compile a world folder into one file that steering opens',
  examples: [
    ['fairlead snapshot build out/world -o out/world.snapshot', 'The published ranking'],
    [
      'fairlead snapshot build out/world -o out/eu.snapshot --epoch 3 --sequence 7 --fleet eu',
      'With the version that admission looks at',
    ],
    [
      'fairlead snapshot build out/world -o out/near.snapshot --ranking distance,as-path,-capacity',
      'Nearest first; among equally near ones the shortest path, then the smallest cluster',
    ],
    [
      'fairlead snapshot build out/world -o s.snapshot --routes',
      'And s.snapshot.routes beside it, from which "fairlead snapshot update" goes on',
    ],
  ],
  builder: (args) =>
    args
      .positional('world', { type: 'string', demandOption: true })
      .option('out', { ...outOption('The file to write'), demandOption: true })
      .options(versionOptions)
      .option('fleet', {
        type: 'string',
        requiresArg: true,
        default: 'default',
        describe: 'Id of the fleet',
      })
      .option(
        'ranking',
        rankingOption('Comparators between commas, the first that differs decides'),
      )
      .option('routes', {
        type: 'boolean',
        describe: 'Write the routes too, to FILE.routes: both files or none',
      }),
  async run({ world: folder, out, epoch = 0, sequence = 0, fleet, ranking, routes }, shell) {
    await mayWriteFile({ place: out, kind: 'snapshot' });
    if (routes) await mayWriteRoutes(out);
    const world = await openWorld(folder);
    const order = ranking && { ranking };
    if (ranking) warnOfIdleRanking(ranking, world, shell);
    const { compiled, problems } = await shell.computing(() =>
      compileWorld(world, { epoch, sequence, fleet, ...order }),
    );
    if (problems) throw wrongInput(`${folder} cannot be compiled`, problems);
    const { snapshot } = compiled;
    const kept = routes && (await shell.computing(() => encodeRoutes(snapshot, world, ranking)));
    const files: OutputFile[] = [{ place: out, kind: 'snapshot', content: snapshot.bytes }];
    if (kept) files.push({ place: routesPath(out), kind: 'routes', content: kept });
    await writeFilesAtomically(files);
    const document = snapshotDocument(out, snapshot, compiled.routes);
    shell.answer(document, () => snapshotText(document));
    return exitCodes.fine;
  },
});
