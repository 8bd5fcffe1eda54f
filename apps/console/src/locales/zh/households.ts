export default {
  title: '户',
  words: '姓名、拼音、电话、住址',
  conflicts: '有两个说法',
  head: '户主',
  code: '户编号',
  area: '村组',
  address: '住址',
  phone: '电话',
  categories: '类别',
}
