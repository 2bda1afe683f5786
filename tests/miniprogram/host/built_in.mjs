// The built-in components this host knows. A tag that is not here fails the build's page and so the test.
export const BUILT_IN = ['view', 'text', 'button', 'input', 'textarea', 'image', 'switch', 'picker', 'page-meta']

// A page's style sheet reaches that page alone, by this class of its root.
export const pageClass = (page) => 'of-' + page.replace(/\W/g, '-')
