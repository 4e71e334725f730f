// The project's own source as data: every file with its text and its imports, for the tests about the tree.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');

export interface Import {
  /** What is imported: a path from the root for our own files, a package name (with `node:`) otherwise. */
  target: string;
  own: boolean;
  /** `import type` and `export type` vanish when compiled. */
  typeOnly: boolean;
  dynamic: boolean;
}

export interface SourceFile {
  /** Path from the root, with `/`. */
  path: string;
  text: string;
  imports: Import[];
}

const STATIC = /^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;

/** The package of a specifier: `@scope/name/sub` is `@scope/name`. */
function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] as string);
}

function toImport(file: string, specifier: string, typeOnly: boolean, dynamic: boolean): Import {
  if (!specifier.startsWith('.')) return { target: packageOf(specifier), own: false, typeOnly, dynamic };
  const target = relative(ROOT, resolve(dirname(join(ROOT, file)), specifier)).replaceAll('\\', '/');
  const source = [target, target.replace(/\.js$/, '.ts'), target.replace(/\.js$/, '.tsx')];
  return {
    target: source.find((path) => existsSync(join(ROOT, path))) ?? target,
    own: true,
    typeOnly,
    dynamic,
  };
}

/** The imports of a file's text; comments are taken out first so that examples in them do not count. */
export function importsOf(path: string, text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  for (const match of code.matchAll(STATIC)) {
    found.push(toImport(path, match[2] as string, match[1] !== undefined, false));
  }
  for (const match of code.matchAll(DYNAMIC)) found.push(toImport(path, match[1] as string, false, true));
  return found;
}

/** Every TypeScript file of the three code rooms. */
export function sourceFiles(): SourceFile[] {
  const files: SourceFile[] = [];
  for (const room of ['crawler', 'index', 'src']) {
    for (const entry of readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(entry)) continue;
      const path = `${room}/${entry.replaceAll('\\', '/')}`;
      const text = readFileSync(join(ROOT, path), 'utf8');
      files.push({ path, text, imports: importsOf(path, text) });
    }
  }
  return files.sort((a, b) => a.path.localeCompare(b.path));
}
