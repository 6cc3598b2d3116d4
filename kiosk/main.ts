import './ui/index.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import KioskApp from './KioskApp.vue'
import { router } from './router.ts'
import { createWords } from './ui/words/language.ts'
import { kioskWords } from './words/kiosk-words.ts'

createApp(KioskApp).use(createPinia()).use(router).use(createWords(kioskWords)).mount('#app')
