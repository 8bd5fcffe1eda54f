import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import '@lianxin/tokens/tokens.css'
import '@lianxin/tokens/element-plus.css'
import './shell/base.css'
import './shell/print.css'
import App from './App.vue'
import { i18n, speakAsBefore } from './locales'
import { router } from './router'
import { watchKeys } from './parts/useKeys'
import { watchIdle } from './session/idle'

watchKeys()
watchIdle()
void speakAsBefore()
createApp(App).use(i18n).use(router).mount('#app')
