// Applies the chosen theme before the page is drawn, so that it does not flash; loaded in the head.
const THEMES = ['auto', 'light', 'dark'];

function chosen() {
  const theme = localStorage.getItem('theme');
  return THEMES.includes(theme) ? theme : 'auto';
}

function apply(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

apply(chosen());
document.documentElement.dataset.script = 'on';

document.addEventListener('DOMContentLoaded', () => {
  const button = document.querySelector('#theme');
  if (!button) return;
  const label = () => {
    button.querySelector('span').textContent = chosen();
  };
  label();
  button.addEventListener('click', () => {
    const next = THEMES[(THEMES.indexOf(chosen()) + 1) % THEMES.length];
    localStorage.setItem('theme', next);
    apply(next);
    label();
  });
});
