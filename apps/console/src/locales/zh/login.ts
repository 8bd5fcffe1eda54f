export default {
  title: '登录',
  under: '村（居）走访记录 · 管理端',
  login: '账号',
  password: '密码',
  go: '登录',
}
