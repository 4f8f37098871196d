import vue from 'eslint-plugin-vue';
import accessibility from 'eslint-plugin-vuejs-accessibility';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: ['dist', 'node_modules', 'src/lib/api/schema.d.ts', 'test-results', 'playwright-report', 'public/boot.js'],
  },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  ...accessibility.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    rules: {
      'no-undef': 'off', // TypeScript knows better
      'vue/multi-word-component-names': 'off', // ui/ has Field, Track, Money: the house's own elements
      'vue/require-default-prop': 'off', // optional props are typed as such
      'vue/no-v-html': 'error',
      // prettier decides these
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      'vuejs-accessibility/form-control-has-label': 'off', // labels are given by ui/Field.vue, which the rule cannot see
      'vuejs-accessibility/no-static-element-interactions': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: "CallExpression[callee.name='fetch']", message: 'Use lib/api/client, which knows the session.' },
      ],
    },
  },
  {
    files: ['src/lib/api/transport.ts', 'src/lib/**/*.ts', 'src/sw.ts', 'tests/**', 'tools/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
