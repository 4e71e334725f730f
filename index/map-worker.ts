/** Thread that draws the map of a generation and stores it. */
import { workerData } from 'node:worker_threads';
import { stepBehind } from '../crawler/priority.js';
import { openGeneration } from './generation.js';
import { drawMap, type MapRequest, storeMap } from './map.js';

stepBehind();
const request = workerData as MapRequest;
storeMap(request, drawMap(openGeneration(request.dataDir, request.generation)));
