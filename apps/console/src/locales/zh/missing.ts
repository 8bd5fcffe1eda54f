export default {
  title: '没有这一页',
  text: '地址可能抄错了，或者这份内容不在您的范围内。',
  home: '回到首页',
}
