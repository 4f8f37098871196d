// Operations that no screen of ours calls, by method and address, with the reason.

/** Met by programs, or part of what another operation brings. */
export const ELSEWHERE: Record<string, string> = {
  'GET /v1/contracts/{}/milestones/{}': 'the contract brings all of its milestones',
  'GET /v1/finance/corrections/{}': 'the list brings the whole correction',
  'GET /v1/health': 'asked by machines that watch the platform',
  'POST /v1/webhooks/twilio': 'called by Twilio',
  'GET /v1/public/calendars/{}': 'read by calendar programs',
  'GET /v1/public/venues/{}/images/{}/{}': 'the pictures themselves, whose addresses the page of the venue brings',
  'GET /v1/public/venues/{}/site/headed/{}': 'the page itself: the distribution asks for it',
  'GET /v1/public/venues/{}/site/json-ld': 'read by search engines, which find the same in the page',
  'GET /v1/public/venues/{}/site/widget/frame': 'shown on the site of the venue',
  'GET /v1/public/venues/{}/site/widget': 'shown on the site of the venue',
  'PUT /v1/venues/{}/staff/{}': 'people come by invitation',
  'GET /v1/venues/{}/menu/dishes/{}': 'the menu brings all of its dishes',
  'DELETE /v1/venues/{}/tables/{}': 'the floor plan is read and saved as one',
  'GET /v1/venues/{}/tables/{}': 'the floor plan is read and saved as one',
  'GET /v1/venues/{}/site/pages/{}/{}': 'the list of pages brings the whole pages',
  'PUT /v1/venues/{}/tables/{}': 'the floor plan is read and saved as one',
  'GET /v1/venues/{}': 'the list of own venues brings the whole venue',
};
