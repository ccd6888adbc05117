// Which faults are planted? Lists of them, one file each.
export { admission } from './admission.ts';
export { belief } from './belief.ts';
export { changes } from './changes.ts';
export { crowds } from './crowds.ts';
export { decisions } from './decisions.ts';
export { demand } from './demand.ts';
export { evenings } from './evenings.ts';
export { loads } from './loads.ts';
export { measures } from './measures.ts';
export { replies } from './replies.ts';
export { reports } from './reports.ts';
export { snapshots } from './snapshots.ts';
