import { describe, expect, it } from 'vitest';
import { route } from '../src/route';

describe('the address of the page', () => {
  it('names a meeting, and keeps the token of the link out of the path', () => {
    expect(route('/m/budget-mote', '#k=abc-DEF_9')).toEqual({ page: 'meeting', alias: 'budget-mote', token: 'abc-DEF_9' });
    expect(route('/m/m%C3%B6te', '')).toEqual({ page: 'meeting', alias: 'möte', token: null });
  });

  it('does not fail on a broken escape', () => {
    expect(route('/m/%E0%A4%A', '#k=')).toEqual({ page: 'meeting', alias: '%E0%A4%A', token: null });
  });

  it('knows the other pages and sends everything else home', () => {
    expect(route('/new', '').page).toBe('new');
    expect(route('/live/', '').page).toBe('live');
    expect(route('/m/', '').page).toBe('home');
    expect(route('/m/a/b', '').page).toBe('home');
    expect(route('/', '').page).toBe('home');
  });
});
