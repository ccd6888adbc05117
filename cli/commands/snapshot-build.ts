// How does a world become the snapshot that steering reads?
import { compileWorld } from '@fairlead/core';
import { writeFileAtomically } from '../io/folder.ts';
import { countText, quantityText } from '../tables/quantity.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes, wrongInput } from '../terminal/exit.ts';
import { openWorld } from './open-world.ts';
import { outOption, wholeOption } from './options.ts';

export const snapshotBuild = defineCommand({
  command: 'snapshot build <world>',
  describe: 'Compile a world folder into one file that steering opens',
  examples: [
    ['fairlead snapshot build out/world -o out/world.snapshot', 'The published ranking'],
    [
      'fairlead snapshot build out/world -o s.snapshot --epoch 3 --sequence 7 --fleet eu',
      'With the version that admission looks at',
    ],
  ],
  builder: (args) =>
    args
      .positional('world', { type: 'string', demandOption: true })
      .option('out', { ...outOption('The file to write'), demandOption: true })
      .option('epoch', wholeOption('epoch', 'Epoch of the version', 0, 2 ** 52))
      .option('sequence', wholeOption('sequence', 'Sequence within the epoch', 0, 2 ** 52))
      .option('fleet', { type: 'string', default: 'default', describe: 'Id of the fleet' }),
  async run({ world: folder, out, epoch = 0, sequence = 0, fleet }, shell) {
    const world = await openWorld(folder);
    const { compiled, problems } = await shell.computing(() =>
      compileWorld(world, { epoch, sequence, fleet }),
    );
    if (problems) throw wrongInput(`${folder} cannot be compiled`, problems);
    const { snapshot, routes } = compiled;
    await writeFileAtomically(out, snapshot.bytes);
    const counts = {
      vantages: snapshot.vantageCount,
      appliances: snapshot.applianceCount,
      files: snapshot.fileCount,
      bytes: snapshot.bytes.length,
    };
    const dropped = Object.fromEntries(routes.map(({ verdict, count }) => [verdict, count]));
    shell.answer({ snapshot: out, fleet, epoch, sequence, ...counts, routes: dropped }, () => {
      const reasons = routes.map(({ verdict, count }) => `${countText(count)} ${verdict}`);
      const { vantages, bytes } = counts;
      const size = `${countText(vantages)} vantages, ${quantityText(bytes, 'B')}`;
      return `${out}: ${size}; routes: ${reasons.join(', ')}\n`;
    });
    return exitCodes.fine;
  },
});
