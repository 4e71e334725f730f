// The frame of every page: head, navigation, footer and the help dialog; no page loads anything but its own files.
import type { Child, FC } from 'hono/jsx';

export interface FrameProps {
  title: string;
  /** Path of the page in the navigation: `/`, `/coverage`, `/map`. */
  here: string;
  /** Names of files in `static/` without extension. */
  styles?: string[];
  scripts?: string[];
  children?: Child;
}

const PAGES: [path: string, name: string][] = [
  ['/', 'Ask'],
  ['/map', 'Map'],
  ['/coverage', 'Coverage'],
];

const KEYS: [keys: string[], does: string][] = [
  [['/'], 'go to the question'],
  [['Enter'], 'ask; on a source: open the article at the passage'],
  [['↑', '↓'], 'walk through the sources (also k, j)'],
  [['r'], 'read the source here'],
  [['Esc'], 'leave the question, close what is open'],
  [['?'], 'this help'],
];

export const Frame: FC<FrameProps> = ({ title, here, styles = [], scripts = [], children }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
      {['base', ...styles].map((name) => (
        <link rel="stylesheet" href={`/static/${name}.css`} />
      ))}
      <script src="/static/theme.js"></script>
      {['keys', ...scripts].map((name) => (
        <script type="module" src={`/static/${name}.js`}></script>
      ))}
    </head>
    <body>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href="/">
          well<span>read</span>
        </a>
        <nav aria-label="Pages">
          {PAGES.map(([path, name]) => (
            <a href={path} aria-current={path === here ? 'page' : undefined}>
              {name}
            </a>
          ))}
          <a href="/docs">API</a>
        </nav>
        <div class="tools">
          <button type="button" class="button small needs-script" id="theme">
            Theme: <span>auto</span>
          </button>
          <button type="button" class="button small needs-script" id="help-button" aria-label="Keyboard help">
            ?
          </button>
        </div>
      </header>
      <main id="main">{children}</main>
      <footer class="foot">
        <span>Answers are verbatim from the articles of your lists; every sentence names its source.</span>
        <span>Nothing leaves this machine.</span>
      </footer>
      <Help />
    </body>
  </html>
);

const Help: FC = () => (
  <dialog id="help" aria-labelledby="help-title">
    <h2 id="help-title">Keys and words</h2>
    <dl class="keys">
      {KEYS.map(([keys, does]) => (
        <>
          <dt>
            {keys.map((key) => (
              <kbd>{key}</kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </>
      ))}
    </dl>
    <p>
      A question may hold filters: <code>list:awesome-scalability</code>,{' '}
      <code>site:netflixtechblog.com</code>, <code>lang:ru</code>, <code>kind:paper</code>,{' '}
      <code>year:2015..2019</code>, <code>"exact phrase"</code>, <code>-word</code>.
    </p>
    <form method="dialog">
      <button class="button" type="submit">
        Close
      </button>
    </form>
  </dialog>
);
