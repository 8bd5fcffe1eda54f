export default {
  network: '连不上服务器，请检查网络后再试',
  odd: '服务器的回答看不懂（{status}），请稍后再试',
  again: '再试一次',
  title: '没有取到',
}
