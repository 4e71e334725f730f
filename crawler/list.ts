/** A reading list: links under headings, each with a title and a note. */
import type { Place } from './link.js';

export interface ListEntry extends Omit<Place, 'list'> {
  url: string;
  line: number;
}
export interface ReadingList {
  name: string;
  title: string;
  entries: ListEntry[];
}
