export default {
  network: 'The server cannot be reached; check the network and try again',
  odd: 'The server answered something unexpected ({status}); try again later',
  again: 'Try again',
  title: 'Not loaded',
}
