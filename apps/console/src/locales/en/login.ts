export default {
  title: 'Log in',
  under: 'Records of village visits · console',
  login: 'Login',
  password: 'Password',
  go: 'Log in',
}
