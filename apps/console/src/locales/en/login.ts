export default {
  title: 'Log in',
  under: 'Records of village visits · console',
  login: 'Login',
  password: 'Password',
  go: 'Log in',
  locked: 'Locked',
  why: {
    idle: 'Nobody was here for a while, so it was locked. The page and what you were writing are still there.',
    ended: 'The session has expired. The page and what you were writing are still there; type the password to go on.',
    wanted: 'Locked. The page and what you were writing are still there.',
  },
  goOn: 'Go on',
  another: 'Somebody else logs in',
  until: 'Try again after {time}, in {n} minutes',
  fieldApp: 'Open the field app',
  insecure: 'Open an address that begins with https://, or you cannot log in',
}
