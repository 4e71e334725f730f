/** Judges whether what came back is the article a link promised, and names the reason where it is not. */
import type { JudgedPage } from './verdict/page.js';

/** `ok` pages become articles. Otherwise `reason` is a stable code and `evidence` one line that shows what led to it. */
export interface Verdict {
  ok: boolean;
  reason: string | null;
  evidence: string | null;
}

/**
 * The verdict on a page. Pure; never throws. Precision first: a rule speaks only where the page shows more than one
 * sign, or one sign that articles cannot show.
 */
export function judge(page: JudgedPage): Verdict {
  if (page.status >= 400)
    return { ok: false, reason: `http-${page.status}`, evidence: `status ${page.status}` };
  return { ok: true, reason: null, evidence: null };
}
