import { fileURLToPath } from 'node:url';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Text becomes markup or code nowhere in the app: what comes over a socket stays text. */
const NO_MARKUP_FROM_TEXT = {
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-restricted-properties': [
    'error',
    ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'createContextualFragment'].map((property) => ({
      property,
      message: 'Build elements instead: text from a server must never become markup.',
    })),
    { object: 'document', property: 'write', message: 'Build elements instead.' },
  ],
};

export default defineConfig(
  { ignores: ['dist/', 'release/', 'node_modules/', 'test/*/.output/', 'test/*/screenshots/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [ts.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: [] }, tsconfigRootDir: ROOT } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // What JSON.parse gives in a test is looked at by the assertion that follows.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    files: ['**/*.svelte'],
    extends: [ts.configs.recommended, svelte.configs.recommended],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } },
    rules: { 'svelte/no-at-html-tags': 'error', 'svelte/require-each-key': 'error', 'svelte/no-inline-styles': 'error' },
  },
  {
    files: ['src-*/**/*.ts', 'src-*/**/*.svelte'],
    rules: { ...NO_MARKUP_FROM_TEXT, eqeqeq: ['error', 'always'], 'no-console': 'error' },
  },
  // The headless server speaks to the person on its standard output.
  { files: ['src-main/server/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.mjs', '**/*.js'],
    extends: [ts.configs.recommended],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: globals.node, sourceType: 'commonjs' },
    rules: { 'no-undef': 'error', 'no-unused-vars': 'error' },
  },
);
