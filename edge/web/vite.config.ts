/// <reference types="node" />
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Files below this size gain nothing from compression. */
const GZIP_MIN_BYTES = 1024;

/** Writes a .gz beside every text asset, so that the binary serves it without compressing at run time. */
function precompress(): Plugin {
  const walk = (dir: string): string[] =>
    readdirSync(dir).flatMap((name) => {
      const path = join(dir, name);
      return statSync(path).isDirectory() ? walk(path) : [path];
    });
  return {
    name: "fanzha-precompress",
    apply: "build",
    closeBundle() {
      writeFileSync(join("dist", ".keep"), ""); // the folder must exist in a fresh clone, for the embedding
      for (const path of walk("dist")) {
        const text = /\.(js|css|html|svg|json)$/.test(path);
        if (text && statSync(path).size >= GZIP_MIN_BYTES) {
          writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
        }
      }
    },
  };
}

const centre = process.env.FANZHA_CENTRE ?? "http://127.0.0.1:8096";

export default defineConfig({
  plugins: [react(), precompress()],
  publicDir: "public",
  build: { outDir: "dist", emptyOutDir: true, sourcemap: false, target: "es2022", modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700 },
  server: { port: 5173, proxy: { "/api": { target: centre, changeOrigin: false } } },
});
