import { createApp } from 'vue'
import './shell/vant.css'
import '@lianxin/tokens/tokens.css'
import '@lianxin/tokens/vant.css'
import './shell/base.css'
import App from './App.vue'
import { i18n } from './locales'
import { router } from './router'
import { applySettings } from './session/settings'

applySettings()
createApp(App).use(i18n).use(router).mount('#app')
