// The watch over a data folder: every change is told once, when the catalog has come to rest.
import { expect, it } from 'vitest';
import { Watch } from '../../src/library/watch.js';

function watching() {
  const seen = { changes: 1, takenOver: 0, changed: 0, failed: 0 };
  const watch = new Watch({
    takeOver: () => void seen.takenOver++,
    changes: () => {
      if (seen.changes < 0) throw new Error('damaged');
      return seen.changes;
    },
    changed: () => void seen.changed++,
    failed: () => void seen.failed++,
  });
  return { seen, watch };
}

it('tells of a change when it is over, and once', () => {
  const { seen, watch } = watching();
  watch.start({ catalog: true });
  watch.look();
  expect(seen.changed).toBe(0);
  for (seen.changes = 2; seen.changes < 5; seen.changes++) watch.look();
  expect(seen.changed, 'still moving').toBe(0);
  watch.look();
  watch.look();
  watch.look();
  expect(seen.changed).toBe(1);
  watch.close();
});

it('says once that the catalog cannot be read, and goes on watching the index', () => {
  const { seen, watch } = watching();
  watch.start({ catalog: true });
  seen.changes = -1;
  watch.look();
  watch.look();
  expect(seen).toMatchObject({ takenOver: 2, failed: 1, changed: 0 });
  watch.close();
});

it('watches the index alone until it is told of the catalog', () => {
  const { seen, watch } = watching();
  watch.start({ catalog: false });
  seen.changes = 2;
  watch.look();
  watch.look();
  expect(seen).toMatchObject({ takenOver: 2, changed: 0 });
  watch.start({ catalog: true });
  seen.changes = 3;
  watch.look();
  watch.look();
  expect(seen.changed).toBe(1);
  watch.close();
});
