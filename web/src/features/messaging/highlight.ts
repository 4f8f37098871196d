// Colours for snippets of code; fetched with the first one that is shown.
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';

const LANGUAGES = { bash, css, html: xml, java, javascript, json, php, python, sql, typescript };
for (const [name, grammar] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, grammar);

export interface Token {
  text: string;
  kind: string;
}

/** Take code apart into words and what each is. A language that is not known colours nothing. */
export function tokens(code: string, language: string): Token[] {
  if (!hljs.getLanguage(language)) return [{ text: code, kind: '' }];
  const { value } = hljs.highlight(code, { language, ignoreIllegals: true });
  const tree = new DOMParser().parseFromString(`<pre>${value}</pre>`, 'text/html');
  const found: Token[] = [];
  const walk = (node: Node, kind: string) => {
    if (node.nodeType === Node.TEXT_NODE) found.push({ text: node.textContent ?? '', kind });
    const [own] = (node as Element).classList ?? [];
    for (const child of node.childNodes) walk(child, own?.replace('hljs-', '') ?? kind);
  };
  for (const child of tree.querySelector('pre')?.childNodes ?? []) walk(child, '');
  return found;
}
