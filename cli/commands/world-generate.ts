// How is a world made from a size and a seed, and written as a folder?
import { counted } from '@fairlead/core';
import { writeWorld } from '@fairlead/scenarios';
import type { WorldSize } from '@fairlead/sim';
import { mayWriteFolder, writeFolderAtomically } from '../io/folder.ts';
import { countsOf } from '../tables/world-summary.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit.ts';
import { generate } from './build-world.ts';
import { listOf, outOption, seedOption, wholeOption } from './options.ts';

const sizes: readonly WorldSize[] = ['small', 'country', 'global'];

/** `IE,NL,GR` as a list of codes. */
function readCountries(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  return listOf('countries', text.toUpperCase());
}

export const worldGenerate = defineCommand({
  command: 'world generate',
  describe: 'Make a world of the calibrated models and write it as a folder of tables',
  examples: [
    ['fairlead world generate --size small --seed 1 -o out/world', 'Three countries in a second'],
    ['fairlead world generate --size country --countries DE -o out/de', 'Another country'],
    [
      'fairlead world generate --size global -o out/globe',
      '190 countries, a table of the Internet',
    ],
  ],
  builder: (args) =>
    args
      .option('size', {
        choices: sizes,
        default: 'small' as WorldSize,
        describe: 'How large: three countries, one (NL unless --countries says more), or 190',
      })
      .option('seed', { ...seedOption, default: '1' })
      .option('countries', {
        type: 'string',
        requiresArg: true,
        coerce: readCountries,
        describe: 'Codes of the countries in it, such as IE,NL,GR',
      })
      .option('members', wholeOption('members', 'Members of the whole world', 1, 1e9))
      .option('out', { ...outOption('The folder to write'), demandOption: true }),
  async run({ size, seed, countries, members, out }, shell) {
    await mayWriteFolder(out, 'world');
    const spec = {
      size,
      seed: seed ?? 1,
      ...(countries && { countries }),
      ...(members !== undefined && { members }),
    };
    const { world, about } = await generate(spec, shell);
    await writeFolderAtomically(out, 'world', (folder) => writeWorld(world, folder, about));
    const counts = countsOf(world);
    shell.answer({ world: out, spec, counts }, () => {
      const { sites, appliances, networks, prefixes, routes } = counts;
      const fleet = `${counted(sites, 'site')}, ${counted(appliances, 'appliance')}`;
      const spaces = counted(prefixes, 'client prefix', 'client prefixes');
      const net = `${counted(networks, 'network')}, ${spaces}`;
      return `${out}: ${fleet}, ${net}, ${counted(routes, 'route')}\n`;
    });
    return exitCodes.fine;
  },
});
