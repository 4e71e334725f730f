/** Thread that draws the map of a generation and stores it. */
import { workerData } from 'node:worker_threads';
import { openGeneration } from './generation.js';
import { drawMap, type MapRequest, storeMap } from './map.js';

const request = workerData as MapRequest;
storeMap(request, drawMap(openGeneration(request.dataDir, request.generation)));
