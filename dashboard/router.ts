import { createRouter, createWebHistory } from 'vue-router'
import DeskScreen from './desk/DeskScreen.vue'
import LoginScreen from './login/LoginScreen.vue'
import { whoAmI } from './session/session.ts'
import { invitedIn } from './setup/code.ts'
import RecordScreen from './record/RecordScreen.vue'
import SetupScreen from './setup/SetupScreen.vue'

/** Nobody sees the desk without a session; nobody is asked to sign in before there is an account. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'desk', component: DeskScreen },
    { path: '/record/:ballot?', name: 'record', component: RecordScreen },
    { path: '/login', name: 'login', component: LoginScreen },
    { path: '/setup', name: 'setup', component: SetupScreen },
    { path: '/:rest(.*)', redirect: '/' },
  ],
})

router.beforeEach(async (to) => {
  const session = await whoAmI()
  // The controller does not answer: the desk's own link says so and catches up by itself.
  if (session === null) return true
  // A new officer's link makes an account, also in a browser where a colleague is signed in.
  if (to.name === 'setup' && invitedIn(to.hash).user !== '') return true
  if (to.name === 'record' && session.identity) return true
  const place = session.setupNeeded ? 'setup' : session.identity ? 'desk' : 'login'
  if (to.name === place) return true
  return { name: place, hash: to.hash }
})
