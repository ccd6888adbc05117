// Which control loops take a step between epochs?
export { health } from './health.ts';
export { loads } from './loads.ts';
export { publish } from './publish.ts';
