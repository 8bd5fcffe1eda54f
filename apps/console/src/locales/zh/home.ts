export default {
  nothing: '这里没有您的工作',
  hint: '您的账号不看走访记录。如有疑问，请联系管理员。',
}
