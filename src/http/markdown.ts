import markdownIt from 'markdown-it';
import nunjucks from 'nunjucks';
import sanitizeHtml from 'sanitize-html';

// No HTML of the writer's own, and no picture: it would be fetched from wherever it lies. `![a](b)` becomes a link.
const reader = markdownIt({ html: false, linkify: true, breaks: true }).disable('image');

// A page has one h1 and its parts are h2: the headings of a note stand below them, those of a page's own text are its parts.
const HEADINGS = {
  note: { h1: 'h3', h2: 'h3', h3: 'h4', h4: 'h4', h5: 'h5', h6: 'h6' },
  page: { h1: 'h2', h2: 'h2', h3: 'h3', h4: 'h4', h5: 'h5', h6: 'h6' },
};

const RULES: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['p', 'br', 'hr', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code', 'ul', 'ol', 'li'],
    ...['a', 'strong', 'em', 's', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'], pre: ['tabindex'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'escape',
  transformTags: {
    // Code scrolls sideways where it is long; the keyboard reaches it.
    pre: () => ({ tagName: 'pre', attribs: { tabindex: '0' } }),
    a: (_name, { href = '' }) => ({ tagName: 'a', attribs: whole(href) }),
  },
};

/**
 * What somebody wrote in Markdown as HTML that is safe to print: the one place where text that a person typed becomes markup.
 * The parser makes no tag but its own; the sanitiser lets through only those named above, should the parser ever err.
 */
export function markdown(text: string, of: keyof typeof HEADINGS = 'note'): nunjucks.runtime.SafeString {
  const transformTags = { ...RULES.transformTags, ...HEADINGS[of] };
  return new nunjucks.runtime.SafeString(sanitizeHtml(reader.render(text), { ...RULES, transformTags }));
}

// A link names its scheme, so that it never turns into an address of ours; and it says nothing of who followed it.
function whole(href: string): Record<string, string> {
  return /^(https?|mailto):/i.test(href) ? { href, rel: 'noopener noreferrer nofollow' } : {};
}
