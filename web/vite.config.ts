import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// `npm run dev` asks the service that `heyi up` runs; HEYI_API names another one.
const api = process.env["HEYI_API"] ?? "http://127.0.0.1:8600";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: { alias: { "~": folder("./src"), descriptors: folder("./descriptors") } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../build/web",
    emptyOutDir: true,
    target: "es2023",
    // The page's Content-Security-Policy allows no script or style in the document, and no data: but images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": { target: api, changeOrigin: true } } },
});
