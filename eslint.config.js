import tseslint from 'typescript-eslint';
import { rules } from './scripts/lint-rules/index.mjs';

export default tseslint.config(
  { ignores: ['scripts', 'dist', 'dist.*', 'node_modules', '.data', '**/*.mjs', '*.js', 'apps/web/assets'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { middletier: { rules } },
    rules: {
      ...Object.fromEntries(Object.keys(rules).map((name) => [`middletier/${name}`, 'error'])),
      'max-lines': ['error', 300],
      'no-restricted-imports': [
        'error',
        {
          name: 'class-validator',
          importNames: ['Length', 'MaxLength'],
          message: 'They count otherwise than the database does: take them from #platform.',
        },
      ],
      eqeqeq: ['error', 'always'],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/consistent-type-imports': 'off', // verbatimModuleSyntax: the compiler says it.
      '@typescript-eslint/no-unused-vars': 'off', // noUnusedLocals and noUnusedParameters: the compiler says it.
    },
  },
  {
    // Loaded where they are used, by import(): every start, command and test pays for what is loaded (docs/contributors.md).
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    ignores: ['apps/worker/**', 'libs/testing/**', '**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: ['bullmq', 'ioredis', 'nodemailer'].map((name) => ({ name, allowTypeImports: true })),
          patterns: [{ regex: '/auth\\.js$|^@opentelemetry/', allowTypeImports: true }],
        },
      ],
    },
  },
);
