/** Shells of single-page applications: markup without text that a browser would fill by running scripts, which we never do. */
import { firstMatch, type Look, quote } from './look.js';

const ROOTS = [
  'root',
  'app',
  '__next',
  '__nuxt',
  '___gatsby',
  'app-root',
  'react-root',
  'main-app',
  'app-mount',
  'ember-app',
  'svelte',
  'q-app',
  'mount',
  'application',
  'react-app',
  'vue-app',
  'app-container',
  'app-content',
];
const PHRASES = [
  /(?:you need to |please |must |requires? (?:you to )?)?(?:enable|turn on|activate|have) java ?script/i,
  /java ?script (?:is |must be |needs to be )?(?:required|disabled|enabled|not enabled|not available|turned off)/i,
  /(?:this (?:app|site|page|website)|.{2,30}) (?:works best|requires|doesn['’]t work(?: properly)? without|won['’]t work without) (?:with )?java ?script/i,
  /(?:bitte )?java ?script (?:aktivieren|einschalten)|activer java ?script|habilit[ea]r? java ?script|включите java ?script|java ?scriptを有効/i,
];
const LOADING = /^(?:loading|please wait|laden|chargement|загрузка|読み込み中|cargando)(?:\.{3}|…)?$/i;
/** An article of fewer words with a script beside it does not exist. */
const FEW_WORDS = 25;

/** The evidence for a shell, or null. */
export function shell(look: Look): string | null {
  const { page } = look;
  if (page.html === null || look.words >= FEW_WORDS) return null;
  const { markup } = look;
  const scripted = markup.scripts.length > 0 || /<script[\s>]/i.test(page.html);
  if (!scripted || look.visibleWords >= 60) return null;
  const root =
    ROOTS.find((id) => markup.ids.has(id)) ??
    (/<app-root|<ion-app|ng-app=|data-reactroot|ng-version=/i.exec(page.html)?.[0] || null);
  const phrase = firstMatch(markup.noscript, PHRASES) ?? firstMatch(markup.text, PHRASES);
  const loading = LOADING.test(markup.text.trim());
  if (phrase) return `text ${quote(phrase)}, ${look.words} words`;
  if (root && look.visibleWords < FEW_WORDS)
    return `empty application root ${quote(root)}, ${markup.scripts.length} scripts`;
  return loading ? `text ${quote(markup.text)}` : null;
}
