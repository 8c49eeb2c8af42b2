// Chosen before the first paint, so that the page does not flash in the other theme.
(() => {
  'use strict';
  const chosen = localStorage.getItem('basis.theme');
  const dark = chosen === null ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
