/** Thread that draws the map of a generation and stores it. */
import { workerData } from 'node:worker_threads';
import { LAST, stepBehind } from '../crawler/priority.js';
import type { MapRequest } from './map.js';

stepBehind(LAST);
// loading is work too
const [{ openGeneration }, { drawMap, storeMap }] = await Promise.all([
  import('./open.js'),
  import('./map.js'),
]);
const request = workerData as MapRequest;
storeMap(request, drawMap(openGeneration(request.dataDir, request.generation)));
