export default {
  newRows: '{n} new: read them',
  newMany: 'Many new: read them',
  strip: 'Just arrived',
  nothing: 'Nothing new yet',
  away: 'Not live, connecting',
  isNew: 'new',
  changed: 'edit',
  all: 'Show {n}',
  fold: 'Fold',
}
