/** The markup in which highlighters and site builders publish code, written after the real ones, for any lines of code. */

const encode = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Words that are keywords or strings in their own elements, as every highlighter does; the rest as text. */
function tokens(line: string, wrap: (kind: 'keyword' | 'string', text: string) => string): string {
  return line
    .split(/("[^"]*"|\b(?:const|return|for|if|of|await|function|async)\b)/)
    .map((part) =>
      /^"/.test(part)
        ? wrap('string', encode(part))
        : /^\w+$/.test(part) && /^(?:const|return|for|if|of|await|function|async)$/.test(part)
          ? wrap('keyword', part)
          : encode(part),
    )
    .join('');
}
const span = (names: { keyword: string; string: string }) => (line: string) =>
  tokens(line, (kind, text) => `<span class="${names[kind]}">${text}</span>`);
const prism = span({ keyword: 'token keyword', string: 'token string' });
const hljs = span({ keyword: 'hljs-keyword', string: 'hljs-string' });
const pygments = span({ keyword: 'k', string: 's2' });
const styled = (line: string) =>
  tokens(
    line,
    (kind, text) => `<span style="color:${kind === 'keyword' ? '#F97583' : '#9ECBFF'}">${text}</span>`,
  );
const nbsp = (line: string) => line.replace(/^ +/, (run) => '&nbsp;'.repeat(run.length));
const numbers = (lines: string[]) => lines.map((_, i) => i + 1);

/** Markup of one block of code, by highlighter. */
export const HIGHLIGHTERS: Record<string, (lines: string[]) => string> = {
  prism: (lines) =>
    `<div class="code-toolbar"><pre class="language-js line-numbers" tabindex="0"><code class="language-js">${lines.map(prism).join('\n')}<span aria-hidden="true" class="line-numbers-rows">${lines.map(() => '<span></span>').join('')}</span></code></pre><div class="toolbar"><div class="toolbar-item"><span>JavaScript</span></div><div class="toolbar-item"><button class="copy-to-clipboard-button"><span>Copy</span></button></div></div></div>`,
  'highlight.js': (lines) =>
    `<pre><code class="hljs language-javascript">${lines.map(hljs).join('\n')}\n</code></pre>`,
  'highlight.js line numbers': (lines) =>
    `<pre><code class="hljs javascript"><table class="hljs-ln"><tbody>${lines.map((line, i) => `<tr><td class="hljs-ln-line hljs-ln-numbers" data-line-number="${i + 1}"><div class="hljs-ln-n" data-line-number="${i + 1}"></div></td><td class="hljs-ln-line hljs-ln-code" data-line-number="${i + 1}">${hljs(line) || ' '}</td></tr>`).join('')}</tbody></table></code></pre>`,
  'Rouge (Jekyll)': (lines) =>
    `<div class="language-javascript highlighter-rouge"><div class="highlight"><pre class="highlight"><code>${lines.map(pygments).join('\n')}\n</code></pre></div></div>`,
  'Rouge with line numbers': (lines) =>
    `<figure class="highlight"><pre><code class="language-javascript" data-lang="javascript"><table class="rouge-table"><tbody><tr><td class="gutter gl"><pre class="lineno">${numbers(lines).join('\n')}\n</pre></td><td class="code"><pre>${lines.map(pygments).join('\n')}\n</pre></td></tr></tbody></table></code></pre></figure>`,
  'Pygments (Sphinx)': (lines) =>
    `<div class="highlight-javascript notranslate"><div class="highlight"><pre><span></span>${lines.map(pygments).join('\n')}\n</pre></div>\n</div>`,
  'Pygments table': (lines) =>
    `<table class="highlighttable"><tr><td class="linenos"><div class="linenodiv"><pre>${numbers(lines)
      .map((n) => `<span class="normal">${n}</span>`)
      .join(
        '\n',
      )}</pre></div></td><td class="code"><div class="highlight"><pre><span></span>${lines.map(pygments).join('\n')}\n</pre></div></td></tr></table>`,
  'Pygments inline numbers': (lines) =>
    `<div class="codehilite"><pre>${lines.map((line, i) => `<span class="linenos">${String(i + 1).padStart(2)} </span>${pygments(line)}`).join('\n')}\n</pre></div>`,
  'GitHub gist': (lines) =>
    `<div id="gist123" class="gist"><div class="gist-file"><div class="gist-data"><div class="js-gist-file-update-container"><div id="file-dedupe-js" class="file my-2"><div itemprop="text" class="Box-body p-0 blob-wrapper data type-javascript"><div class="js-check-bidi blob-code-content"><table data-hpc class="highlight tab-size js-file-line-container" data-tab-size="8">${lines.map((line, i) => `<tr><td id="file-dedupe-js-L${i + 1}" class="blob-num js-line-number js-blob-rnum" data-line-number="${i + 1}"></td><td id="file-dedupe-js-LC${i + 1}" class="blob-code blob-code-inner js-file-line">${tokens(line, (kind, text) => `<span class="pl-${kind === 'keyword' ? 'k' : 's'}">${text}</span>`)}</td></tr>`).join('\n')}</table></div></div></div></div></div><div class="gist-meta"><a href="https://gist.github.com/x/123/raw" style="float:right">view raw</a><a href="https://gist.github.com/x/123">dedupe.js</a> hosted with &#10084; by <a href="https://github.com">GitHub</a></div></div></div>`,
  'GitHub README': (lines) =>
    `<div class="highlight highlight-source-js notranslate position-relative overflow-auto" dir="auto"><pre>${lines.map((line) => tokens(line, (kind, text) => `<span class="pl-${kind === 'keyword' ? 'k' : 's'}">${text}</span>`)).join('\n')}</pre><div class="zeroclipboard-container"><clipboard-copy aria-label="Copy" class="ClipboardButton btn"></clipboard-copy></div></div>`,
  'GitLab blob': (lines) =>
    `<div class="file-content code js-syntax-highlight"><div class="line-numbers">${numbers(lines)
      .map((n) => `<a class="diff-line-num" data-line-number="${n}" href="#L${n}">${n}</a>`)
      .join(
        '\n',
      )}</div><div class="blob-content"><pre class="code highlight"><code>${lines.map((line, i) => `<span id="LC${i + 1}" class="line" lang="javascript">${pygments(line)}</span>`).join('\n')}</code></pre></div></div>`,
  Medium: (lines) =>
    `<pre class="kt ku kv kw kx ky kz la aw lb bi"><span id="4a1c" class="lc ld ht kz b dh le lf l lg lh">${lines.map(encode).join('<br>')}</span></pre>`,
  'Medium (old)': (lines) =>
    `<pre name="a1b2" id="a1b2" class="graf graf--pre graf-after--p">${lines.map(encode).join('<br>')}</pre>`,
  Habr: (lines) => `<pre><code class="javascript">${lines.map(hljs).join('\n')}\n</code></pre>`,
  'Hexo table': (lines) =>
    `<figure class="highlight js"><table><tr><td class="gutter"><pre>${numbers(lines)
      .map((n) => `<span class="line">${n}</span><br>`)
      .join(
        '',
      )}</pre></td><td class="code"><pre>${lines.map((line) => `<span class="line">${hljs(line)}</span><br>`).join('')}</pre></td></tr></table></figure>`,
  'Crayon (WordPress)': (lines) =>
    `<div id="crayon-5d" class="crayon-syntax crayon-theme-classic" data-settings=" minimize"><div class="crayon-toolbar" data-settings=" mouseover"><span class="crayon-title">dedupe.js</span><div class="crayon-tools"><span class="crayon-language">JavaScript</span></div></div><div class="crayon-info"></div><div class="crayon-plain-wrap"><textarea wrap="soft" class="crayon-plain print-no" readonly>${lines.map(encode).join('\n')}</textarea></div><div class="crayon-main"><table class="crayon-table"><tr class="crayon-row"><td class="crayon-nums" data-settings="show"><div class="crayon-nums-content">${numbers(
      lines,
    )
      .map((n) => `<div class="crayon-num" data-line="crayon-5d-${n}">${n}</div>`)
      .join(
        '',
      )}</div></td><td class="crayon-code"><div class="crayon-pre">${lines.map((line, i) => `<div class="crayon-line" id="crayon-5d-${i + 1}">${tokens(line, (kind, text) => `<span class="crayon-${kind === 'keyword' ? 'st' : 's'}">${text}</span>`).replace(/^ +/, (run) => `<span class="crayon-h">${run}</span>`) || '&nbsp;'}</div>`).join('')}</div></td></tr></table></div></div>`,
  'SyntaxHighlighter 3': (lines) =>
    `<div><div id="highlighter_1" class="syntaxhighlighter nogutter  jscript"><div class="toolbar"><span><a href="#" class="toolbar_item command_help help">?</a></span></div><table border="0" cellpadding="0" cellspacing="0"><tbody><tr><td class="gutter">${numbers(
      lines,
    )
      .map((n) => `<div class="line number${n} index${n - 1} alt${(n % 2) + 1}">${n}</div>`)
      .join(
        '',
      )}</td><td class="code"><div class="container">${lines.map((line, i) => `<div class="line number${i + 1} index${i} alt${(i % 2) + 1}">${line.trim() ? `<code class="jscript spaces">${'&nbsp;'.repeat(line.length - line.trimStart().length)}</code>${tokens(line.trimStart(), (kind, text) => `<code class="jscript ${kind}">${text}</code>`)}` : '&nbsp;'}</div>`).join('')}</div></td></tr></tbody></table></div></div>`,
  'SyntaxHighlighter raw': (lines) =>
    `<pre class="brush: jscript; title: ; notranslate" title="">\n${lines.map(encode).join('\n')}\n</pre>`,
  'SyntaxHighlighter text area': (lines) =>
    `<textarea name="code" class="js:nogutter" rows="15" cols="60">\n${lines.map(encode).join('\n')}\n</textarea>`,
  Shiki: (lines) =>
    `<pre class="shiki github-dark" style="background-color:#24292e" tabindex="0"><code>${lines.map((line) => `<span class="line">${styled(line)}</span>`).join('\n')}</code></pre>`,
  'rehype-pretty-code': (lines) =>
    `<figure data-rehype-pretty-code-figure=""><pre data-language="js" data-theme="one"><code data-language="js" data-theme="one" style="display: grid;">${lines.map((line) => `<span data-line="">${styled(line) || ' '}</span>`).join('\n')}</code></pre></figure>`,
  VitePress: (lines) =>
    `<div class="language-js vp-adaptive-theme line-numbers-mode"><button title="Copy Code" class="copy"></button><span class="lang">js</span><pre class="shiki vp-code" tabindex="0"><code>${lines.map((line) => `<span class="line">${styled(line)}</span>`).join('\n')}</code></pre><div class="line-numbers-wrapper" aria-hidden="true">${numbers(
      lines,
    )
      .map((n) => `<span class="line-number">${n}</span><br>`)
      .join('')}</div></div>`,
  'CodeMirror 5': (lines) =>
    `<div class="CodeMirror cm-s-default"><div class="CodeMirror-vscrollbar"><div></div></div><div class="CodeMirror-scroll"><div class="CodeMirror-sizer"><div style="position: relative;"><div class="CodeMirror-lines" role="presentation"><div role="presentation"><div class="CodeMirror-measure"><pre class="CodeMirror-line-like"><span>xxxxxxxxxx</span></pre></div><div class="CodeMirror-code" role="presentation">${lines.map((line, i) => `<div style="position: relative;"><div class="CodeMirror-gutter-wrapper"><div class="CodeMirror-linenumber CodeMirror-gutter-elt">${i + 1}</div></div><pre class=" CodeMirror-line " role="presentation"><span role="presentation">${tokens(line, (kind, text) => `<span class="cm-${kind}">${text}</span>`) || '&#8203;'}</span></pre></div>`).join('')}</div></div></div></div></div></div></div>`,
  'CodeMirror 6': (lines) =>
    `<div class="cm-editor"><div class="cm-scroller"><div class="cm-gutters" aria-hidden="true"><div class="cm-gutter cm-lineNumbers">${numbers(
      lines,
    )
      .map((n) => `<div class="cm-gutterElement">${n}</div>`)
      .join(
        '',
      )}</div></div><div class="cm-content" role="textbox" data-language="javascript">${lines.map((line) => `<div class="cm-line">${styled(line) || '<br>'}</div>`).join('')}</div></div></div>`,
  Chroma: (lines) =>
    `<div class="highlight"><pre tabindex="0" class="chroma"><code class="language-js" data-lang="js">${lines.map((line) => `<span class="line"><span class="cl">${pygments(line)}\n</span></span>`).join('')}</code></pre></div>`,
  'Chroma table': (lines) =>
    `<div class="highlight"><div class="chroma"><table class="lntable"><tr><td class="lntd"><pre tabindex="0" class="chroma"><code>${numbers(
      lines,
    )
      .map((n) => `<span class="lnt">${String(n).padStart(2)}\n</span>`)
      .join(
        '',
      )}</code></pre></td><td class="lntd"><pre tabindex="0" class="chroma"><code class="language-js" data-lang="js">${lines.map((line) => `<span class="line"><span class="cl">${pygments(line)}\n</span></span>`).join('')}</code></pre></td></tr></table></div></div>`,
  'Chroma inline numbers': (lines) =>
    `<div class="highlight"><pre tabindex="0" class="chroma"><code class="language-js" data-lang="js">${lines.map((line, i) => `<span class="line"><span class="ln">${String(i + 1).padStart(2)}</span><span class="cl">${pygments(line)}\n</span></span>`).join('')}</code></pre></div>`,
  Docusaurus: (lines) =>
    `<div class="language-js codeBlockContainer_Ckt0 theme-code-block"><div class="codeBlockContent_biex"><pre tabindex="0" class="prism-code language-js codeBlock_bY9V thin-scrollbar"><code class="codeBlockLines_e6Vv">${lines.map((line) => `<span class="token-line" style="color:#393A34">${tokens(line, (kind, text) => `<span class="token ${kind}">${text}</span>`) || '<span class="token plain" style="display:inline-block"></span>'}<br></span>`).join('')}</code></pre><div class="buttonGroup__atx"><button type="button" aria-label="Copy code to clipboard" class="clean-btn"></button></div></div></div>`,
  'Gatsby remark': (lines) =>
    `<div class="gatsby-highlight" data-language="js"><pre class="language-js"><code class="language-js">${lines.map((line, i) => (i === 1 ? `<span class="gatsby-highlight-code-line">${prism(line)}</span>` : `${prism(line)}\n`)).join('')}</code></pre></div>`,
  Confluence: (lines) =>
    `<div class="code panel pdl conf-macro output-block" style="border-width: 1px;"><div class="codeContent panelContent pdl"><pre class="syntaxhighlighter-pre" data-syntaxhighlighter-params="brush: js; gutter: false; theme: Confluence" data-theme="Confluence">${lines.map(encode).join('\n')}</pre></div></div>`,
  'code-prettify with numbers': (lines) =>
    `<pre class="prettyprint linenums prettyprinted"><ol class="linenums">${lines.map((line, i) => `<li class="L${i % 10}">${tokens(line, (kind, text) => `<span class="${kind === 'keyword' ? 'kwd' : 'str'}">${text}</span>`) || '<span class="pln">&nbsp;</span>'}</li>`).join('')}</ol></pre>`,
  'Stack Overflow': (lines) =>
    `<pre class="lang-js s-code-block"><code class="hljs language-javascript">${lines.map(hljs).join('\n')}\n</code></pre>`,
  'WP-Syntax (GeSHi)': (lines) =>
    `<div class="wp_syntax"><table><tr><td class="line_numbers"><pre>${numbers(lines).join('\n')}\n</pre></td><td class="code"><pre class="javascript" style="font-family:monospace;">${lines.map(pygments).join('\n')}</pre></td></tr></table></div>`,
  'GeSHi list': (lines) =>
    `<pre class="javascript"><ol>${lines.map((line) => `<li class="li1"><div class="de1">${pygments(line) || '&nbsp;'}</div></li>`).join('')}</ol></pre>`,
  Enlighter: (lines) =>
    `<div class="enlighter-default enlighter-v-standard enlighter-t-enlighter enlighter-hover"><div class="enlighter-toolbar-top enlighter-toolbar"><div class="enlighter-btn enlighter-btn-raw"></div></div><div class="enlighter" style=""><div class="enlighter-code">${lines.map((line) => `<div><div><span class="enlighter-text">${tokens(line, (kind, text) => `</span><span class="enlighter-${kind === 'keyword' ? 'k1' : 's0'}">${text}</span><span class="enlighter-text">`)}</span></div></div>`).join('')}</div></div></div>`,
  'Color Scripter': (lines) =>
    `<div class="colorscripter-code" style="color:#010101;font-family:Consolas,monospace !important; position:relative !important;overflow:auto"><table class="colorscripter-code-table" style="margin:0;padding:0;border:none;" cellspacing="0" cellpadding="0"><tr><td style="padding:6px;border-right:2px solid #e5e5e5"><div style="margin:0;padding:0;word-break:normal;text-align:right;color:#666;font-family:Consolas,monospace !important;line-height:130%">${numbers(
      lines,
    )
      .map((n) => `<div style="line-height:130%">${n}</div>`)
      .join(
        '',
      )}</div></td><td style="padding:6px 0;text-align:left"><div style="margin:0;padding:0;color:#010101;font-family:Consolas,monospace !important;line-height:130%">${lines.map((line) => `<div style="padding:0 6px; white-space:pre; line-height:130%">${nbsp(styled(line)) || '&nbsp;'}</div>`).join('')}</div></td></tr></table></div>`,
  'Asciidoctor (CodeRay)': (lines) =>
    `<div class="listingblock"><div class="content"><pre class="CodeRay highlight"><code data-lang="javascript">${lines
      .map(
        (line, i) => `${pygments(line)}${i === 0 ? ' <i class="conum" data-value="1"></i><b>(1)</b>' : ''}`,
      )
      .join('\n')
      .replace(/ <i class="conum".*?<\/b>/, '')}</code></pre></div></div>`,
  'dev.to': (lines) =>
    `<div class="highlight js-code-highlight">\n<pre class="highlight javascript"><code>${lines.map(pygments).join('\n')}\n</code></pre>\n<div class="highlight__panel js-actions-panel"><div class="highlight__panel-action js-fullscreen-code-action"></div></div></div>`,
  Monaco: (lines) =>
    `<div class="monaco-editor"><div class="overflow-guard"><div class="margin"><div class="margin-view-overlays">${numbers(
      lines,
    )
      .map((n) => `<div><div class="line-numbers">${n}</div></div>`)
      .join(
        '',
      )}</div></div><div class="lines-content"><div class="view-lines">${lines.map((line) => `<div class="view-line"><span><span class="mtk1">${nbsp(encode(line)).replace(/ /g, '&nbsp;')}</span></span></div>`).join('')}</div></div></div></div>`,
  'VS Code paste': (lines) =>
    `<div style="color: #d4d4d4;background-color: #1e1e1e;font-family: Menlo, monospace;white-space: pre;">${lines.map((line) => (line ? `<div>${styled(line)}</div>` : '<br>')).join('\n')}</div>`,
  'code with line breaks': (lines) =>
    `<p><code>${lines.map((line) => nbsp(encode(line))).join('<br />\n')}</code></p>`,
  'Blogger div of pre': (lines) =>
    `<div class="separator"><pre style="font-family: monospace; background: #f0f0f0;"><code>${lines.map(encode).join('\n')}</code></pre></div>`,
};
