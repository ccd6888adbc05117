// How does a snapshot file become the next one, by what was announced since?
import { type Change, type Compiler, resumeCompiler, type Version } from '@fairlead/core';
import { placeProblems, readChanges, type ToldChanges } from '../io/changes-file.ts';
import { mayWriteFile, writeFilesAtomically } from '../io/out/files.ts';
import { settle } from '../io/out/lock.ts';
import { realPlace } from '../io/out/place.ts';
import { mayWriteRoutes, readRoutesOf, readSnapshot, routesPath } from '../io/snapshot-file.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes, wrongInput } from '../terminal/exit.ts';
import { outOption, versionOptions } from './options.ts';
import { snapshotDocument, snapshotText } from './tell-snapshot.ts';

/** Commits the changes of the file at `path` as one batch; throws with all that is wrong in it. */
function commit(
  compiler: Compiler,
  path: string,
  { changes, lines, problems }: ToldChanges,
  version: Partial<Version>,
): readonly Change[] {
  const proposed = compiler.propose(changes, version);
  const wrong = proposed.verdict === 'refused' ? (proposed.problems ?? []) : [];
  const all = [...problems, ...placeProblems(wrong, path, lines)];
  all.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (all.length > 0) throw wrongInput(`${path}: nothing is changed, as something is wrong`, all);
  if (proposed.verdict === 'refused') throw wrongInput(`version ${proposed.text}`);
  compiler.commit(proposed.snapshot);
  return changes;
}

export const snapshotUpdate = defineCommand({
  command: 'snapshot update <snapshot>',
  describe: 'Go on from a snapshot and its routes: all changes of a file as one batch, or none',
  examples: [
    [
      'fairlead snapshot update s.snapshot --changes changes.jsonl -o next.snapshot',
      'Reads s.snapshot.routes too, and writes next.snapshot and next.snapshot.routes',
    ],
    [
      'fairlead snapshot update s.snapshot --changes changes.jsonl -o s.snapshot --sequence 12',
      'In place, with a version of your own; else the sequence goes up by one',
    ],
  ],
  builder: (args) =>
    args
      .positional('snapshot', {
        type: 'string',
        demandOption: true,
        describe: 'Built with --routes; its fleet and its ranking stay',
      })
      .option('changes', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'JSON lines, a change or a list of changes each, in order: see cli/README.md',
      })
      .option('out', { ...outOption('The file to write; FILE.routes too'), demandOption: true })
      .options(versionOptions),
  async run({ snapshot: path, changes: file, out, epoch, sequence }, shell) {
    // In place a pair is replaced by its own successor.
    const snapshotOut = { place: out, kind: 'snapshot', isSuccessor: true } as const;
    const routesOut = { place: routesPath(out), kind: 'routes', isSuccessor: true } as const;
    await mayWriteFile(snapshotOut);
    await mayWriteRoutes(out, true);
    await settle(await Promise.all([path, routesPath(path)].map(realPlace)));
    const snapshot = await readSnapshot(path);
    const before = Uint32Array.from(snapshot.contentDigest);
    const told = await readChanges(file);
    const { compiler } = await readRoutesOf(path, (bytes) => resumeCompiler(snapshot, bytes));
    const version = {
      ...(epoch !== undefined && { epoch }),
      ...(sequence !== undefined && { sequence }),
    };
    const changes = await shell.computing(() => commit(compiler, file, told, version));
    const made = compiler.compact();
    await writeFilesAtomically([
      { ...snapshotOut, content: made.bytes },
      { ...routesOut, content: compiler.compactRoutes() },
    ]);
    const isAltered = made.contentDigest.some((word, k) => word !== before[k]);
    const counts = { changes: changes.length, altered: isAltered };
    const document = { ...snapshotDocument(out, made, compiler.routes()), ...counts };
    shell.answer(document, () => snapshotText(document));
    if (!isAltered) shell.warn(`the changes alter nothing that is decided with ${path}`);
    return exitCodes.fine;
  },
});
