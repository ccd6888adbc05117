// Which of a few pending events is the earliest? Four children per row, typed arrays.

/**
 * A heap of events, earliest first by (atMs, order).
 *
 * | column    | rows        | holds                                                   |
 * | --------- | ----------- | ------------------------------------------------------- |
 * | `key`     | 2 × room    | row `r`: atMs at 2r, order at 2r + 1; parent (r − 1) / 4 |
 * | `payload` | room        | uint32                                                  |
 *
 * Time and order stand side by side, so that four children are 64 bytes in a row.
 */
export type EventHeap = { count: number; key: Float64Array; payload: Uint32Array };

export function createHeap(room: number): EventHeap {
  const rows = Math.max(room, 4);
  return { count: 0, key: new Float64Array(2 * rows), payload: new Uint32Array(rows) };
}

/** Adds an event. `order` decides between equal times, lower first. @hot */
export function heapPush(heap: EventHeap, atMs: number, order: number, payload: number): void {
  if (heap.count === heap.payload.length) grow(heap);
  const key = heap.key;
  const payloads = heap.payload;
  let row = heap.count++;
  while (row > 0) {
    const parent = (row - 1) >>> 2;
    const parentMs = key[2 * parent];
    if (parentMs < atMs || (parentMs === atMs && key[2 * parent + 1] < order)) break;
    key[2 * row] = parentMs;
    key[2 * row + 1] = key[2 * parent + 1];
    payloads[row] = payloads[parent];
    row = parent;
  }
  key[2 * row] = atMs;
  key[2 * row + 1] = order;
  payloads[row] = payload;
}

/** Takes away the first event; read it at row 0 before. The heap must not be empty. @hot */
export function heapDrop(heap: EventHeap): void {
  const count = --heap.count;
  const key = heap.key;
  const payloads = heap.payload;
  const atMs = key[2 * count];
  const order = key[2 * count + 1];
  let row = 0;
  for (let first = 1; first < count; first = 4 * row + 1) {
    const end = first + 4 < count ? first + 4 : count;
    let best = first;
    let bestMs = key[2 * first];
    for (let child = first + 1; child < end; child++) {
      const childMs = key[2 * child];
      if (childMs > bestMs) continue;
      if (childMs === bestMs && key[2 * child + 1] > key[2 * best + 1]) continue;
      best = child;
      bestMs = childMs;
    }
    if (bestMs > atMs || (bestMs === atMs && key[2 * best + 1] > order)) break;
    key[2 * row] = bestMs;
    key[2 * row + 1] = key[2 * best + 1];
    payloads[row] = payloads[best];
    row = best;
  }
  key[2 * row] = atMs;
  key[2 * row + 1] = order;
  payloads[row] = payloads[count];
}

function grow(heap: EventHeap): void {
  const key = new Float64Array(heap.key.length * 2);
  key.set(heap.key);
  const payload = new Uint32Array(heap.payload.length * 2);
  payload.set(heap.payload);
  heap.key = key;
  heap.payload = payload;
}
