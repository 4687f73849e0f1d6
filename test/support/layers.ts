import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';

/** A part of the source tree, by the folder that says where its code may run. */
type Part = 'src-shared' | 'src-main/server' | 'src-main' | 'src-renderer';

/** What a part may import from other parts. */
const MAY_IMPORT: Readonly<Record<Part, readonly Part[]>> = {
  'src-shared': [],
  'src-main/server': ['src-shared'],
  'src-main': ['src-main/server', 'src-shared'],
  'src-renderer': ['src-shared'],
};

/** The one file that may name each end of Electron's IPC. */
const IPC_DOORS: Readonly<Record<string, string>> = { ipcMain: 'src-main/ipc.ts', ipcRenderer: 'src-main/preload.ts' };

/** npm packages that only Node or Electron can run. */
const NOT_FOR_A_BROWSER = /^(electron|electron-.*|ws|pino|@node-rs\/.*|@photostructure\/.*)$/;

/**
 * Every import that the layers forbid, as "file → import", in the order of the files.
 * @param files path from the root of the repository, with forward slashes → source text (.ts and .svelte)
 */
export function layerViolations(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([file, source]) => {
    const part = partOf(file);
    if (part === undefined || isToolConfiguration(file)) return [];
    const { imports, identifiers } = readSource(file, source);
    const forbidden = imports.filter((specifier) => !mayImport(file, part, specifier));
    const doors = Object.entries(IPC_DOORS).filter(
      ([name, door]) => identifiers.has(name) && imports.includes('electron') && file !== door,
    );
    return [
      ...forbidden.map((specifier) => `${file} → ${specifier}`),
      ...doors.map(([name, door]) => `${file} → ${name} (only ${door} may)`),
    ];
  });
}

/** Packages that need nothing but the language. */
const FOR_ANY_ENGINE = new Set(['valibot', 'uqr', '@scure/bip39']);

function mayImport(file: string, part: Part, specifier: string): boolean {
  if (specifier.startsWith('.')) return mayReach(part, posix.join(posix.dirname(file), specifier));
  const name = packageName(specifier);
  switch (part) {
    case 'src-shared':
      return FOR_ANY_ENGINE.has(name);
    case 'src-main/server':
      return !/^electron($|-)/.test(name) && !isSvelte(name);
    case 'src-main':
      return (name !== 'electron' || posix.dirname(file) === 'src-main') && !isSvelte(name);
    case 'src-renderer':
      return !isBuiltin(specifier) && !NOT_FOR_A_BROWSER.test(name);
  }
}

function mayReach(part: Part, target: string): boolean {
  if (target === 'package.json') return part === 'src-main' || part === 'src-main/server';
  const other = partOf(target);
  return other !== undefined && (other === part || MAY_IMPORT[part].includes(other));
}

function isSvelte(name: string): boolean {
  return name === 'svelte' || name === 'bits-ui' || name === '@lucide/svelte';
}

function partOf(path: string): Part | undefined {
  if (path.startsWith('src-main/server/')) return 'src-main/server';
  const folder = path.split('/')[0];
  return folder === 'src-shared' || folder === 'src-main' || folder === 'src-renderer' ? folder : undefined;
}

function isToolConfiguration(file: string): boolean {
  return /\/(vite|svelte)\.config\.[jt]s$/.test(file);
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** What a file imports: statically, dynamically, by require, by re-export or as a type; and every name it uses. */
function readSource(file: string, source: string): { imports: string[]; identifiers: Set<string> } {
  const code = file.endsWith('.svelte') ? scriptsOf(source) : source;
  const imports: string[] = [];
  const identifiers = new Set<string>();
  const add = (node: ts.Node | undefined): void => {
    if (node !== undefined && ts.isStringLiteralLike(node)) imports.push(node.text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
      add(node.moduleReference.expression);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
    else if (ts.isCallExpression(node) && isImportCall(node)) add(node.arguments[0]);
    else if (ts.isIdentifier(node)) identifiers.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS));
  return { imports, identifiers };
}

function isImportCall(node: ts.CallExpression): boolean {
  return (
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(node.expression) && node.expression.text === 'require')
  );
}

function scriptsOf(component: string): string {
  return [...component.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n');
}
