// How is a copy of the built product made, to which files are added without a compiler run?
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { compiledOf } from './run-file.ts';

const packages = ['core', 'sim', 'scenarios', 'cli'];

/** A copy of the built packages in a folder of its own, which finds itself under `@fairlead`. */
export function copyProduct(): string {
  const root = mkdtempSync(join(tmpdir(), 'fairlead-adding-'));
  const isNeeded = (path: string) => !/\.(map|d\.ts|tsbuildinfo)$/.test(path);
  for (const name of packages) {
    cpSync(join(name, 'dist'), join(root, name, 'dist'), { recursive: true, filter: isNeeded });
    cpSync(join(name, 'package.json'), join(root, name, 'package.json'));
  }
  cpSync('cli/bin', join(root, 'cli/bin'), { recursive: true });
  cpSync('scenarios/quickstart.yaml', join(root, 'scenarios/quickstart.yaml'));
  mkdirSync(join(root, 'scenarios/whatifs'));
  writeFileSync(join(root, 'tsconfig.base.json'), '{}');
  linkModules(root);
  return root;
}

/**
 * A copy of the whole checkout as it is built, in a folder of its own that has nothing else but the
 * shared data beside it.
 */
export function copyCheckout(): string {
  const root = join(mkdtempSync(join(tmpdir(), 'fairlead-checkout-')), 'checkout');
  const isLeft = /^(\.git|out)$|(^|\/)node_modules$|\.(map|tsbuildinfo)$/;
  cpSync('.', root, { recursive: true, filter: (path) => !isLeft.test(path) });
  if (existsSync('../shared')) symlinkSync(resolve('../shared'), join(root, '../shared'), 'dir');
  linkModules(root);
  return root;
}

/** Everything that is installed, but for the packages of the copy itself. */
function linkModules(root: string): void {
  const modules = join(root, 'node_modules');
  mkdirSync(join(modules, '@fairlead'), { recursive: true });
  for (const name of packages)
    symlinkSync(join(root, name), join(modules, '@fairlead', name), 'dir');
  for (const name of readdirSync('node_modules'))
    if (name !== '@fairlead' && !name.startsWith('.'))
      symlinkSync(resolve('node_modules', name), join(modules, name));
}

/** What the compiler makes of `text` alone, as the file of the sources at `path`. */
export function transpile(path: string, text: string): string {
  const { outputText } = ts.transpileModule(text, {
    fileName: path,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  return outputText;
}

/** Compiles `text` alone, as the file of the sources at `path`, into the copy. */
export function writeCode(root: string, path: string, text: string): void {
  const out = join(root, compiledOf(path));
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, transpile(path, text));
}

/** One more line in the registry at `path`. */
export function writeLine(root: string, path: string, line: string): void {
  writeCode(root, path, `${readFileSync(path, 'utf8')}${line}\n`);
}
