import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: { ...globals.browser } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-shadow": "error",
      "no-unused-vars": "error",
      "object-shorthand": "error",
      "prefer-template": "error",
      "no-control-regex": "off",
    },
  },
  { files: ["**/*.test.mjs"], languageOptions: { globals: globals.node } },
];
