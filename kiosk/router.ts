import { createRouter, createWebHistory } from 'vue-router'

/** Each screen is loaded for itself: a hall display never fetches what a remote member needs. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/seat/:seat', component: () => import('./seat/SeatScreen.vue'), props: true },
    { path: '/chair/:seat', component: () => import('./chair/ChairScreen.vue'), props: true },
    {
      path: '/display/:display',
      component: () => import('./display/HallDisplay.vue'),
      props: true,
    },
    { path: '/join/:sitting', component: () => import('./join/JoinScreen.vue'), props: true },
    { path: '/public', component: () => import('./public/PublicScreen.vue') },
    {
      path: '/public/votes/:ballot',
      component: () => import('./public/PublicVoteScreen.vue'),
      props: true,
    },
  ],
})
