/* Opens a file as the core does. Answers '' where that works, else why not. */
(function () {
  'use strict'

  var name = 'lianxin-needs-' + Date.now() + Math.random()

  function remove(root) {
    return root.removeEntry(name).catch(function () {})
  }

  navigator.storage.getDirectory().then(function (root) {
    return root.getFileHandle(name, { create: true }).then(function (file) {
      if (!file.createSyncAccessHandle) return 'old'
      return file.createSyncAccessHandle().then(function (handle) {
        var works = typeof handle.getSize() === 'number'
        handle.close()
        return works ? '' : 'old'
      })
    }).then(function (answer) {
      return remove(root).then(function () { return answer })
    })
  }).then(postMessage, function () { postMessage('private') })
})()
