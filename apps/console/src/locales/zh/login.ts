export default {
  title: '登录',
  under: '村（居）走访记录 · 管理端',
  login: '账号',
  password: '密码',
  go: '登录',
  locked: '已锁上',
  why: {
    idle: '一段时间没有操作，已经锁上。页面和写了一半的内容都还在。',
    ended: '登录已过期。页面和写了一半的内容都还在，输入密码接着做。',
    wanted: '已锁上。页面和写了一半的内容都还在。',
  },
  goOn: '接着做',
  another: '换人登录',
  until: '请在 {time} 之后再试，还有 {n} 分钟',
  fieldApp: '打开手机上的连心应用',
  insecure: '请用 https:// 开头的地址打开，否则无法登录',
}
