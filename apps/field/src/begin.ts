import { createApp } from 'vue'
import './shell/vant.css'
import '@lianxin/tokens/tokens.css'
import '@lianxin/tokens/vant.css'
import './shell/base.css'
import App from './App.vue'
import { i18n } from './locales'
import { readAhead, router } from './router'
import { watchIdle } from './session/idle'
import { watchInstall } from './session/install'
import { begin } from './session/lock'
import { applySettings } from './session/settings'
import { watchUpdates } from './session/update'
import { watchLight } from './shell/light'

applySettings()
watchInstall()
watchIdle()
watchLight()
watchUpdates()
void begin()
createApp(App).use(i18n).use(router).mount('#app')
readAhead()
