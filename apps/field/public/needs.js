/* What the app needs of the browser: Chrome or WebView 108, Safari 16.4, Firefox 111. Written in the JavaScript of 2010 and in
   both languages at once, because it has to run where nothing else of the app does. */
(function () {
  'use strict'

  var root = document.documentElement

  function lacks() {
    if (!window.isSecureContext) return 'https'
    if (!window.WebAssembly || !window.Promise || !window.Worker || !window.crypto || !window.crypto.subtle) return 'old'
    if (!window.indexedDB || !navigator.locks || !navigator.storage || !navigator.storage.getDirectory) return 'old'
    if (!('noModule' in document.createElement('script')) || typeof structuredClone !== 'function') return 'old'
    if (!Object.hasOwn || !Array.prototype.at || !Array.prototype.findLast) return 'old'
    return ''
  }

  function text(tag, words) {
    var element = document.createElement(tag)
    element.appendChild(document.createTextNode(words))
    return element
  }

  function paragraphs(why) {
    var wechat = /MicroMessenger/i.test(navigator.userAgent)
    if (why === 'https') {
      return [
        ['h1', '这个网址不安全，打不开'],
        ['p', '连心只能用 https:// 开头的网址打开。请找管理员要正确的链接。'],
        ['p', 'This address is not secure. Lianxin opens from an address that begins with https:// only.']
      ]
    }
    if (why === 'private') {
      return [
        ['h1', '这里存不住记录'],
        ['p', '浏览器不让存东西，多半是开了无痕（隐私）模式。请用普通模式打开。'],
        ['p', 'This browser does not let Lianxin keep anything, most likely because of private mode. Please open it normally.']
      ]
    }
    return [
      ['h1', '这个浏览器太旧，用不了连心'],
      ['p', wechat
        ? '请点右上角的“···”，选“在浏览器打开”。打开后还是这样，请更新浏览器。'
        : '请把浏览器更新到新版，或者换一个：Chrome、Edge、手机自带浏览器的新版都可以。'],
      ['p', '需要：Chrome / Android WebView 108、Safari 16.4、Firefox 111 或更新。手机里已有的记录不会丢。'],
      ['p', wechat
        ? 'Tap “···” at the top right and open this page in the browser. If it still says so, update the browser.'
        : 'This browser is too old for Lianxin. It needs Chrome or Android WebView 108, Safari 16.4, Firefox 111 or later.']
    ]
  }

  function say(why) {
    var page = document.createElement('div')
    var lines = paragraphs(why)
    page.className = 'needs'
    page.setAttribute('role', 'main')
    for (var i = 0; i < lines.length; i++) page.appendChild(text(lines[i][0], lines[i][1]))
    var app = document.getElementById('app')
    if (app) app.parentNode.replaceChild(page, app)
    else document.body.appendChild(page)
  }

  /** The app is not begun then; what was begun is replaced. */
  function stop(why) {
    root.setAttribute('data-lacks', why)
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', function () { say(why) })
    else say(why)
  }

  /** Sync access handles exist in workers only, and were asynchronous before Chrome 108: one is really opened, once. */
  function probe() {
    try {
      if (localStorage.getItem('lianxin.needs') === '1') return
    } catch (_) {
      return stop('private')
    }
    var worker = new Worker('/field/needs-worker.js')
    worker.onmessage = function (event) {
      worker.terminate()
      if (event.data) stop(event.data)
      else localStorage.setItem('lianxin.needs', '1')
    }
  }

  var why = lacks()
  if (why) stop(why)
  else probe()
})()
