// How does a result get its page again, from what it holds?
import { join } from 'node:path';
import { listFile, relisted } from '../io/folder.ts';
import { type OutputFile, writeFilesAtomically } from '../io/out/files.ts';
import { refuseLink } from '../io/out/place.ts';
import { ofWholeResults, readResult } from '../io/result.ts';
import { reportHtml } from '../report/write.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit.ts';

const name = 'report.html';

export const report = defineCommand({
  command: 'report <result>',
  describe: 'Make the page of a result again, from its document and its series alone',
  examples: [
    ['fairlead report out/quickstart', 'out/quickstart/report.html, the bytes of the run'],
  ],
  builder: (args) =>
    args.positional('result', { type: 'string', demandOption: true, describe: 'A result folder' }),
  async run({ result: folder }, shell) {
    const read = await readResult(folder);
    const content = ofWholeResults(folder, () => reportHtml(read));
    const place = join(folder, name);
    const files: OutputFile[] = [{ place, kind: 'report', content, isSuccessor: true }];
    // The folder's own list goes on to say what we wrote.
    const list = await relisted(folder, name, content);
    const listed = { place: join(folder, listFile), kind: 'list', isSuccessor: true } as const;
    if (list !== undefined) files.push({ ...listed, content: list });
    for (const { place: named } of files) await refuseLink(named);
    await writeFilesAtomically(files);
    shell.answer({ result: folder, report: place }, () => `report: ${place}\n`);
    return exitCodes.fine;
  },
});
