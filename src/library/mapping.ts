/** The map of the live index: drawn once a generation in a thread, kept on disk and in memory, asked for by the page. */
import type { Generation } from '../../index/generation.js';

/** A document on the map; `x` and `y` run from 0 to 1. */
export interface MapPoint {
  x: number;
  y: number;
  title: string;
  url: string;
  host: string;
  /** The first place it stands in; the section is its innermost heading. */
  list: string;
  section: string;
  /** Whether its text is here to be read. */
  readable: boolean;
}

/** Milliseconds after an index was published. */
const DRAW_AFTER = 5_000;

export class Maps {
  readonly #dataDir: string;
  readonly #failed: (error: unknown) => void;
  #drawn: { generation: string; points: MapPoint[] } | null = null;
  #drawing: string | null = null;

  constructor(dataDir: string, failed: (error: unknown) => void) {
    this.#dataDir = dataDir;
    this.#failed = failed;
  }

  /** Draws the map of a new index in a moment: the first questions need not share the machine with it. */
  drawSoon(index: Generation): void {
    setTimeout(() => this.points(index).catch(this.#failed), DRAW_AFTER).unref();
  }

  /** The points of an index, or null while they are being drawn; the first call for a new generation starts that. */
  async points(index: Generation): Promise<MapPoint[] | null> {
    const { generation } = index.manifest;
    if (this.#drawn?.generation === generation) return this.#drawn.points;
    const { mapInThread, storedMap } = await import('../../index/map.js');
    const request = { dataDir: this.#dataDir, generation };
    const places = storedMap(request, index.documents.length);
    if (places === null) {
      if (this.#drawing !== generation) {
        this.#drawing = generation;
        mapInThread(request).catch((error) => {
          this.#drawing = null;
          this.#failed(error);
        });
      }
      return null;
    }
    this.#drawn = { generation, points: pointsOf(index, places) };
    return this.#drawn.points;
  }
}

/** Documents that are mirrors of another one stand under that one. */
function pointsOf(index: Generation, places: Float32Array): MapPoint[] {
  return index.documents
    .filter(({ mirrorOf }) => mirrorOf === null)
    .map(({ ordinal, title, url, host, lists, evidence }) => ({
      x: places[ordinal * 2] as number,
      y: places[ordinal * 2 + 1] as number,
      title,
      url,
      host,
      list: lists[0]?.list ?? '',
      section: lists[0]?.section.at(-1) ?? '',
      readable: evidence === 'text',
    }));
}
