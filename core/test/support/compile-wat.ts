// What are the bytes of the WebAssembly text? Run as a program it writes them into their module.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import createWabt from 'wabt';

const folder = new URL('../../../batch/', import.meta.url);

/** The compiled text. */
export async function compileWat(): Promise<Uint8Array> {
  const { parseWat } = await createWabt();
  const text = readFileSync(new URL('holders.wat', folder), 'utf8');
  return parseWat('holders.wat', text, { simd: true }).toBinary({}).buffer;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = await compileWat();
  const text = `// What does holders.wat compile to? Written by \`npm run wasm\`.
const bytes = [${[...bytes].join(', ')}];

/** A WebAssembly module that exports \`plan\`, \`best\` and \`order\`. */
export function holdersWasm(): Uint8Array {
  return Uint8Array.from(bytes);
}
`;
  writeFileSync(new URL('holders-wasm.ts', folder), text);
}
