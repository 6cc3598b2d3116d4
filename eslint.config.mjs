import vue from 'eslint-plugin-vue'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** What the code means is checked here; how it looks is Prettier's. */
export default defineConfig(
  globalIgnores(['**/dist/', 'data/', '.sapha/', 'docs/generated/']),
  tseslint.configs.recommendedTypeChecked,
  vue.configs['flat/essential'],
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        // The same for every file: a change from file to file would build the program anew each time.
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSAsExpression > TSAsExpression',
          message: 'A double cast hides a wrong type: validate or narrow instead.',
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // An implementation of an asynchronous port need not itself wait for anything.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    // The same inputs must give the same sitting, today and in a replay ten years on.
    files: ['controller/core/**/*.ts', 'controller/protocol/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'performance', 'crypto', 'setTimeout', 'setInterval', 'setImmediate'],
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is an input of the core.' },
        { object: 'Math', property: 'random', message: 'The core has no randomness.' },
      ],
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // The compiler (vue-tsc) knows these better, and the names of single-word views are the field's.
      'no-undef': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-emits-declaration': 'error',
      'vue/define-props-declaration': 'error',
      'vue/no-v-html': 'error',
      'vue/no-unused-emit-declarations': 'error',
    },
  },
  {
    // Programs a person runs in a terminal speak through it.
    files: [
      'config/setup/**',
      'config/process.ts',
      'controller/*.ts',
      'firmware-bridge/main.ts',
      'tests/**/main.ts',
      'tests/setup/stand-ins/**',
      'firmware-bridge/tools/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.test.ts', 'tests/**'],
    rules: {
      // `expect(port.method)` is about the call, not a detached method.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
)
