// What are the bytes of the WebAssembly text? Run as a program it writes them into their module.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import createWabt from 'wabt';

const folder = new URL('../../../batch/', import.meta.url);

/** The compiled text. */
export async function compileWat(): Promise<Uint8Array> {
  const { parseWat } = await createWabt();
  const text = readFileSync(new URL('best-three.wat', folder), 'utf8');
  return parseWat('best-three.wat', text, { simd: true }).toBinary({}).buffer;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = await compileWat();
  const text = `// What does best-three.wat compile to? Written by \`npm run wasm\`.
const bytes = [${[...bytes].join(', ')}];

/** A WebAssembly module that exports \`best\`. */
export function bestThreeWasm(): Uint8Array {
  return Uint8Array.from(bytes);
}
`;
  writeFileSync(new URL('best-three-wasm.ts', folder), text);
}
