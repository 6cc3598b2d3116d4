import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** The kiosk's assets have a folder of their own beside the dashboard's: one server serves both. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [vue()],
  // The folder of that name is the pages for everybody, not files to be copied.
  publicDir: false,
  build: { outDir: 'dist', emptyOutDir: true, assetsDir: 'kiosk-assets', target: 'es2022' },
})
