// Whose article it is: by title, by address, and not by words that only look like a name.
import { describe, expect, it } from 'vitest';
import { loadCompanies, parseCompanies } from '../../index/companies.js';

const companies = loadCompanies();

describe('companies', () => {
  it.each([
    ['https://netflixtechblog.com/a-post-123', 'Keystone: a stream processing platform', 'Netflix'],
    ['https://www.infoq.com/presentations/x', 'Scaling Event Sourcing for Netflix Downloads', 'Netflix'],
    ['https://medium.com/netflix-techblog/x-1', 'Caching for a global service', 'Netflix'],
    [
      'https://medium.com/p/aa14b9a638dc',
      'How Disney+ Uses Amazon DynamoDB To Serve Customer Actions',
      'Disney',
    ],
    ['https://engineeringblog.yelp.com/2018/03/x.html', 'Caching internal service calls', 'Yelp'],
    [
      'https://engineering.linecorp.com/en/blog/detail/85',
      'Pub-Sub in Chatting Architecture at LINE',
      'LINE',
    ],
    ['https://habr.com/ru/company/avito/blog/479952/', 'Как мы строим платформу', 'Avito'],
    ['https://d0.awsstatic.com/whitepapers/x.pdf', 'Scalable gaming patterns', 'Amazon'],
    ['https://blog.example.org/a', 'Load Balancing at Github', 'GitHub'],
    ['https://example.org/a', 'The target of a boxed line', null],
    ['https://notuber.com/a', 'A page', null],
    ['https://example.org/b', 'Event sourcing at Quayside Bank', 'Quayside Bank'],
    ['https://example.org/b', 'Caching at Scale', null],
    ['https://engineering.quay-side.com/b', 'Two ledgers', 'Quay Side'],
    ['https://parcelo.engineering/b', 'Two ledgers', 'Parcelo'],
  ])('%s "%s" is of %s', (url, title, expected) => {
    expect(companies.ofArticle(url, title)).toBe(expected);
  });

  it('finds the companies that a sentence names, under one spelling each', () => {
    expect(companies.inText('Both Uber and Facebook did so; Meta’s team wrote that Uber was first.')).toEqual(
      ['Uber', 'Facebook'],
    );
    expect(companies.inText('We met the target in a box.')).toEqual([]);
  });

  it('reads hosts and other names', () => {
    expect(parseCompanies('# note\nAcme\tacme.dev; blog.acme.com\tAcme Corp\n')).toEqual([
      { name: 'Acme', hosts: ['acme.dev', 'blog.acme.com'], names: ['Acme Corp'] },
    ]);
  });
});
