// What is checked when a run is over?
export { bytesConserved } from './bytes-conserved.ts';
export { capacityKept } from './capacity-kept.ts';
export { drainRespected } from './drain-respected.ts';
export { loadReturned } from './load-returned.ts';
export { overloadAvoided } from './overload-avoided.ts';
export { ranksKept } from './ranks-kept.ts';
