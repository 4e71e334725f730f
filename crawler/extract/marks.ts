/**
 * The words by which page builders mark what surrounds an article, in `class` and `id`.
 *
 * They are the field's habits, not any site's: WordPress, Drupal, Blogger and their themes, ad networks, share plug-ins,
 * frameworks with their BEM and CSS-module names. Read together with boilerplate.ts, which decides.
 */

/** How one kind of boilerplate is marked, and what its removal may cost. */
export interface Rule {
  name: string;
  /** Matched against the mark: the words of class and id between hyphens, as in `-post-meta-`. */
  mark: RegExp;
  /** Share of the page's prose the removal may cost. */
  budget: number;
  /** Characters the part may hold at most; undefined: no limit. */
  chars?: number;
}

const words = (list: string) => new RegExp(`-(?:${list.trim().replace(/\s+/g, '|')})-`);

/** In order of precedence; the first rule whose words match and whose budget allows it removes the part. */
const RULES: Rule[] = [
  {
    name: 'caption',
    mark: words(
      'caption captions figcaption captiontext credit credits photocredit photographer cutline copyright attribution image-info image-meta media-info',
    ),
    budget: 0.25,
    chars: 700,
  },
  {
    name: 'comments',
    mark: words(
      'comments commentlist comment-list comments-area disqus disqus-thread respond livefyre fb-comments replies comment-respond commentform',
    ),
    budget: 0.97,
  },
  {
    name: 'related',
    mark: words(
      'related relatedposts related-posts related-content related-articles recommended recommendations recommendation recirc recirculation outbrain taboola revcontent zergnet trending popular most-read most-popular readmore read-more read-next readnext more-stories more-from more-news more-on also-like you-may up-next next-up suggested suggestions yarpp similar-posts morestories trc-related seealso see-also teaser teasers promo promos latest-news latest-posts recent-posts carousel',
    ),
    budget: 0.5,
  },
  {
    name: 'share',
    mark: words(
      'share shares sharing social socials sharedaddy addthis addtoany shareaholic sharethis sharebar share-bar sns tweetmeme follow followus follow-us sociable',
    ),
    budget: 0.1,
    chars: 600,
  },
  {
    name: 'newsletter',
    mark: words(
      'newsletter newsletters signup sign-up subscribe subscription optin opt-in mailchimp mc-embed cta call-to-action',
    ),
    budget: 0.15,
    chars: 1200,
  },
  {
    name: 'author',
    mark: words(
      'author authors author-bio author-box authorbox author-info author-card postprofile post-profile poster-info userinfo user-info message-user signature post-signature about-author about-the-author byline bylines bio writer contributor contributors',
    ),
    budget: 0.2,
    chars: 1500,
  },
  {
    name: 'advertisement',
    mark: words(
      'ad ads adv advert adverts advertisement advertising adsense adbox adunit ad-unit dfp sponsor sponsored sponsors promoted promotion banner affiliate disclosure',
    ),
    budget: 0.1,
    chars: 1500,
  },
  {
    name: 'consent',
    mark: words(
      'cookie cookies gdpr consent onetrust modal dialog popup popover tooltip hovercard overlay lightbox interstitial toast alert-bar paywall regwall',
    ),
    budget: 0.15,
  },
  {
    name: 'contents',
    mark: words('toc table-of-contents ez-toc toc-container on-this-page page-toc article-toc'),
    budget: 0.05,
  },
  {
    name: 'navigation',
    mark: words(
      'nav navbar navigation menu submenu breadcrumb breadcrumbs pagination pager paging skip-link skip-to sidebar toolbar masthead site-header site-footer footer drawer navi prevnext post-nav',
    ),
    budget: 0.1,
  },
  {
    name: 'standfirst',
    mark: words('subtitle sub-title subheadline subhed standfirst dek article-dek strapline'),
    budget: 0.1,
    chars: 250,
  },
  {
    name: 'meta',
    mark: words('postmetadata post-meta entry-meta article-meta entry-utility entry-footer post-footer'),
    budget: 0.25,
    chars: 600,
  },
  {
    name: 'meta',
    mark: words(
      'meta post-meta entry-meta article-meta postmeta postmetadata timestamp post-date posted-on pubdate publish-date published date entry-date dateline tags tag-list taglist tagcloud cat-links categories category kicker eyebrow reading-time readtime read-time views print-link online-list votecell vote-count votes voting edit-link',
    ),
    budget: 0.05,
    chars: 300,
  },
  {
    name: 'hidden',
    mark: words(
      'print-only printonly print-header print-footer sr-only screen-reader-text visually-hidden visuallyhidden screen-reader assistive-text screenreader',
    ),
    budget: 0,
    chars: 500,
  },
];
/** Marks of hidden parts that a click opens: accordions, tabs, the rest of a long text. */
export const OPENS_AT_A_CLICK = words(
  'collapse collapsed collapsible accordion panel tab-pane tabcontent tab-content expandable expanded answer spoiler faq more more-content more-text rest',
);
const ANY = new RegExp(RULES.map((rule) => rule.mark.source).join('|'));

/** The rules whose words stand in a class and id, in order of precedence. */
export function rulesFor(key: string): Rule[] {
  const mark = markOf(key);
  return ANY.test(mark) ? RULES.filter((rule) => rule.mark.test(mark)) : [];
}

/** `relatedPosts js-item_2` becomes `-related-posts- -js-item-2-`: words between hyphens. */
export function markOf(key: string): string {
  return key
    .trim()
    .split(/\s+/)
    .map(
      (name) =>
        `-${name
          .replace(/([a-z\d])([A-Z])/g, '$1-$2')
          .replace(/[^\p{L}\p{N}]+/gu, '-')
          .toLowerCase()}-`,
    )
    .join(' ');
}
