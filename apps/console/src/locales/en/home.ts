export default {
  nothing: 'Nothing here is yours to do',
  hint: 'Your account does not read records. Ask the administrator if that is wrong.',
}
