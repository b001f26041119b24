/// <reference types="node" />
import { createHash } from "node:crypto";
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
        const text = /\.(js|css|html|svg|json|webmanifest)$/.test(path);
        if (text && statSync(path).size >= GZIP_MIN_BYTES) {
          writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
        }
      }
    },
  };
}

/** Screens that open without a line; every other one is kept when it was opened once. */
const OFFLINE = [/\/src\/tasks\/tasks\.tsx$/, /\/src\/signin\/signin\.tsx$/];

/** Writes the service worker with the names of the files that it keeps: the start and the screens above, with what they import. */
function worker(): Plugin {
  return {
    name: "fanzha-worker",
    apply: "build",
    generateBundle(_, bundle) {
      const files = new Set(["/", "/icon.svg", "/icon-192.png", "/manifest.webmanifest"]);
      const add = (name: string) => {
        const chunk = bundle[name];
        if (chunk === undefined || files.has(`/${name}`)) return;
        files.add(`/${name}`);
        if (chunk.type !== "chunk") return;
        chunk.imports.forEach(add);
        const meta = chunk.viteMetadata;
        for (const each of [...(meta?.importedCss ?? []), ...(meta?.importedAssets ?? [])]) files.add(`/${each}`);
      };
      for (const [name, chunk] of Object.entries(bundle)) {
        if (chunk.type === "chunk" && (chunk.isEntry || OFFLINE.some((one) => one.test(chunk.facadeModuleId ?? "")))) add(name);
      }
      const list = JSON.stringify([...files].sort());
      const version = createHash("sha256").update(list).update(readFileSync("index.html")).digest("hex").slice(0, 16);
      const source = `const VERSION = ${JSON.stringify(version)};\nconst FILES = ${list};\n${readFileSync("src/offline/worker.js", "utf8")}`;
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}

const centre = process.env.FANZHA_CENTRE ?? "http://127.0.0.1:8096";

export default defineConfig({
  plugins: [react(), worker(), precompress()],
  publicDir: "public",
  build: { outDir: "dist", emptyOutDir: true, sourcemap: false, target: "es2022", modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700 },
  server: { port: 5173, proxy: { "/api": { target: centre, changeOrigin: false } } },
});
