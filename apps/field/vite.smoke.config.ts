import base from './vite.config'
import { mergeConfig } from 'vite'
export default mergeConfig(base, { server: { port: 5173, strictPort: true, host: '127.0.0.1', proxy: { '/v1': 'http://127.0.0.1:8787' } } })
