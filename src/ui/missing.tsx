// The page for an address that leads nowhere.
import type { FC } from 'hono/jsx';
import { Frame } from './frame.js';
import { safeHref } from './source.js';

export const Missing: FC<{ what: string; url: string }> = ({ what, url }) => (
  <Frame title="Not found · wellread" here="">
    <h1>Not found</h1>
    <p>{what}</p>
    {safeHref(url) !== '#' && (
      <p>
        <a href={url} rel="noreferrer">
          Open {url}
        </a>
      </p>
    )}
    <p>
      <a href="/">Ask something</a>
    </p>
  </Frame>
);
