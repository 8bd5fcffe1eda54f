export default {
  title: 'There is no such page',
  text: 'The address may be wrong, or what it shows is not in your area.',
  home: 'To the first page',
}
