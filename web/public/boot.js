// Runs before the first paint, so that language, direction and theme never flash. A file of its own: the content
// security policy allows no inline script.
(function () {
  var root = document.documentElement;
  function kept(name) {
    try {
      return localStorage.getItem(name);
    } catch (error) {
      return null;
    }
  }
  var asked = new URLSearchParams(location.search).get('hl');
  var known = /^(fr|en|ur)$/;
  var browser = (navigator.languages || ['en']).map(function (tag) {
    return tag.slice(0, 2);
  });
  var language = [asked, kept('lang')].concat(browser).find(function (tag) {
    return tag && known.test(tag);
  });
  root.lang = language || 'en';
  root.dir = root.lang === 'ur' ? 'rtl' : 'ltr';
  var theme = kept('theme') || 'system';
  var isDark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = isDark ? 'dark' : 'light';
  root.dataset.density = kept('density') === 'compact' ? 'compact' : 'comfortable';
})();
