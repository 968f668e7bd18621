import { route } from './route';

const app = document.getElementById('app');
if (app) app.dataset['page'] = route(location.pathname, location.hash).page;
