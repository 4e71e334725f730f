// The coverage page with a script: starts a crawl, retries links, shows the progress as it comes.
import { openHelp } from './keys.js';

addEventListener('keydown', (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
  if (event.key === '?' && !typing && !document.querySelector('dialog[open]')) openHelp();
});

const panel = document.querySelector('#job');

function say(text) {
  panel.hidden = false;
  panel.querySelector('[role="status"]').textContent = text;
}

/** What a refusal says, in the words of its problem document. */
async function complaint(response) {
  if (!(response.headers.get('content-type') ?? '').includes('json'))
    return `The server answered ${response.status}.`;
  const problem = await response.json();
  return [problem.title, problem.detail, problem.hint].filter(Boolean).join('. ');
}

async function crawl(only) {
  const response = await fetch('/api/crawl', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(only ? { only } : {}),
  });
  if (!response.ok) {
    say(await complaint(response));
    return;
  }
  const { job } = await response.json();
  follow(job);
}

/** Follows a job's events until it ends. */
function follow(id) {
  const bar = panel.querySelector('progress');
  panel.hidden = false;
  const events = new EventSource(`/api/jobs/${encodeURIComponent(id)}`);
  events.addEventListener('progress', (event) => {
    const { message, done, total } = JSON.parse(event.data);
    say(message);
    if (total > 0) Object.assign(bar, { max: total, value: done });
  });
  events.addEventListener('done', (event) => {
    const { state, message } = JSON.parse(event.data);
    events.close();
    say(message || `The crawl has ended: ${state}.`);
    const again = document.createElement('a');
    again.href = location.href;
    again.textContent = 'Show the new numbers';
    panel.querySelector('[role="status"]').append(' ', again);
  });
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) say('The connection to the job was lost.');
  });
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-crawl]');
  if (!button) return;
  button.disabled = true;
  crawl(button.dataset.crawl).finally(() => {
    button.disabled = false;
  });
});

for (const select of document.querySelectorAll('.filters select')) {
  select.addEventListener('change', () => select.form.requestSubmit());
}

if (panel?.dataset.job) follow(panel.dataset.job);
