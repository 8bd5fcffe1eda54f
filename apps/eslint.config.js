// What the compiler does not see. `npm run lint`.

import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import typescript from 'typescript-eslint'

export default typescript.config(
  { ignores: ['**/dist/', '**/node_modules/', 'field/src/core/pkg/', '**/test-results/', 'console/src/api/schema.d.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.vue'],
    extends: [typescript.configs.strict, vue.configs['flat/recommended']],
    languageOptions: {
      parserOptions: { parser: typescript.parser, extraFileExtensions: ['.vue'] },
      globals: { ...globals.browser, ...globals.worker },
    },
    rules: {
      // The compiler knows better which names there are.
      'no-undef': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // What villagers say is text, never markup.
      'vue/no-v-html': 'error',
      // A style attribute in a template is refused by the content security policy.
      'vue/no-static-inline-styles': ['error', { allowBinding: true }],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      // Text that people read is in the locale files.
      'vue/no-bare-strings-in-template': ['error', { allowlist: ['‹', '›', '·', '…', '⋯', '＋', '→', '×', ':', '/', '-', '%', '(', ')', '+', '•'] }],
      // How lines are broken is nobody's business here.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      // Names of one word are the field's terms; a file's folder tells the rest.
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      // Units are in names, as in Rust: what a prop carries is the core's field.
      'vue/prop-name-casing': 'off',
    },
  },
  {
    files: ['*/e2e/**', '**/*.config.*', '**/*.mjs', 'packages/county/**'],
    languageOptions: { globals: globals.node },
    // Playwright's fixtures are asked for by an object pattern, also where they need none.
    rules: { 'no-empty-pattern': 'off' },
  },
  {
    // Runs in browsers that are too old for the app, to say so.
    files: ['field/public/*.js'],
    languageOptions: { ecmaVersion: 5, sourceType: 'script', globals: globals.browser },
    // There a caught error must have a name.
    rules: { 'no-unused-vars': ['error', { caughtErrors: 'none' }] },
  },
)
