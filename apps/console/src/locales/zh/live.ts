export default {
  newRows: '有 {n} 条新的，点这里取',
  newMany: '有不少新的，点这里取',
  strip: '刚刚到的',
  nothing: '还没有新到的',
  away: '实时通道断开，正在重连',
  isNew: '新',
  changed: '改',
  all: '展开 {n} 条',
  fold: '收起',
}
