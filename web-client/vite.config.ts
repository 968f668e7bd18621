import { defineConfig } from 'vitest/config';

// One page, one script, one style sheet: the server embeds `dist` and serves `index.html` for every path of the client.
// Nothing may be inlined: the content security policy allows neither inline script nor data: URLs.
export default defineConfig({
  build: {
    target: ['chrome100', 'firefox100', 'safari15.4'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/healthz': 'http://127.0.0.1:8080',
      '/ws': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
  test: { include: ['test/**/*.test.ts'], environment: 'jsdom', setupFiles: ['test/setup.ts'] },
});
