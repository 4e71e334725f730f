// The ask page with a script: answers without reloading, keyboard, citations that show their passage, history.
import { openHelp } from './keys.js';

const form = document.querySelector('#ask-form');
const input = form.querySelector('#question');
const page = document.querySelector('#page');
let running = null;

/** Fetches the results for a query string and puts them into the page, piece by piece as they arrive. */
async function show(search, { push }) {
  running?.abort();
  const abort = new AbortController();
  running = abort;
  if (push) history.pushState(null, '', `/${search}`);
  page.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(`/fragment${search}`, { signal: abort.signal });
    await stream(response, abort);
    document.title = title();
    remember(new URLSearchParams(search).get('q'));
  } catch (error) {
    if (error.name === 'AbortError') return;
    page.replaceChildren(notice('The server could not be reached. Is it still running?'));
  } finally {
    if (running === abort) page.removeAttribute('aria-busy');
  }
}

/** A half-received fragment is drawn at most once a frame: enough for the eye, and cheap. */
async function stream(response, abort) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let html = '';
  let frame = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    html += value;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      if (!abort.signal.aborted) page.innerHTML = html;
    });
  }
  cancelAnimationFrame(frame);
  if (!abort.signal.aborted) page.innerHTML = html;
}

function title() {
  return input.value ? `${input.value} · wellread` : 'wellread';
}

function notice(text) {
  const box = document.createElement('div');
  box.className = 'notice';
  box.setAttribute('role', 'alert');
  box.textContent = text;
  return box;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  document.querySelector('.ask').classList.remove('landing');
  show(`?${new URLSearchParams(new FormData(form))}`, { push: true });
});

// Facets, chips and pages are plain links; here they change the results in place.
page.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-ask]');
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  const url = new URL(link.href);
  input.value = url.searchParams.get('q') ?? '';
  document.querySelector('.ask').classList.remove('landing');
  show(url.search, { push: true });
});

addEventListener('popstate', () => {
  input.value = new URLSearchParams(location.search).get('q') ?? '';
  show(location.search, { push: false });
});

// ---- Citations ----

let peek = null;

function hidePeek() {
  peek?.remove();
  peek = null;
}

function showPeek(cite) {
  hidePeek();
  const source = document.querySelector(cite.getAttribute('href'));
  const passage = source?.querySelector('.passage');
  if (!source) return;
  peek = document.createElement('div');
  peek.className = 'peek';
  peek.setAttribute('role', 'tooltip');
  const head = document.createElement('strong');
  head.textContent = source.querySelector('h3').textContent;
  peek.append(head, passage ? passage.textContent : source.querySelector('.meta').textContent);
  document.body.append(peek);
  const at = cite.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - peek.offsetWidth - 16);
  peek.style.left = `${Math.max(8, left) + scrollX}px`;
  peek.style.top = `${at.bottom + 6 + scrollY}px`;
}

for (const [on, off] of [
  ['mouseover', 'mouseout'],
  ['focusin', 'focusout'],
]) {
  page.addEventListener(on, (event) => {
    const cite = event.target.closest?.('.cite');
    if (cite) showPeek(cite);
  });
  page.addEventListener(off, (event) => {
    if (event.target.closest?.('.cite')) hidePeek();
  });
}

// ---- Keyboard ----

function move(step) {
  const sources = [...page.querySelectorAll('.source')];
  if (sources.length === 0) return;
  const at = sources.findIndex((source) => source.classList.contains('current'));
  const next = Math.min(sources.length - 1, Math.max(0, at + step));
  sources[at]?.classList.remove('current');
  sources[next].classList.add('current');
  sources[next].querySelector('h3 a').focus();
}

addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    hidePeek();
    if (document.activeElement === input) input.blur();
    return;
  }
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
  if (event.metaKey || event.ctrlKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (typing) {
    if (event.key === 'ArrowDown' && document.activeElement === input && page.querySelector('.source')) {
      event.preventDefault();
      move(1);
    }
    return;
  }
  const actions = {
    '/': () => input.select(),
    '?': openHelp,
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    j: () => move(1),
    k: () => move(-1),
    r: () => page.querySelector('.source.current .reader-link')?.click(),
  };
  if (!(event.key in actions)) return;
  event.preventDefault();
  actions[event.key]();
});

// ---- History: kept in this browser alone ----

const KEPT = 12;

function remembered() {
  try {
    const list = JSON.parse(localStorage.getItem('questions') ?? '[]');
    return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
  } catch (error) {
    console.warn('the stored history is damaged and starts anew', error);
    return [];
  }
}

function remember(question) {
  if (!question) return;
  const list = [question, ...remembered().filter((item) => item !== question)].slice(0, KEPT);
  localStorage.setItem('questions', JSON.stringify(list));
}

function drawHistory() {
  const list = document.querySelector('#history');
  const questions = remembered();
  if (!list || questions.length === 0) return;
  list.hidden = false;
  list.querySelector('ul').replaceChildren(
    ...questions.map((question) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.className = 'chip';
      link.dataset.ask = '';
      link.href = `/?${new URLSearchParams({ q: question })}`;
      link.textContent = question;
      item.append(link);
      return item;
    }),
  );
  list.querySelector('button').addEventListener('click', () => {
    localStorage.removeItem('questions');
    list.hidden = true;
  });
}

drawHistory();
remember(new URLSearchParams(location.search).get('q'));
