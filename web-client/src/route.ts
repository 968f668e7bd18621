/** Which page a path means. The server answers with the same document for all of them. */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'meeting'; readonly alias: string; readonly token: string | null }
  | { readonly page: 'new' }
  | { readonly page: 'live' };

/**
 * Reads the address of the page. The token of a link is in the fragment, which no server and no log ever sees.
 */
export function route(path: string, fragment: string): Route {
  const [first, second, ...rest] = path.split('/').filter((part) => part !== '');
  if (first === 'm' && second !== undefined && rest.length === 0) {
    return { page: 'meeting', alias: decoded(second), token: token(fragment) };
  }
  if (first === 'new' && second === undefined) return { page: 'new' };
  if (first === 'live' && second === undefined) return { page: 'live' };
  return { page: 'home' };
}

function token(fragment: string): string | null {
  const value = new URLSearchParams(fragment.replace(/^#/, '')).get('k');
  return value === null || value === '' ? null : value;
}

/** A path with a broken escape is still an alias, one that nobody has. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
