// `needs.js` ran before and has said what this browser lacks, if anything: then nothing else is begun.
if (!document.documentElement.dataset['lacks']) void import('./begin')

export {}
