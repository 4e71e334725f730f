// The map with a script: zoom, drag, a tip at the point under the pointer, sections that light up.
import { openHelp } from './keys.js';

const canvas = document.querySelector('.canvas');
const svg = canvas?.querySelector('svg');
if (svg) start();
else if (document.querySelector('.drawing')) setTimeout(() => location.reload(), 2000);

addEventListener('keydown', (event) => {
  if (event.key === '?' && !document.querySelector('dialog[open]')) openHelp();
});

function start() {
  const [, , width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
  const view = { x: 0, y: 0, scale: 1 };

  function draw() {
    view.scale = Math.min(24, Math.max(1, view.scale));
    const shown = { w: width / view.scale, h: height / view.scale };
    view.x = Math.min(width - shown.w, Math.max(0, view.x));
    view.y = Math.min(height - shown.h, Math.max(0, view.y));
    svg.setAttribute('viewBox', `${view.x} ${view.y} ${shown.w} ${shown.h}`);
    // Points and names keep their size on the screen while the space between them grows.
    const grown = view.scale ** 0.75;
    for (const circle of svg.querySelectorAll('circle'))
      circle.setAttribute('r', `${circle.dataset.r / grown}`);
    for (const text of svg.querySelectorAll('text')) text.style.fontSize = `${19 / view.scale}px`;
  }

  /** Zooms by `factor`, with the point at (px, py) of the element staying where it is. */
  function zoom(factor, px = svg.clientWidth / 2, py = svg.clientHeight / 2) {
    const unit = width / view.scale / svg.clientWidth;
    const before = { x: view.x + px * unit, y: view.y + py * unit };
    view.scale = Math.min(24, Math.max(1, view.scale * factor));
    const after = width / view.scale / svg.clientWidth;
    view.x = before.x - px * after;
    view.y = before.y - py * after;
    draw();
  }

  for (const circle of svg.querySelectorAll('circle')) circle.dataset.r = circle.getAttribute('r');
  svg.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const box = svg.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
    },
    { passive: false },
  );
  canvas.querySelector('.zoom').addEventListener('click', (event) => {
    const factor = event.target.closest('button')?.dataset.zoom;
    if (factor === 'all') Object.assign(view, { x: 0, y: 0, scale: 1 });
    if (factor === 'all') draw();
    else if (factor) zoom(Number(factor));
  });
  drag(view, width, draw);
  tips();
}

function drag(view, width, draw) {
  let from = null;
  let moved = false;
  svg.addEventListener('pointerdown', (event) => {
    from = { x: event.clientX, y: event.clientY, left: view.x, top: view.y };
    moved = false;
  });
  addEventListener('pointermove', (event) => {
    if (!from) return;
    const unit = width / view.scale / svg.clientWidth;
    const by = { x: event.clientX - from.x, y: event.clientY - from.y };
    moved ||= Math.hypot(by.x, by.y) > 4;
    if (!moved) return;
    svg.classList.add('dragging');
    view.x = from.left - by.x * unit;
    view.y = from.top - by.y * unit;
    draw();
  });
  addEventListener('pointerup', () => {
    from = null;
    svg.classList.remove('dragging');
  });
  // The click that ends a drag opens nothing.
  svg.addEventListener('click', (event) => moved && event.preventDefault(), true);
  svg.addEventListener('dragstart', (event) => event.preventDefault());
}

function tips() {
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  canvas.append(tip);
  const show = (point) => {
    const [title, place] = point.querySelector('title').textContent.split('\n');
    const small = document.createElement('small');
    small.textContent = place ?? '';
    tip.replaceChildren(title, small);
    tip.hidden = false;
    const at = point.getBoundingClientRect();
    const box = canvas.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(at.right - box.left + 8, box.width - tip.offsetWidth - 8))}px`;
    tip.style.top = `${Math.max(4, Math.min(at.bottom - box.top + 6, box.height - tip.offsetHeight - 8))}px`;
  };
  for (const on of ['mouseover', 'focusin']) {
    svg.addEventListener(on, (event) => {
      const point = event.target.closest('a');
      if (point) show(point);
    });
  }
  for (const off of ['mouseout', 'focusout']) {
    svg.addEventListener(off, () => {
      tip.hidden = true;
    });
  }
}
