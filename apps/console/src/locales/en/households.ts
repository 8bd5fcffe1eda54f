export default {
  title: 'Households',
  words: 'Name, pinyin, phone, address',
  conflicts: 'With contradictions',
  head: 'Head',
  code: 'Code',
  area: 'Village and group',
  address: 'Address',
  phone: 'Phone',
  categories: 'Categories',
}
