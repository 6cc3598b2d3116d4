import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** The kiosk's assets have a folder of their own beside the dashboard's: one server serves both. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [vue()],
  build: { outDir: 'dist', emptyOutDir: true, assetsDir: 'kiosk-assets', target: 'es2022' },
})
