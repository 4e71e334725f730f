// The map page: every document as a point, near to what means alike, coloured by list or by section.
import type { FC } from 'hono/jsx';
import type { MapPoint } from '../library/mapping.js';
import { Frame } from './frame.js';
import { safeHref } from './source.js';

export type Colouring = 'list' | 'section';

export interface MapProps {
  points: readonly MapPoint[];
  by: Colouring;
  /** The list or section that is lit; all of them when null. */
  only: string | null;
  /** False while the map of a new index is being drawn. */
  ready: boolean;
}

/** Units of the drawing; the browser scales it. */
const WIDTH = 1200;
const HEIGHT = 860;
const MARGIN = 24;
/** Colours in map.css; further groups share the last one. */
const HUES = 12;
/** Names written onto the map: more of them hide the points. */
const NAMES = 14;

/** The groups of a colouring with their sizes, largest first. */
function groupsOf(points: readonly MapPoint[], by: Colouring): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const point of points) counts.set(point[by], (counts.get(point[by]) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

const px = (share: number, size: number): string => (MARGIN + share * (size - 2 * MARGIN)).toFixed(1);

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/** A group's name stands at the median of its points, unless another name is there already. */
function namesOn(points: readonly MapPoint[], by: Colouring, groups: [string, number][]) {
  const placed: { name: string; x: number; y: number }[] = [];
  for (const [name] of groups) {
    if (placed.length === NAMES) break;
    const own = points.filter((point) => point[by] === name);
    if (name === '' || own.length < 4) continue;
    const x = median(own.map((point) => point.x));
    const y = median(own.map((point) => point.y));
    const clash = placed.some((other) => Math.abs(other.x - x) < 0.14 && Math.abs(other.y - y) < 0.035);
    if (!clash) placed.push({ name, x, y });
  }
  return placed;
}

const Drawing: FC<MapProps & { hue: Map<string, number>; groups: [string, number][] }> = (props) => (
  // biome-ignore lint/a11y/useSemanticElements: SVG has no fieldset
  <svg
    viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    role="group"
    aria-label={`Map of ${props.points.length} documents by meaning; each point is a link`}
  >
    {props.points.map((point) => (
      <a
        href={point.readable ? `/read?${new URLSearchParams({ url: point.url })}` : safeHref(point.url)}
        class={props.only !== null && point[props.by] !== props.only ? 'dim' : undefined}
        tabindex={-1}
      >
        <title>{`${point.title || point.url}\n${point.host} · ${point.list}${point.section && ` › ${point.section}`}`}</title>
        <circle
          class={`hue-${props.hue.get(point[props.by])}`}
          cx={px(point.x, WIDTH)}
          cy={px(point.y, HEIGHT)}
          r={point.readable ? 6 : 4.5}
        />
      </a>
    ))}
    {props.only === null &&
      namesOn(props.points, props.by, props.groups).map(({ name, x, y }) => (
        <text x={px(x, WIDTH)} y={px(y, HEIGHT)}>
          {name}
        </text>
      ))}
  </svg>
);

const address = (by: Colouring, only: string | null) =>
  `/map?${new URLSearchParams(only === null ? { by } : { by, only })}`;

const Legend: FC<MapProps & { hue: Map<string, number>; groups: [string, number][] }> = ({
  by,
  only,
  hue,
  groups,
}) => (
  <aside aria-label="Colours">
    <p>
      {(['list', 'section'] as const).map((choice) => (
        <a class="chip" href={address(choice, null)} aria-current={choice === by ? 'true' : undefined}>
          by {choice}
        </a>
      ))}
    </p>
    <ul>
      {groups.map(([name, count]) => (
        <li>
          <a
            href={address(by, name === only ? null : name)}
            aria-current={name === only ? 'true' : undefined}
          >
            <svg viewBox="0 0 10 10" aria-hidden="true">
              <circle cx="5" cy="5" r="5" class={`hue-${hue.get(name)}`} />
            </svg>
            <span>{name || 'no section'}</span>
            <span class="count">{count}</span>
          </a>
        </li>
      ))}
    </ul>
    {only !== null && (
      <p>
        <a class="button small" href={address(by, null)}>
          Show all
        </a>
      </p>
    )}
  </aside>
);

export const MapPage: FC<MapProps> = (props) => {
  const groups = groupsOf(props.points, props.by);
  const hue = new Map(groups.map(([name], rank) => [name, Math.min(rank, HUES - 1)]));
  return (
    <Frame title="Map · wellread" here="/map" styles={['ask', 'map']} scripts={['map']}>
      <h1>Map</h1>
      <p class="quiet">
        Near means alike. Larger points can be read here; the others are known by their titles. Wheel to zoom,
        drag to move.
      </p>
      {!props.ready ? (
        <div class="notice drawing" role="status">
          <p>
            The map of the new index is being drawn; it takes some seconds. <noscript>Reload then.</noscript>
          </p>
        </div>
      ) : (
        <div class="map">
          <div class="canvas">
            <Drawing {...props} hue={hue} groups={groups} />
            <div class="zoom needs-script">
              <button type="button" class="button small" data-zoom="1.6" aria-label="zoom in">
                +
              </button>
              <button type="button" class="button small" data-zoom="0.625" aria-label="zoom out">
                −
              </button>
              <button type="button" class="button small" data-zoom="all">
                all
              </button>
            </div>
          </div>
          <Legend {...props} hue={hue} groups={groups} />
        </div>
      )}
    </Frame>
  );
};
