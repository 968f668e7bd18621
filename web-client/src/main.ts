import { newPage } from './admin/page';
import { homePage } from './home';
import { language, startLanguage, t } from './i18n';
import { livePage } from './live/page';
import { meetingPage } from './meeting/page';
import { route } from './route';
import { websocketTo } from './signalling/websocket';
import './styles/index.css';
import { h } from './ui/dom';
import { scope, watch } from './ui/scope';

function page(): Node {
  const wanted = route(location.pathname, location.hash);
  switch (wanted.page) {
    case 'meeting':
      return meetingPage(wanted.alias, wanted.token, { open: websocketTo(new URL(location.href)) });
    case 'new':
      return newPage();
    case 'live':
      return livePage();
    case 'home':
      return homePage((path) => location.assign(path));
  }
}

function start(app: HTMLElement): void {
  startLanguage();
  scope(() => {
    watch(() => { document.documentElement.lang = language.value; });
    const toContent = (event: Event): void => {
      // The fragment of the address belongs to the link's token.
      event.preventDefault();
      document.getElementById('content')?.focus();
    };
    app.append(h('a', { class: 'skip', href: '#content', on: { click: toContent } }, () => t('app.skip')), page());
  });
  // Another link pasted into the same tab changes only the fragment.
  window.addEventListener('hashchange', () => location.reload());
}

const app = document.getElementById('app');
if (app !== null) start(app);
