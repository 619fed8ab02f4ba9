import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

const root = resolve(import.meta.dirname, "frontend");
const built = resolve(import.meta.dirname, "src/halles/static_built");

// Every file directly in frontend/src is a bundle that a page asks for by name; folders below are parts.
const bundles = Object.fromEntries(
  readdirSync(resolve(root, "src"))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => [name.replace(/\.ts$/, ""), resolve(root, "src", name)]),
);

// The {% icon %} tag inlines lucide's drawings; they travel with the build so that a wheel needs no node_modules.
const icons: Plugin = {
  name: "halles-icons",
  closeBundle() {
    mkdirSync(resolve(built, "icons"), { recursive: true });
    cpSync(resolve(import.meta.dirname, "node_modules/lucide-static/icons"), resolve(built, "icons"), { recursive: true });
  },
};

export default defineConfig({
  root,
  base: "/static/",
  publicDir: resolve(root, "public"),
  plugins: [icons],
  build: {
    outDir: built,
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    rollupOptions: { input: bundles },
  },
});
