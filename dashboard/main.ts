import '../kiosk/ui/index.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createWords } from '../kiosk/ui/words/language.ts'
import DashboardApp from './DashboardApp.vue'
import { router } from './router.ts'
import { showTheme } from './session/theme.ts'
import { dashboardWords } from './words/words.ts'

showTheme()
createApp(DashboardApp)
  .use(createPinia())
  .use(createWords(dashboardWords))
  .use(router)
  .mount('#app')
