import js from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Forbid imports from other layers: plugins → ui → lab → core ← azure. */
function layer(folder, forbidden, packages = []) {
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    ignores: ['src/**/__tests__/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...forbidden.map(name => ({
              group: [`**/${name}/**`, `**/${name}`],
              message: `src/${folder} must not import src/${name} (docs/architecture.md, Layers).`
            })),
            ...(packages.length
              ? [
                  {
                    group: packages,
                    message: `src/${folder} must stay free of these packages (docs/architecture.md, Layers).`
                  }
                ]
              : [])
          ]
        }
      ]
    }
  };
}

const LAB = ['@jupyterlab/*', '@lumino/*', '@jupyter/*'];
const REACT = ['react', 'react-dom', 'react/*', 'react-dom/*'];
const AZURE = ['@azure/*'];

const pure = ['Date', 'document', 'window', 'fetch', 'performance', 'navigator']
  .map(name => ({
    name,
    message: 'src/core is pure: take it through a port (src/core/ports.ts).'
  }))
  .concat(
    ['setTimeout', 'setInterval', 'clearTimeout', 'localStorage'].map(name => ({
      name,
      message: 'src/core is pure: take an IClock or a store.'
    }))
  );

export default tseslint.config(
  {
    ignores: [
      'lib/',
      'coverage/',
      'node_modules/',
      '**/node_modules/',
      '.venv/',
      'jupyterlab_synapse/labextension/',
      'ui-tests/test-results/',
      'ui-tests/playwright-report/',
      'artifacts/'
    ]
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: { globals: { ...globals.node } },
    rules: { '@typescript-eslint/no-require-imports': 'off' }
  },
  {
    // Parts of them run in the page.
    files: ['benchmarks/**/*.mjs'],
    languageOptions: { globals: { ...globals.browser } }
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        { name: 'setInterval', message: 'Use Poll from @lumino/polling.' }
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
      eqeqeq: 'error',
      curly: 'error',
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z]', match: true }
        }
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }
      ]
    }
  },
  {
    files: ['src/plugins/**/*.ts'],
    plugins: { jupyter },
    rules: {
      'max-lines': ['error', { max: 60, skipBlankLines: true }],
      'jupyter/plugin-id-convention': 'error',
      'jupyter/plugin-description': 'error',
      'jupyter/plugin-activation-args': 'error'
    }
  },
  {
    files: ['src/tokens.ts', 'src/plugins/**/*.ts', 'src/ui/**/*.tsx'],
    plugins: { jupyter },
    rules: {
      'jupyter/token-format': 'error',
      'jupyter/command-id-convention': 'error',
      'jupyter/no-untranslated-string': 'error',
      'jupyter/no-dynamic-translation': 'error'
    }
  },
  {
    files: ['src/core/**/*.ts'],
    ignores: ['src/**/__tests__/**'],
    rules: { 'no-restricted-globals': ['error', ...pure] }
  },
  layer(
    'core',
    ['azure', 'lab', 'ui', 'plugins'],
    [...LAB, ...REACT, ...AZURE]
  ),
  layer('azure', ['lab', 'ui', 'plugins'], [...LAB, ...REACT]),
  layer('lab', ['azure', 'ui', 'plugins'], [...REACT, ...AZURE]),
  layer('ui', ['azure', 'plugins'], [...AZURE]),
  layer('plugins', [], [...AZURE]),
  {
    files: ['src/**/__tests__/**', 'src/testing/**'],
    rules: { 'max-lines': 'off' }
  }
);
