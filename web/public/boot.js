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

  // The first Intl object of a page takes a browser 20 ms or more, whichever it is. While scripts are on their way, nobody
  // waits for it (decision 0057).
  setTimeout(function () {
    new Intl.NumberFormat(root.lang).format(0);
    new Intl.DateTimeFormat(root.lang, { hour: 'numeric' }).format(0);
  });

  // What the page at this address is made of and asks for first (tools/vite-pages.ts), while its scripts come: each
  // would tell of the next only when it runs. lib/api/transport.ts takes the answers.
  var table = /* table */ null;
  var account = remembered();
  var match;
  var row =
    table &&
    table.rows.find(function (one) {
      return (match = new RegExp(one[0], 'i').exec(location.pathname));
    });

  /** Whoever is signed in here, as lib/session.ts has it; what is kept on a device may be anything. */
  function remembered() {
    try {
      var found = JSON.parse(kept('account'));
      return found.account_id === kept('signed-in') && Array.isArray(found.roles) ? found : null;
    } catch (error) {
      return null;
    }
  }

  function askFirst(given) {
    // What is searched or filtered for is the page's to read.
    if (!row || !/^(\?hl=\w*)?$/.test(location.search)) return;
    var values = Object.assign({ lang: root.lang, currency: kept('currency') || 'EUR', venue: kept('venue') }, match);
    if (account) {
      values.account = account.account_id;
      values.role = [kept('role'), 'client', 'expert'].find(function (one) {
        return account.roles.indexOf(one) >= 0;
      });
    }
    row[4].forEach(function (pattern) {
      var isWhole = true;
      var address = pattern.replace(/{(\w+)}/g, function (_, name) {
        // Ids are no more than this; of anything else the page knows better how it is asked for.
        isWhole = isWhole && /^[\w-]+$/.test(values[name] || '');
        return values[name];
      });
      if (!isWhole) return;
      // What anybody may read needs no session, and caches keep it.
      var isPublic = /^\/v1\/public\//.test(address);
      if (!isPublic && !given) return;
      // Kept before it is asked: the app may know of the session first.
      var answer = Promise.resolve(isPublic ? {} : given).then(function (session) {
        if (isPublic) return ask(address, 'GET', {});
        var token = session.account && session.account.account_id === account.account_id && session.access_token;
        return token ? ask(address, 'GET', { Authorization: 'Bearer ' + token }) : undefined;
      });
      keepFor('GET ' + address, answer);
    });
  }

  function ask(address, method, headers) {
    headers['Accept-Language'] = root.lang;
    // As long as transport.ts waits for any answer; AbortSignal.timeout is not everywhere.
    var stop = new AbortController();
    setTimeout(function () {
      stop.abort();
    }, 40000);
    return fetch(address, { method: method, headers: headers, signal: stop.signal });
  }

  /** For whoever is signed in alone, or for visitors: somebody else may sign in before it is taken. */
  function keepFor(asked, answer) {
    window.early.set(kept('signed-in') + ' ' + asked, answer);
    answer.catch(function () {}); // told to whoever takes it
    return answer;
  }

  window.early = new Map();
  var given;
  if (account) {
    // Two tabs must not use the same token at the same time.
    var renew = function () {
      return ask('/v1/auth/refresh', 'POST', { 'X-Requested-With': 'guildhall-web' });
    };
    var renewed = new Promise(function (done) {
      done(navigator.locks ? navigator.locks.request('guildhall-session', renew) : renew());
    });
    given = keepFor('POST /v1/auth/refresh', renewed).then(function (answer) {
      return answer.ok ? answer.clone().json() : {};
    });
  }
  askFirst(given);

  if (!row || (row[1] === 2 && !account)) return;
  var words = table.words[root.lang];
  row[2]
    .concat(account || row[1] ? table.desks : [], row[1] === 2 ? table.frame : [], words[0])
    .concat(
      row[3].map(function (name) {
        return words[name];
      }),
    )
    .filter(function (one, at, all) {
      return all.indexOf(one) === at;
    })
    .forEach(function (one) {
      var link = document.createElement('link');
      link.rel = 'modulepreload';
      link.href = '/' + table.files[one];
      document.head.append(link);
    });
})();
