// How does a compiler go on where another one stopped? From a snapshot and the routes beside it.
import { given } from '../base/given.ts';
import type { Outcome } from '../base/outcome.ts';
import { openedSources, openRoutes } from '../routes/open-routes.ts';
import { isSameDigest, problemAt } from '../snapshot/container.ts';
import type { Snapshot } from '../snapshot/layout.ts';

import { type Compiler, type CompilerOptions, compilerFrom } from './compiler.ts';

/** Buffers as for `createCompiler`; name, ranking and weights are those of the snapshot. */
export type ResumeOptions = Pick<CompilerOptions, 'buffer' | 'snapshotsMax'>;

/**
 * A compiler that goes on from `snapshot`, which `openSnapshot` opened, and the bytes of its routes
 * (`Compiler.compactRoutes`, `encodeRoutes`). What it has committed has the name and the content
 * digest of `snapshot`, and whatever is proposed to it gives what it would have given the compiler
 * that wrote them: the same content, and from `compact()` and `compactRoutes()` the same bytes.
 * Retained snapshots are not kept in a file.
 *
 * Problems: routes that are damaged, or of another fleet, version or content (`other-snapshot`),
 * each at its byte; a cut or damaged byte cannot pass. What passes is compiled, in the time and
 * memory that such a world takes.
 *
 * @example
 * const first = createCompiler(world);
 * const saved = { bytes: first.compact().bytes, routes: first.compactRoutes() };
 * const { snapshot: opened } = openSnapshot(saved.bytes);
 * const { compiler } = opened ? resumeCompiler(opened, saved.routes) : {};
 * console.log(compiler?.snapshot().sequence); // => 0
 */
export function resumeCompiler(
  snapshot: Snapshot,
  routes: Uint8Array,
  options: ResumeOptions = {},
): Outcome<'compiler', Compiler> {
  given(snapshot, 'snapshot');
  given(options, 'object');
  const { opened, problems } = openRoutes(snapshot, routes);
  if (problems) return { problems };
  const { fleet, epoch, sequence, contentDigest } = snapshot;
  const name = { fleet, epoch, sequence };
  const sources = openedSources(opened);
  const compiler = compilerFrom(
    { sources, fleet: snapshot, ranking: opened.ranking, name },
    options,
  );
  if (isSameDigest(compiler.snapshot().contentDigest, contentDigest)) return { compiler };
  const text = 'these routes compile to another content than the snapshot has';
  return { problems: [problemAt(48, 'other-snapshot', text)] };
}
